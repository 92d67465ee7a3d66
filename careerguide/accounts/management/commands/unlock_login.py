from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from careerguide.accounts import second_factor
from careerguide.accounts.limits import unlock
from careerguide.accounts.models import Attempts


class Command(BaseCommand):
    help = "Let an editor try again to sign in, without waiting; without a name, everybody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?")

    def handle(self, *args: Any, username: str | None, **options: Any) -> str:
        if username is None:
            Attempts.objects.all().delete()
            return "Forgot all failed attempts to sign in."
        second_factor.forgive(username)
        return f"Forgot the failed attempts of {username}; locked from {unlock(username)} address(es)."
