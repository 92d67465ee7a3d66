from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.loading import FixtureError, load


class Command(BaseCommand):
    help = "Load the guides from the fixture files: everything is checked first, and written whole or not at all."

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
            help="replace even what an editor has changed since the last load",
        )

    def handle(self, *args: Any, folder: Path, dry_run: bool, overwrite: bool, **options: Any) -> None:
        try:
            report = load(folder, dry_run=dry_run, overwrite=overwrite)
        except FixtureError as error:
            lines = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(
                f"The fixtures were refused and nothing was written. Problems: {len(error.problems)}\n{lines}"
            ) from None
        for title in report.kept:
            self.stdout.write(f"Kept as an editor left it: {title} (--overwrite replaces it)")
        for name in report.shared_kept:
            self.stdout.write(f"Kept as an editor left it: {name} (--overwrite replaces it)")
        verb = "Would write" if dry_run else "Wrote"
        self.stdout.write(
            f"{verb} {len(report.written)} guides and {len(report.shared_written)} shared entries; "
            f"{len(report.unchanged)} guides were up to date, {len(report.kept)} were kept."
        )
