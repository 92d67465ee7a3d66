import shutil
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from careerguide.backups import BackupError, read_backup


class Command(BaseCommand):
    help = (
        "Put a backup into an empty database, of either kind, or in place of all that the database holds. "
        "It is checked first, and written whole or not at all."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a backup; - is standard input")
        parser.add_argument("--replace", action="store_true", help="delete all that the database holds")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, file: str, replace: bool, database: str, **options: Any) -> None:
        try:
            with TemporaryFile() if file == "-" else Path(file).open("rb") as backup:
                if file == "-":
                    shutil.copyfileobj(sys.stdin.buffer, backup)
                rows = read_backup(backup, using=database, replace=replace)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except BackupError as error:
            hint = " --replace deletes what it holds." if "not empty" in str(error) else ""
            raise CommandError(f"Nothing was restored. {error}{hint}") from None
        except DatabaseError as error:
            raise CommandError(f"Nothing was restored, for the database refuses it: {error}") from None
        self.stdout.write(f"Restored {rows:,} rows.")
