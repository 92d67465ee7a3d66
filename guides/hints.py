"""What an editor might look at again in a guide. Hints forbid nothing: each says what it found, and what to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator, slugify

from guides.changes import name_of
from guides.models import Address, Claim, Disagreement, Guide, Link, Question, Role, Section, Tier
from guides.prose_links import lost_links
from salaries.conflicts import Conflict, bands_by_thing, conflicts_of, of_one_thing, settled_by, statements_of
from salaries.models import Band

ENTER_DATE = "Enter the date if its source states one; readers see “not stated” until then."
SAY_SO = "Correct what is wrong, or let all of them name one disagreement, which shows them side by side."


class Kind(models.TextChoices):
    """In the order in which hints are told."""

    DIFFERING = "differing", "Things on which statements differ without a disagreement"
    APART = "apart", "Pay figures that begin above another source’s end"
    UNDATED = "undated", "Figures without a date"
    OVERLAPPING = "overlapping", "Pairs of steps whose years overlap"
    EMPTY = "empty", "Sections without text"
    NOWHERE = "nowhere", "Links that lead nowhere"

    def counted(self, number: int) -> str:
        """ "1 figure without a date", "3 figures without a date"."""
        plural = str(self.label)
        return f"{number} {SINGULAR[self] if number == 1 else plural[0].lower() + plural[1:]}"


SINGULAR = {
    Kind.DIFFERING: "thing on which statements differ without a disagreement",
    Kind.APART: "pay figure that begins above another source’s end",
    Kind.UNDATED: "figure without a date",
    Kind.OVERLAPPING: "pair of steps whose years overlap",
    Kind.EMPTY: "section without text",
    Kind.NOWHERE: "link that leads nowhere",
}


@dataclass(frozen=True)
class Hint:
    kind: Kind
    part: Any
    """The row to mend, or one of those between which something does not fit."""
    what: str
    todo: str

    @property
    def url(self) -> str:
        """The page of the part in the admin."""
        options = self.part._meta
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[self.part.pk])


def hints_of(guides: Iterable[Guide]) -> dict[int, list[Hint]]:
    """The hints of each guide by its key, in the order of their kinds. Nine queries, however many guides;
    five more where prose links to places on this site.
    """
    guides = list(guides)
    claims, bands = statements_of(guides)
    tiers, sections, links = tiers_of(guides), sections_of(guides), links_of(guides)
    gone = {*Address.objects.filter(role=None).values_list("slug", flat=True)}
    lost = lost_links(guides)
    return {
        guide.pk: [
            *differing(conflicts_of(guide, claims.get(guide.pk, []), bands.get(guide.pk, []))),
            *apart(guide, claims.get(guide.pk, []), bands.get(guide.pk, [])),
            *undated([*bands.get(guide.pk, []), *claims.get(guide.pk, [])]),
            *overlapping(tiers.get(guide.pk, [])),
            *empty(sections.get(guide.pk, [])),
            *nowhere(links.get(guide.pk, []), tiers.get(guide.pk, []), gone),
            *nowhere_in_prose(lost.get(guide.pk, [])),
        ]
        for guide in guides
    }


# Reading


def tiers_of(guides: list[Guide]) -> dict[int, list[Tier]]:
    return by_guide(Tier.objects.select_related(*Tier.JOINED), guides)


def sections_of(guides: list[Guide]) -> dict[int, list[Section]]:
    """Those alone that have neither an introduction nor points."""
    return by_guide(Section.objects.filter(introduction="", points=None), guides)


def links_of(guides: list[Guide]) -> dict[int, list[Link]]:
    return by_guide(Link.objects.select_related(*Link.JOINED), guides)


def by_guide(rows: "models.QuerySet[Any]", guides: list[Guide]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows.filter(guide__in=guides):
        found.setdefault(row.guide_id, []).append(row)
    return found


# One kind each


def differing(conflicts: Iterable[Conflict]) -> Iterator[Hint]:
    for conflict in conflicts:
        values = "; ".join(f"{one.value} ({one.source})" for one in conflict.statements)
        without = [one for one in conflict.statements if not one.disagreement]
        part = (without or conflict.statements)[0].part
        yield Hint(
            Kind.DIFFERING,
            part,
            f"{conflict.topic}: no disagreement says that these differ: {values}.",
            SAY_SO,
        )


def apart(guide: Guide, claims: list[Claim], bands: list[Band]) -> Iterator[Hint]:
    """A band that begins above where another source's ends. Not where a disagreement shows readers both."""
    settled = settled_by(claims, bands)
    for group in bands_by_thing(guide, bands):
        for one, other in combinations([band for _, band in group], 2):
            is_settled = one.disagreement_id in settled and other.disagreement_id in settled
            if one.source_id == other.source_id or is_settled or not of_one_thing(one, other):
                continue
            for upper, lower in ((one, other), (other, one)):
                if begins_above(upper, lower):
                    yield Hint(
                        Kind.APART,
                        upper,
                        f"{said(upper)} begins at {upper.low:,.0f} {upper.currency_id}, above where"
                        f" {said(lower)} ends, at {lower.high:,.0f}.",
                        f"Check currency, period, place and step of both. {SAY_SO}",
                    )


