from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides.loading import FixtureError, import_guide
from guides.loading.one_file import MAX_BYTES, sentences


class Command(BaseCommand):
    help = "Make the guide of a file its role's working copy. All is checked first, and written whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that export_guide wrote")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                raw = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        try:
            found = import_guide(raw, file.name, dry_run=dry_run)
        except FixtureError as error:
            raise CommandError("\n  ".join(["Nothing was written.", *error.lines()])) from None
        for sentence in sentences(found, dry_run=dry_run):
            self.stdout.write(sentence)
