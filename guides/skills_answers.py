"""What a reader says of their skills: read from a query string, and written to a short one.

The short form is what stands in the address: a parameter for each answer with the slugs of skills, and one for each
reason: `?none=sql&working=budgeting,csat&na=visas&because=visas:I stay here`. Slugs outlive a guide's editions. A form
that runs no scripts can only send the long form, a field a skill: `s-budgeting=2` and `why-visas=I stay here`.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from django.http import QueryDict

from .models import Requirement
from .parameters import sentences

LEVELS: tuple[str, ...] = tuple(Requirement.Level.values)
NOT_YET, HAVE, NOT_APPLICABLE = "none", "have", "na"
# The answers there are, which are also the parameters of the short form; and what the long form calls them.
ANSWERS = (NOT_YET, HAVE, *LEVELS, NOT_APPLICABLE)
CODES = {"0": NOT_YET, "y": HAVE, "x": NOT_APPLICABLE} | {
    str(rank): level for rank, level in enumerate(LEVELS, 1)
}
BECAUSE, ANSWER_OF, REASON_OF = "because", "s-", "why-"

SLUG = re.compile(r"[a-z0-9-]{1,80}")
MOST_REASONS, LONGEST_REASON = 20, 120
# Proxies commonly refuse a request whose first line is longer than 8 kB; the path and the names take the rest.
LONGEST_QUERY = 7_000

Odd = list[tuple[str, str]]


@dataclass(frozen=True)
class Answers:
    """An answer for each skill, by its slug, and reasons for some of those that do not apply."""

    given: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the short form."""
        by_answer = [
            (answer, ",".join(sorted(slug for slug, one in self.given.items() if one == answer)))
            for answer in ANSWERS
        ]
        reasons = [(BECAUSE, f"{slug}:{self.reasons[slug]}") for slug in sorted(self.reasons)]
        return [pair for pair in by_answer if pair[1]] + reasons

    def but_for(self, slugs: Collection[str]) -> "Answers":
        return Answers(
            *({slug: one for slug, one in part.items() if slug not in slugs} for part in self.parts)
        )

    @property
    def parts(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return self.given, self.reasons

    @property
    def query(self) -> str:
        """The short form, to stand behind a path; empty without answers."""
        query = QueryDict(mutable=True)
        for name, value in self.pairs():
            query.appendlist(name, value)
        return f"?{query.urlencode(safe=',:')}" if query else ""


@dataclass(frozen=True)
class Reading:
    """What a query string says, before it is known which skills there are."""

    given: dict[str, str]
    reasons: dict[str, str]
    odd: Odd
    remarks: list[str]
    is_long: bool

    def settled(self, known: Collection[str], first: Collection[str]) -> tuple[Answers, list[str]]:
        """The answers for known skills, as many as an address holds, and a sentence on each thing left out.

        If not all have room, those for the skills in `first` go before others, and answers before reasons.
        """
        unknown = [(slug, "skill") for slug in self.given if slug not in known]
        in_order = sorted(
            (slug for slug in self.given if slug in known), key=lambda slug: (slug not in first, slug)
        )
        room = LONGEST_QUERY
        given: dict[str, str] = {}
        for slug in in_order:
            room -= len(slug) + 1
            if room >= 0:
                given[slug] = self.given[slug]
        reasons: dict[str, str] = {}
        explained = [slug for slug in in_order if slug in self.reasons]
        for slug in explained:
            room -= len(quote(f"&{BECAUSE}={slug}:{self.reasons[slug]}"))
            if room >= 0 and len(reasons) < MOST_REASONS:
                reasons[slug] = self.reasons[slug]
        cut = [
            *no_room(len(in_order) - len(given), "answer"),
            *no_room(len(explained) - len(reasons), "reason"),
        ]
        return Answers(given, reasons), [*sentences([*self.odd, *unknown]), *self.remarks, *cut]


def no_room(count: int, noun: str) -> Iterable[str]:
    if count:
        yield f"{count} {noun}{'s' if count > 1 else ''} had no room in the address and had to be left out."


def read(query: QueryDict) -> Reading:
    """The answers in a query string of either form; where both name a skill, the long form is the newer."""
    odd: Odd = []
    remarks: list[str] = []
    given = read_short(query, odd, remarks)
    newer = read_long(query, odd)
    given = {slug: answer for slug, answer in (given | newer).items() if answer}
    reasons = read_reasons(query, given, newer, odd, remarks)
    odd += [(name, "parameter") for name in query if name and not is_known(name)]
    return Reading(
        given, reasons, odd, remarks, any(name.startswith((ANSWER_OF, REASON_OF)) for name in query)
    )


def is_known(name: str) -> bool:
    return name in (*ANSWERS, BECAUSE) or name.startswith((ANSWER_OF, REASON_OF))


def read_short(query: QueryDict, odd: Odd, remarks: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    twice: list[str] = []
    for answer in ANSWERS:
        for slug in dict.fromkeys(filter(None, ",".join(query.getlist(answer)).split(","))):
            if not SLUG.fullmatch(slug):
                odd.append((slug, "skill"))
            elif given.setdefault(slug, answer) != answer:
                twice.append(slug)
    if twice:
        remarks.append(f"Two answers stood for {', '.join(sorted(set(twice))[:5])}; the first one counts.")
    return given


def fields(query: QueryDict, prefix: str) -> Iterable[tuple[str, str]]:
    """The slug and the last value of each field of the long form that begins with the prefix."""
    for name, values in query.lists():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), str(values[-1])


def read_long(query: QueryDict, odd: Odd) -> dict[str, str]:
    """The answer that each field holds; empty where it was cleared."""
    given: dict[str, str] = {}
    for slug, code in fields(query, ANSWER_OF):
        if not SLUG.fullmatch(slug):
            odd.append((slug, "skill"))
        elif not code or code in CODES:
            given[slug] = CODES[code] if code else ""
        else:
            odd.append((code, "possible answer"))
    return given


def read_reasons(
    query: QueryDict, given: Mapping[str, str], newer: Collection[str], odd: Odd, remarks: list[str]
) -> dict[str, str]:
    """Reasons for skills that do not apply. One whose skill has just been answered otherwise goes unsaid."""
    stated = [value.partition(":") for value in query.getlist(BECAUSE) if value]
    reasons = {slug: reason for slug, _, reason in stated} | dict(fields(query, REASON_OF))
    kept: dict[str, str] = {}
    for slug, reason in reasons.items():
        plain = "".join(one for one in " ".join(reason.split()) if one.isprintable()).strip()
        if given.get(slug) == NOT_APPLICABLE:
            kept[slug] = plain[:LONGEST_REASON].strip()
            if len(plain) > LONGEST_REASON:
                remarks.append(f"The reason for {slug} was cut to its first {LONGEST_REASON} characters.")
        elif plain and slug not in newer:
            odd.append((f"{slug}: {plain}", "reason for a skill that does not apply"))
    return {slug: reason for slug, reason in kept.items() if reason}
