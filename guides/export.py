"""A guide as one file: what `guides/loading` reads, with all the shared rows that it refers to.

The same records give the same bytes on every database: rows stand as on the page, shared rows and sources by slug.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from guides.loading.build import Table
from guides.loading.guide import GUIDE, PARTS, POINT
from guides.loading.roles import ADDRESS, ROLE
from guides.loading.vocabulary import VOCABULARY
from guides.models import Claim, Family, Guide, Place, Point, Role, Section, Skill, Source
from guides.models.role import NamesRole
from salaries.models import Band, Currency, ExchangeRate

HEAD = "# One guide, with all that it refers to. The format is that of fixtures/README.md."
NO_ADDRESS = "The role has no address yet. Give it one on its own page, then export its guide."
ESCAPES = {"\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
# What no text in quotes may hold as it is; in a text of several lines, line breaks may stand.
SPECIAL = re.compile(r"[\x00-\x1f\x7f\\]")
SPECIAL_IN_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\\]")
# A quote that, left as it is, could end a text of several lines.
CLOSING = re.compile(r'"(?="|\Z)')

Block = tuple[str, str]


class ExportError(Exception):
    """The guide cannot be written as a file as things are; the text says why."""


def export_guide(guide: Guide) -> str:
    """The whole file, in a fixed number of queries. Raises ExportError for a role without an address."""
    own, shared = blocks_of(guide)
    return "\n\n".join([HEAD, *(text for _, text in own), *(text for _, text in shared)]) + "\n"


def blocks_of(guide: Guide) -> tuple[list[Block], list[Block]]:
    """The tables of the guide's folder, and those of the shared files, each as its name and its text."""
    role = Role.objects.select_related("address", "merged_address", "family").get(pk=guide.role_id)
    if role.merged_into_id is not None:
        role.address = role.merged_address  # the file is as it was before the merge
    if role.address is None:
        raise ExportError(NO_ADDRESS)
    parts = {name: rows_of(table, guide) for name, table in PARTS.items()}
    parts["section"].sort(key=place_on_page)
    addresses = role.former_addresses if role.merged_into_id is not None else role.addresses
    others = [row for row in addresses.all() if row.pk != role.address_id]
    own = [
        ("role", block("[role]", ROLE, role)),
        *(("address", block("[[address]]", ADDRESS, row)) for row in sorted(others, key=by_slug)),
        ("guide", block("[guide]", GUIDE, guide)),
    ]
    for name, table in PARTS.items():
        for row in parts[name]:
            text = block(f"[[{name}]]", table, row)
            points = [block("[[section.point]]", POINT, one) for one in points_of(row)]
            own.append((name, "\n\n".join([text, *points])))
    rows = shared_rows(role.family, [row for rows in parts.values() for row in rows])
    shared = [
        (name, block(f"[[{name}]]", table, row)) for name, table, _ in VOCABULARY for row in rows[table.model]
    ]
    return own, shared


# Which rows


def rows_of(table: Table, guide: Guide) -> list[Any]:
    """The rows of one kind in their order, with all that they refer to: two queries at most, for sections four."""
    fields = {name: table.model._meta.get_field(name) for name in table.required}
    references = [name for name, field in fields.items() if isinstance(field, models.ForeignKey)]
    related = [one for name in references for one in (NamesRole.JOINED if name == "role" else (name,))]
    rows = table.model._default_manager.filter(guide=guide).order_by("position", "pk")
    rows = rows.select_related(*related) if related else rows
    if table.model is Section:
        points = Point.objects.order_by("position", "pk").prefetch_related("sources")
        rows = rows.prefetch_related(models.Prefetch("points", points))
    return list(rows.prefetch_related("sources") if "sources" in fields else rows)


def place_on_page(section: Section) -> tuple[int, int, int]:
    return list(Section.Chapter).index(section.chapter), section.position, section.pk


def points_of(row: models.Model) -> list[Point]:
    return list(row.points.all()) if isinstance(row, Section) else []


def shared_rows(family: Family, parts: list[Any]) -> dict[type[models.Model], list[Any]]:
    """What the guide refers to, by model: larger places with the smaller, rates with the currencies they join."""
    codes = {row.currency_id for row in parts if isinstance(row, Band)}
    codes |= {row.currency for row in parts if isinstance(row, Claim) and row.currency}
    rates = list(ExchangeRate.objects.filter(currency__in=codes).select_related("source"))
    codes |= {rate.base_id for rate in rates}
    cited = [row for part in parts for row in (part, *points_of(part))]
    sources = {rate.source for rate in rates} | {source for row in cited for source in sources_of(row)}
    return {
        Source: sorted(sources, key=by_slug),
        Place: sorted(places_around({getattr(row, "place_id", None) for row in parts}), key=by_slug),
        Family: [family],
        Currency: sorted(Currency.objects.filter(code__in=codes), key=lambda row: row.code),
        ExchangeRate: sorted(rates, key=lambda rate: (rate.currency_id, rate.base_id)),
        Skill: sorted({row.skill for row in parts if hasattr(row, "skill")}, key=by_slug),
    }


def sources_of(row: Any) -> list[Source]:
    return (
        [row.source] if hasattr(row, "source") else list(row.sources.all()) if hasattr(row, "sources") else []
    )


def places_around(keys: Iterable[int | None]) -> list[Place]:
    """The places, and all those that they lie in."""
    every = {place.pk: place for place in Place.objects.select_related("parent")}
    found: dict[int, Place] = {}
    for key in keys:
        while key is not None and key not in found:
            found[key] = every[key]
            key = found[key].parent_id
    return list(found.values())


def by_slug(row: Any) -> str:
    return str(row.slug)


# As text


def block(heading: str, table: Table, row: models.Model) -> str:
    """One table: a line for each key that says something, in the order in which the format names them."""
    values = ((key, value_of(row, table.model._meta.get_field(key))) for key in table.required)
    return "\n".join([heading, *(f"{key} = {written(value)}" for key, value in values if value is not None)])


def value_of(row: Any, field: Any) -> Any:
    """What the loader would read; None where the key is left out."""
    value = getattr(row, field.name)
    if isinstance(field, models.ManyToManyField):
        return sorted(one.slug for one in value.all()) or None
    if isinstance(field, models.BooleanField):
        return value or None
    if value is None or value == "":
        return None
    if isinstance(row, NamesRole) and field.name == "role":
        return reference_to(row.leads_to)
    if isinstance(field, models.ForeignKey):
        return reference_to(value)
    return value


def reference_to(row: Any) -> str | None:
    """How an entry names another row; a role without an address cannot be named."""
    if isinstance(row, Role):
        return row.address.slug if row.address else None
    return str(row.code if isinstance(row, Currency) else row.slug)


def written(value: Any) -> str:
    """A value as TOML: the few kinds that the format has."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return number(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(written(one) for one in value)}]"
        case str():
            return text_in_lines(value) if "\n" in value else text_in_quotes(value)
    raise TypeError(f"no value of the format: {type(value).__name__}")


def number(value: Decimal) -> str:
    """Without an exponent or zeros at the end, whatever the database added."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_in_quotes(text: str) -> str:
    inner = SPECIAL.sub(escaped, text).replace('"', '\\"')
    return f'"{inner}"'


def text_in_lines(text: str) -> str:
    """The break behind the opening quotes is none of the text's."""
    inner = CLOSING.sub('\\\\"', SPECIAL_IN_LINES.sub(escaped, text))
    return f'"""\n{inner}"""'


def escaped(match: re.Match[str]) -> str:
    return ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")
