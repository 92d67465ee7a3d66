import os
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from careerguide.backups import write_backup


class Command(BaseCommand):
    help = "Write the whole database to a file, as it is at one moment; editors may go on working."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to; - is standard output")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, file: str, database: str, **options: Any) -> None:
        if file == "-":
            write_backup(sys.stdout.buffer, using=database)
            return
        path = Path(file)
        # Beside its place, and moved there once it is whole. Only its owner may read it: it holds passwords' digests.
        try:
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as written:
                try:
                    rows = write_backup(written, using=database)
                    written.flush()
                    os.fsync(written.fileno())
                    Path(written.name).replace(path)
                except BaseException:
                    Path(written.name).unlink()
                    raise
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {rows:,} rows to {path}.")
