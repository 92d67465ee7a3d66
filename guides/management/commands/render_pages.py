import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import InterfaceError, OperationalError

from careerguide import store
from careerguide.store.ahead import Made, Maker, make_all, processors
from guides import content
from guides.addresses import public_addresses

SECONDS_BETWEEN_REPORTS = 5
MOST_NAMED = 20


class Command(BaseCommand):
    help = (
        "Make all public pages ahead, so that none waits for a reader and all are there without the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--processes", type=int, default=processors(), help="how many at once (default: one a processor)"
        )
        parser.add_argument(
            "--smallest",
            action="store_true",
            help="compress as far as it goes at once, not once a page is read; takes twice the time",
        )
        parser.add_argument("--anew", action="store_true", help="make those that are up to date, too")

    def handle(
        self, *args: Any, processes: int, smallest: bool, anew: bool, verbosity: int, **options: Any
    ) -> None:
        if processes < 1:
            raise CommandError("At least one process is needed.")
        layer = store.before(get_wsgi_application())
        # What is gone answers 410, which here is as it should be.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        try:
            store.learn()
            paths = list(public_addresses())
            before = content.current()
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database does not answer: {error}") from None
        began, faults, new = monotonic(), [], 0
        maker = Maker(layer, anew=anew, smallest=smallest)
        for made in self.told(make_all(maker, paths, processes), len(paths), verbosity):
            new += made.is_new and not made.fault
            if made.fault:
                faults.append(f"{made.path}: {made.fault}")
        seconds = max(monotonic() - began, 0.001)
        layer.shelves.files.tidy(before.floor)
        if faults or not layer.shelves.files.is_writable:
            named = faults[:MOST_NAMED] + [f"and {len(faults) - MOST_NAMED} more"] * (
                len(faults) > MOST_NAMED
            )
            reason = (
                "" if layer.shelves.files.is_writable else f" {layer.shelves.files.root} cannot be written."
            )
            raise CommandError("\n  ".join([f"{len(faults)} of {len(paths)} pages failed.{reason}", *named]))
        left = len(paths) - new
        self.stdout.write(
            f"Made {new:,} pages in {seconds:.1f} s, {new / seconds:,.0f} a second; {left:,} were up to date."
        )
        if content.current().number != before.number:
            self.stdout.write(
                "Something was published meanwhile: run this again, or let readers' visits do it."
            )

    def told(self, made: Iterator[Made], total: int, verbosity: int) -> Iterator[Made]:
        """The same, with a line on how far it is every other second."""
        began = last = monotonic()
        for number, one in enumerate(made, 1):
            yield one
            now = monotonic()
            if verbosity and now - last > SECONDS_BETWEEN_REPORTS:
                last = now
                rate = number / (now - began)
                self.stdout.write(f"  {number:,} of {total:,} pages, {rate:,.0f} a second")
