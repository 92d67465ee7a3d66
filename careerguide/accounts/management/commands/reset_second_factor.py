from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from careerguide.accounts import second_factor


class Command(BaseCommand):
    help = "Turn off the second factor of an editor who has lost phone and recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> str:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        if not second_factor.remove(user):
            return f"{username} has no second factor; nothing was changed."
        return f"{username} signs in by password alone until a new second factor is set up."
