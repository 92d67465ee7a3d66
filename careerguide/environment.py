"""The environment as settings read it: strictly, and complaining of names that mean nothing to them."""

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# In .env, but for compose.yaml alone.
FOR_COMPOSE = {"DATABASE_PASSWORD", "RELEASE"}
# One letter too many, too few or wrong in the shortest of our names.
CLOSE = 0.86
EXAMPLE = re.compile(r"change.?me|example|insecure|for-checks|only-for|0123456789|(.)\1{7}", re.IGNORECASE)


class Environment(environ.Env):
    """Variables of the process, and those of a file for which the process has none. `read` holds what was asked for.

    What the file holds stays here and does not go into the environment of the process: a server that starts new
    workers would hand it on, and they would never see that the file has changed.
    """

    def __init__(self, file: Path) -> None:
        class InFile(environ.Env):
            ENVIRON: dict[str, str] = {}

        super().__init__()
        if file.exists():
            InFile.read_env(file)
        self.in_file = set(InFile.ENVIRON)
        self.ENVIRON = {**InFile.ENVIRON, **os.environ}
        self.read: set[str] = set()

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        self.read.add(var)
        return super().get_value(var, *args, **options)

    def choice(self, name: str, choices: list[str], *, default: str) -> str:
        value = self.str(name, default=default).lower()
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be {' or '.join(choices)}, not {value!r}.")
        return value

    def number(self, name: str, least: int, most: int, *, default: int) -> int:
        value = self.str(name, default=str(default))
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} must be a number from {least} to {most}, not {value!r}.")
        return int(value)

    def address(self, name: str, *, default: str) -> tuple[str, int]:
        """An IP address of this machine and a port."""
        value = self.str(name, default=default)
        match = re.fullmatch(r"([0-9.]+|\[[0-9a-fA-F:]+\]):([0-9]{1,5})", value)
        if not match or not 0 < int(match[2]) < 65536:
            raise ImproperlyConfigured(f"{name} must look like 127.0.0.1:8000 or [::1]:8000, not {value!r}.")
        return match[1].strip("[]"), int(match[2])

    def address_or_none(self, name: str) -> tuple[str, int] | None:
        return self.address(name, default="") if self.str(name, default="") else None

    def refuse_unknown(self) -> None:
        """Refuse names that nobody reads: any in the file, which is ours, and elsewhere what looks misspelled."""
        unknown = sorted(self.in_file - self.read - FOR_COMPOSE)
        for name in sorted(set(self.ENVIRON) - self.read - FOR_COMPOSE):
            near = get_close_matches(name.upper(), sorted(self.read), n=1, cutoff=CLOSE)
            if near:
                raise ImproperlyConfigured(f"{name} is no setting of this site. Is {near[0]} meant?")
        if unknown:
            raise ImproperlyConfigured(f".env holds what is no setting of this site: {', '.join(unknown)}.")


def site_address(url: str) -> str:
    """The host of the site's address."""
    match = re.fullmatch(r"https?://(?P<host>[\w.-]+|\[[\da-fA-F:]+\])(:\d{1,5})?", url)
    if match is None:
        raise ImproperlyConfigured(f"SITE_URL must look like https://guides.example, not {url!r}.")
    return match["host"]


def is_an_example(key: str) -> bool:
    """Whether a secret key stands in some file that others can read, or nobody can have drawn it by chance."""
    return bool(EXAMPLE.search(key)) or len(set(key)) < 12
