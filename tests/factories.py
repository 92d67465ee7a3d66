"""Plain, deterministic helpers that make the rows a test needs; every value can be overridden."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guides.models import (
    Address,
    Claim,
    Comment,
    Disagreement,
    Family,
    Guide,
    Link,
    Place,
    Point,
    PreviewLink,
    Question,
    Requirement,
    Role,
    Section,
    Skill,
    Source,
    Tier,
)
from guides.search import index_guide
from salaries.models import Band, Currency, ExchangeRate

PUBLISHED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_source(slug: str = "handbook", **values: Any) -> Source:
    values = {"title": f"The {slug} of jobs", "publisher": "Press", "kind": "guide", **values}
    return Source.objects.get_or_create(slug=slug, defaults=values)[0]


def make_place(slug: str = "united-states", **values: Any) -> Place:
    values = {"name": slug.replace("-", " ").title(), **values}
    return Place.objects.get_or_create(slug=slug, defaults=values)[0]


def make_family(slug: str = "support", **values: Any) -> Family:
    return Family.objects.get_or_create(slug=slug, defaults={"name": slug.title(), **values})[0]


def make_role(slug: str = "baker", *, published: bool = True, **values: Any) -> Role:
    """A role with its address and a guide; `values` are the guide's. Unpublished ones must not show anywhere.

    What is published can be changed here, but by no editor: see `make_draft`.
    """
    family = values.pop("family", None) or make_family()
    role = Role.objects.create(family=family)
    role.address = Address.objects.create(slug=slug, role=role)
    role.save()
    title = slug.replace("-", " ").title()
    values = {"title": title, "summary": f"What a {title} does.", **values}
    if published:
        values = {"state": "published", "published_at": PUBLISHED_AT, **values}
    guide = Guide.objects.create(role=role, **values)
    if published:
        role.published = guide
        role.save()
    index_guide(guide)
    return role


def make_draft(slug: str = "baker", **values: Any) -> Role:
    """A role whose guide is a working copy, which editors may change."""
    return make_role(slug, published=False, **values)


def guide_of(role: Role) -> Guide:
    guide = role.guides.order_by("-id").first()
    assert guide is not None
    return guide


def make_tier(role: Role, slug: str = "junior", /, **values: Any) -> Tier:
    values = {"title": slug.title(), "source": make_source(), "position": Tier.objects.count() + 1, **values}
    return Tier.objects.create(guide=guide_of(role), slug=slug, **values)


def make_section(role: Role, kind: str = "definition", *points: str, **values: Any) -> Section:
    values = {"slug": f"{kind}-{Section.objects.count()}", "heading": f"On {kind}", **values}
    section = Section.objects.create(guide=guide_of(role), kind=kind, **values)
    section.sources.add(make_source())
    for position, text in enumerate(points, 1):
        Point.objects.create(section=section, text=text, position=position).sources.add(make_source())
    return section


def make_question(role: Role, slug: str = "how-early", **values: Any) -> Question:
    values = {"question": "How early do bakers rise?", "answer": "Before dawn.", **values}
    question = Question.objects.create(guide=guide_of(role), slug=slug, **values)
    question.sources.add(make_source())
    return question


def make_skill(slug: str = "kneading", **values: Any) -> Skill:
    values = {"name": slug.title(), "kind": "skill", **values}
    return Skill.objects.get_or_create(slug=slug, defaults=values)[0]


def make_requirement(role: Role, skill: str = "kneading", **values: Any) -> Requirement:
    requirement = Requirement.objects.create(guide=guide_of(role), skill=make_skill(skill), **values)
    requirement.sources.add(make_source())
    return requirement


def make_link(role: Role, name: str = "Pastry Chef", /, **values: Any) -> Link:
    link = Link.objects.create(guide=guide_of(role), **{"kind": "related", "name": name, **values})
    link.sources.add(make_source())
    return link


def make_disagreement(role: Role, slug: str = "pay", **values: Any) -> Disagreement:
    return Disagreement.objects.create(guide=guide_of(role), slug=slug, **{"topic": slug.title(), **values})


def make_claim(role: Role, slug: str = "growth", /, **values: Any) -> Claim:
    values = {
        "topic": "growth",
        "text": "Grows by 9 %.",
        "source": make_source(),
        "method": "reported",
        **values,
    }
    return Claim.objects.create(guide=guide_of(role), slug=slug, **values)


def make_currency(code: str = "USD", **values: Any) -> Currency:
    return Currency.objects.get_or_create(code=code, defaults={"name": code, **values})[0]


def make_rate(currency: str, base: str = "USD", rate: str = "1.25", **values: Any) -> ExchangeRate:
    values = {"source": make_source(), "rate": Decimal(rate), **values}
    return ExchangeRate.objects.create(currency=make_currency(currency), base=make_currency(base), **values)


def make_band(role: Role, slug: str = "median", /, **values: Any) -> Band:
    """A band of USD a year in the United States, median 50,000, unless told otherwise; `currency` is a code."""
    currency = make_currency(values.pop("currency", "USD"))
    values = {
        "source": make_source(),
        "method": "reported",
        "place": make_place(),
        "pay_period": "year",
        **values,
    }
    if not any(name in values for name in ("low", "p10", "p25", "median", "mean", "p75", "p90", "high")):
        values["median"] = Decimal(50_000)
    return Band.objects.create(guide=guide_of(role), slug=slug, currency=currency, **values)


def make_preview_link(role: Role, **values: Any) -> PreviewLink:
    """A link to the role's newest edition that works for two weeks."""
    values = {"note": "Dr. Crust", "expires_at": timezone.now() + timedelta(days=14), **values}
    return PreviewLink.objects.create(guide=guide_of(role), **values)


def make_comment(role: Role, about: str = "page_", **values: Any) -> Comment:
    """A comment on a part of the role's newest edition, such as "section_how-to-begin"."""
    part, _, slug = about.partition("_")
    values = {"name": "Dr. Crust", "text": "Too early.", **values}
    return Comment.objects.create(guide=guide_of(role), part=part, slug=slug, **values)
