from contextlib import nullcontext
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections


class Command(migrate.Command):
    help = (
        migrate.Command.help
        + " A table that is in use for long fails this, within seconds, instead of holding up all who read it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        # PostgreSQL lets nobody past a migration that waits for a lock, so it waits for no more than the lock timeout.
        within = connection.unhurried() if hasattr(connection, "unhurried") else nullcontext()
        try:
            with within:
                super().handle(*args, **options)
        except OperationalError as error:
            if "lock timeout" not in str(error):
                raise
            raise CommandError(
                "A table was in use for too long; the migration under way was undone. Try again."
            ) from None