def begins_above(upper: Band, lower: Band) -> bool:
    is_stated = upper.low is not None and lower.high is not None and not lower.open_top
    return is_stated and upper.low > lower.high


def named(one: Band | Claim) -> str:
    return Truncator(one.text).chars(80) if isinstance(one, Claim) else name_of(one)


def said(one: Band | Claim) -> str:
    return f"“{named(one)}” ({one.slug})"


def undated(statements: Iterable[Band | Claim]) -> Iterator[Hint]:
    """A figure is dated by the years that it covers, too."""
    for one in statements:
        has_figure = isinstance(one, Band) or one.low is not None
        if has_figure and not one.as_of and not one.period:
            yield Hint(Kind.UNDATED, one, f"{said(one)} has a figure and no date.", ENTER_DATE)


def overlapping(tiers: Iterable[Tier]) -> Iterator[Hint]:
    """Years of one track, of which one step's may begin where another's end."""
    stated = [tier for tier in tiers if (tier.years_min, tier.years_max) != (None, None)]
    for one, other in combinations(stated, 2):
        (begin, end), (start, stop) = years_of(one), years_of(other)
        if one.track == other.track and ((begin < stop and start < end) or (begin, end) == (start, stop)):
            yield Hint(
                Kind.OVERLAPPING,
                other,
                f"The years of “{one}” ({years_words(one)}) and “{other}” ({years_words(other)}) overlap.",
                "Check the years of both against their sources.",
            )


def years_of(tier: Tier) -> tuple[float, float]:
    return tier.years_min or 0, float("inf") if tier.years_max is None else tier.years_max


def years_words(tier: Tier) -> str:
    if tier.years_max is None:
        return f"{tier.years_min}+"
    return f"{tier.years_min or 0} to {tier.years_max}"


def empty(sections: Iterable[Section]) -> Iterator[Hint]:
    for section in sections:
        yield Hint(
            Kind.EMPTY,
            section,
            f"The section “{section}” has neither an introduction nor points.",
            "Write one of them, or delete the section.",
        )


def nowhere(links: Iterable[Link], tiers: Iterable[Tier], gone: set[str]) -> Iterator[Hint]:
    """`gone` are the addresses of roles that were deleted."""
    for link in links:
        role = link.leads_to
        if role is None:
            if slugify(link.name) in gone:
                yield Hint(
                    Kind.NOWHERE,
                    link,
                    f"The role “{link.name}”, to which a link led, was deleted.",
                    "Choose the role that took its place, or delete the link. Readers see the name alone.",
                )
        elif not is_public(role):
            yield hidden_role(link, f"The link to “{link.name}”", role)
    for tier in tiers:
        role = tier.leads_to
        if role is not None and not is_public(role):
            yield hidden_role(tier, f"The step “{tier}”", role)


def is_public(role: Role) -> bool:
    return role.published_id is not None and role.address_id is not None


def hidden_role(part: Link | Tier, name: str, role: Role) -> Hint:
    state = "was withdrawn" if role.was_public else "is not published"
    todo = "Publish that role, or take it out here. Readers see the name alone."
    if role.deleted_at is not None:
        state = "was deleted"
        todo = "Choose the role that took its place, or take it out here. Readers see the name alone."
    return Hint(Kind.NOWHERE, part, f"{name} leads to the role “{role}”, which {state}.", todo)


def nowhere_in_prose(lost: Iterable[tuple[Section | Question | Disagreement, str]]) -> Iterator[Hint]:
    for part, link in lost:
        what = f"The link to {link} in “{part}” leads to nothing that readers see."
        yield Hint(Kind.NOWHERE, part, what, "Correct the address, or take the link out.")
