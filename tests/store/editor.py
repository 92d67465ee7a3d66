"""A process that edits as it is told to, one line of JSON at a time; see outage.py."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - all of these need Django set up
from django.db import transaction  # noqa: E402

from careerguide import store  # noqa: E402
from guides import content, editions  # noqa: E402
from guides.addresses import public_addresses  # noqa: E402
from guides.models import Address, Role  # noqa: E402
from tests.factories import make_band, make_requirement, make_role, make_section, make_tier  # noqa: E402


def begin() -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for slug in ("baker", "cook", "miller"):
            role = make_role(slug, depth="full" if slug == "baker" else "brief")
            make_section(role, "definition", f"A {slug} makes things.")
            make_band(role)
        role = role_of("baker")
        make_tier(role, "junior", years_min=1, years_max=2)
        make_tier(role, "senior", years_min=2, years_max=5)
        make_requirement(role)
        Address.objects.create(slug="bread-maker", role=role)
        content.changed()
    withdraw("miller")


def role_of(slug: str) -> Role:
    return Role.objects.get(addresses__slug=slug)


def addresses() -> list[str]:
    return list(public_addresses())


def render() -> None:
    call_command("render_pages", processes=1, verbosity=0, stdout=sys.stderr)


def retitle(slug: str, title: str) -> None:
    copy = editions.working_copy(role_of(slug), by=None)
    copy.title = title
    copy.save()
    editions.publish(copy, by=None)


def withdraw(slug: str) -> None:
    editions.withdraw(role_of(slug), by=None)


def show_again(slug: str) -> None:
    editions.publish_again(role_of(slug), by=None)


def number() -> int:
    return content.current().number


def seen() -> dict[str, object]:
    return store.state()


TOLD = {one.__name__: one for one in (begin, addresses, render, retitle, withdraw, show_again, number, seen)}

if __name__ == "__main__":
    for line in sys.stdin:
        name, *words = json.loads(line)
        print(json.dumps(TOLD[name](*words)), flush=True)  # noqa: T201 - this is how it answers
