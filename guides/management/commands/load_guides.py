from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.groups import make_groups
from guides.loading import FixtureError, Report, load


class Command(BaseCommand):
    help = "Load the guides from the fixture files. All is checked first, and written whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.FIXTURES_ROOT,
            help="the folder of fixture files (default: fixtures/)",
        )
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="replace even what an editor has changed, and bring back what an editor has deleted",
        )

    def handle(self, *args: Any, folder: Path, dry_run: bool, overwrite: bool, **options: Any) -> None:
        if not dry_run:
            make_groups()
        try:
            report = load(folder, dry_run=dry_run, overwrite=overwrite)
        except FixtureError as error:
            counted = count(error.problems, "problem", "problems")
            lines = [f"{counted} in the fixtures; nothing was written.", *error.lines()]
            raise CommandError("\n  ".join(lines)) from None
        for name in [*report.kept, *report.shared_kept]:
            self.stdout.write(f"Kept as an editor left it: {name} (--overwrite replaces it)")
        for address in report.deleted:
            self.stdout.write(f"Left out, for its role was deleted: {address} (--overwrite brings it back)")
        for address in report.merged:
            self.stdout.write(f"Left out, for its role was merged into another: {address}")
        self.stdout.write(closing_sentence(report, dry_run=dry_run))


def closing_sentence(report: Report, *, dry_run: bool) -> str:
    verb = "Would write" if dry_run else "Wrote"
    guides = count(report.written, "guide", "guides")
    entries = count(report.shared_written, "shared entry", "shared entries")
    parts = [f"{verb} {guides} and {entries}"]
    if report.unchanged:
        parts.append(f"{count(report.unchanged, 'guide was', 'guides were')} up to date")
    if report.kept:
        parts.append(f"{count(report.kept, 'guide was', 'guides were')} kept as edited")
    if left_out := [*report.deleted, *report.merged]:
        parts.append(f"{count(left_out, 'guide was', 'guides were')} left out")
    return "; ".join(parts) + "."


def count(things: list[Any], singular: str, plural: str) -> str:
    return f"{len(things)} {singular if len(things) == 1 else plural}"
