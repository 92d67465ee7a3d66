"""Every address that a reader can be led to: all pages, files and feeds, and what answers at former addresses."""

from collections.abc import Iterable, Iterator
from itertools import permutations

from django.db.models import Prefetch
from django.urls import reverse

from guides.description_files import FORMS
from guides.models import Address, Guide, Requirement, Role, Tier
from guides.sitemaps import Skills, Sources

INDEXES = (
    *(
        "home",
        "about",
        "roles",
        "compare",
        "compare-file",
        "ladders",
        "descriptions",
        "skills",
        "sources",
        "search",
    ),
)


def public_addresses() -> Iterator[str]:
    """Without parameters, which narrow down what these show. In six queries, whatever the number of roles."""
    yield from (reverse(f"guides:{name}") for name in INDEXES)
    yield reverse("salaries:compare")
    yield from (reverse("salaries:figures", args=[form]) for form in ("csv", "json"))
    yield from ("/sitemap.xml", "/robots.txt")
    yield from (reverse("guides:skill", args=[slug]) for slug in Skills().items())
    yield from (reverse("guides:source", args=[slug]) for slug in Sources().items())
    yield from addresses_of_roles()


def addresses_of_roles() -> Iterator[str]:
    """Of the roles that readers see, at all of their addresses, and of those that they saw once."""
    checked = set(Requirement.objects.asked_for().order_by().values_list("guide_id", flat=True).distinct())
    editions = Guide.objects.filter(state=Guide.State.PUBLISHED).order_by("published_at", "pk")
    roles = Role.objects.filter(was_public=True, address__isnull=False).prefetch_related(
        "addresses",
        Prefetch("guides", editions.prefetch_related("tiers"), to_attr="editions"),
    )
    for role in roles:
        seen = {edition.pk: edition for edition in role.editions}
        last = seen.get(role.published_id or 0) or next(reversed(seen.values()), None)
        if last is None:
            continue
        for address in role.addresses.all():
            yield from addresses_of(
                address.slug, list(last.tiers.all()), is_full=last.is_full, is_checked=last.pk in checked
            )
    for slug in Address.objects.filter(role=None).values_list("slug", flat=True):
        yield from addresses_of(slug, (), is_full=True, is_checked=True)


def addresses_of(slug: str, tiers: Iterable[Tier], *, is_full: bool, is_checked: bool) -> Iterator[str]:
    """What there is below one address of a role."""
    steps = [tier.slug for tier in tiers]
    yield reverse("guides:role", args=[slug])
    yield reverse("guides:history", args=[slug])
    yield reverse("guides:history-feed", args=[slug])
    if steps:
        yield reverse("guides:ladder", args=[slug])
        yield from (reverse("guides:step", args=[slug, *pair]) for pair in permutations(steps, 2))
    if is_full:
        yield reverse("guides:description", args=[slug])
        yield from (reverse("guides:description-file", args=[slug, form]) for form in FORMS)
        for step in steps:
            yield reverse("guides:tier-description", args=[slug, step])
            for form in FORMS:
                yield reverse("guides:tier-description-file", args=[slug, step, form])
    if is_checked:
        yield reverse("guides:skills-check", args=[slug])
        yield reverse("guides:skills-check-file", args=[slug])
        for step in steps:
            yield reverse("guides:tier-skills-check", args=[slug, step])
            yield reverse("guides:tier-skills-check-file", args=[slug, step])
