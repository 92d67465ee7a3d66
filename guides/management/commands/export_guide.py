import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guides import editions
from guides.export import ExportError, export_guide
from guides.models import Address


class Command(BaseCommand):
    help = "Write a role's guide, as readers see it or saw it last, as one file that import_guide reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the role's address, such as support-manager")
        parser.add_argument("file", nargs="?", type=Path, help="where to write it (default: standard output)")
        parser.add_argument(
            "--working-copy", action="store_true", help="write what its editors work on instead"
        )

    def handle(self, *args: Any, address: str, file: Path | None, working_copy: bool, **options: Any) -> None:
        found = Address.objects.select_related("role__published").filter(slug=address).first()
        if found is None or found.role is None:
            raise CommandError(f"No role has the address {address}.")
        role = found.role
        guide = (
            role.guides.working().first() if working_copy else role.published or editions.last_published(role)
        )
        if guide is None and working_copy:
            raise CommandError(f"{address} has no working copy.")
        if guide is None:
            raise CommandError(f"{address} was never published. --working-copy writes what editors work on.")
        try:
            raw = export_guide(guide).encode()
        except ExportError as error:
            raise CommandError(str(error)) from None
        if file is None:
            sys.stdout.buffer.write(raw)
            return
        try:
            file.write_bytes(raw)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"Wrote {guide} to {file}.")
