"""Writing the search entries of a guide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from guides.markdown import to_text
from guides.models import Guide, Link, SearchEntry, Section

from .subjects import WORDS_FOR, WORDS_FOR_PAY
from .text import initials, read, stems, variants

# How a guide names a role, in the words of its entry: "Sideways from Technical Support Manager."
NAMED_AS = {
    Link.Kind.ENTRY: "Leads to {}.",
    Link.Kind.ADVANCEMENT: "A step on from {}.",
    Link.Kind.LATERAL: "A move sideways from {}.",
    Link.Kind.SPECIALISATION: "A specialisation of {}.",
    Link.Kind.RELATED: "Related to {}.",
}


def index_guide(guide: Guide) -> None:
    """Replace the guide's search entries. Call it whenever the guide or anything on its pages was saved.

    Published or not: whether readers find the entries is decided when they search.
    """
    entries = GuideEntries(guide)
    with transaction.atomic():
        SearchEntry.objects.filter(guide=guide).delete()
        SearchEntry.objects.bulk_create(
            [
                *entries.role(),
                *entries.named(),
                *entries.tiers(),
                *entries.questions(),
                *entries.skills(),
                *entries.pay(),
                *entries.sections(),
            ]
        )


@dataclass
class GuideEntries:
    """The search entries of one guide, kind by kind. An entry stands once for each name it answers to."""

    guide: Guide

    def __post_init__(self) -> None:
        self.addresses = list(self.guide.role.addresses.order_by("slug"))
        titles = [self.guide.title, *(address.title for address in self.addresses)]
        context = " ".join([*titles, *map(initials, titles)])
        self.guide_words = " ".join(dict.fromkeys(stems(context).split()))

    def role(self) -> Iterator[SearchEntry]:
        """The role by its title, its other titles and its addresses; each name once."""
        guide, kind = self.guide, SearchEntry.Kind.ROLE
        taken: set[str] = set()
        names = [*variants(guide.title), initials(guide.title)]
        yield from self.under_names(kind, guide.title, guide.summary, names, taken=taken)
        for address in sorted(self.addresses, key=lambda address: (not address.title, address.slug)):
            names = [*variants(address.title), initials(address.title), address.slug.replace("-", " ")]
            title, text = address.title or guide.title, address.note or guide.summary
            yield from self.under_names(kind, title, text, names, taken=taken)

    def named(self) -> Iterator[SearchEntry]:
        """Roles that the guide links to: found here for as long as they have no page of their own."""
        links: dict[str, list[Link]] = {}
        for link in self.guide.links.select_related("role").exclude(role=self.guide.role_id):
            links.setdefault(link.name, []).append(link)
        for name, same in links.items():
            notes = list(
                dict.fromkeys(text for link in same for text in (link.note, link.difference) if text)
            )
            ways = [NAMED_AS[Link.Kind(link.kind)].format(self.guide.title) for link in same]
            short = initials(name) if len(list(read(name))) > 2 else ""
            yield from self.under_names(
                SearchEntry.Kind.NAMED,
                name,
                " ".join(ways + notes),
                [*variants(name), short],
                target="#links",
                words=" ".join(notes),
                role_id=next((link.leads_to_id for link in same if link.role_id), None),
            )

    def tiers(self) -> Iterator[SearchEntry]:
        for tier in self.guide.tiers.all():
            yield from self.under_names(
                SearchEntry.Kind.TIER,
                tier.title,
                tier.summary or f"{tier.get_track_display()}, a step of the ladder of {self.guide.title}.",
                variants(tier.title),
                target=f"ladder/#{tier.slug}",
                words=f"{tier.summary} {tier.get_track_display()}",
            )

    def questions(self) -> Iterator[SearchEntry]:
        for question in self.guide.questions.all():
            target = f"#question-{question.slug}"
            yield self.entry(
                SearchEntry.Kind.QUESTION, question.question, to_text(question.answer), target=target
            )

    def skills(self) -> Iterator[SearchEntry]:
        notes: dict[int, list[str]] = {}
        skills = {}
        for requirement in self.guide.requirements.asked_for().select_related("skill"):
            skills[requirement.skill_id] = requirement.skill
            notes.setdefault(requirement.skill_id, []).append(requirement.note)
        for pk, skill in skills.items():
            short = skill.abbreviation
            shown = f"{skill.name} ({short})" if short and short not in skill.name else skill.name
            yield from self.under_names(
                SearchEntry.Kind.SKILL,
                shown,
                skill.summary,
                [*variants(skill.name), short],
                target=skill.get_absolute_url(),
                words=" ".join([skill.summary, *notes[pk]]),
            )

    def pay(self) -> Iterator[SearchEntry]:
        bands = self.guide.bands.select_related("place")
        if bands:
            places = sorted({band.place.name for band in bands if band.place})
            body = f"Figures for {', '.join(places)}." if places else ""
            yield self.entry(
                SearchEntry.Kind.SECTION,
                f"Pay: {self.guide.title}",
                body,
                target="#pay",
                also=WORDS_FOR_PAY,
            )

    def sections(self) -> Iterator[SearchEntry]:
        for section in self.guide.sections.select_related("tier").prefetch_related("points"):
            points = (
                f"{point.lead}: {point.text}" if point.lead else point.text for point in section.points.all()
            )
            of_tier = section.kind in Section.TIER_KINDS and section.tier
            yield self.entry(
                SearchEntry.Kind.SECTION,
                section.heading,
                "\n".join([to_text(section.introduction), *points]).strip(),
                target=f"ladder/#{section.tier.slug}" if of_tier and section.tier else f"#{section.slug}",
                also=WORDS_FOR.get(Section.Kind(section.kind), ""),
            )

    def under_names(
        self,
        kind: SearchEntry.Kind,
        title: str,
        body: str,
        names: Iterable[str],
        *,
        target: str = "",
        words: str | None = None,
        role_id: int | None = None,
        taken: set[str] | None = None,
    ) -> Iterator[SearchEntry]:
        """One entry, of the same title and body, for each of `names` that differs and is not `taken`.

        `words` is what the entries are found by, where that is not their body.
        """
        taken = set() if taken is None else taken
        body_words = stems(f"{title} {body if words is None else words}")
        for name in names:
            title_words = stems(name)
            if title_words and title_words not in taken:
                taken.add(title_words)
                yield SearchEntry(
                    guide=self.guide,
                    kind=kind,
                    title=title,
                    body=body,
                    target=target,
                    role_id=role_id,
                    title_words=title_words,
                    body_words=body_words,
                    guide_words=self.guide_words,
                )

    def entry(
        self, kind: SearchEntry.Kind, title: str, body: str, *, target: str, also: str = ""
    ) -> SearchEntry:
        """An entry of one name; it answers to the words of `also` as to those of its title."""
        return SearchEntry(
            guide=self.guide,
            kind=kind,
            title=title,
            body=body,
            target=target,
            title_words=stems(f"{title} {also}"),
            body_words=stems(body),
            guide_words=self.guide_words,
        )
