"""Whatever a reader's address bar may hold: a clear answer, nothing unescaped, never a fault of ours."""

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from urllib.parse import quote, quote_plus

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import (
    make_band,
    make_claim,
    make_rate,
    make_requirement,
    make_role,
    make_section,
    make_tier,
)
from tests.helpers import parse_html

pytestmark = pytest.mark.django_db

VALUES = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud83c\udf5e".encode("utf-16", "surrogatepass").decode("utf-16"),
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    '" OR ""="',
    "NEAR(a b)",
    "a* AND NOT (b",
    "*:*",
    "%",
    "_",
    "\\",
    "{{ 7*7 }}",
    "../../etc/passwd",
    "-1",
    "1e309",
    "NaN",
    "99999999999999999999999999",
    "٣",
    "İ",
    "\u202e\u200b",
    "x" * 5000,
    "word " * 1000,
    "\r\nSet-Cookie: a=b",
]
SALARIES = ["role", "tier", "step", "place", "source", "basis", "currency", "per", "group", "sort", "page"]
# Every page that reads a query string, with all that it reads there, and "unknown".
PARAMETERS = {
    "/roles/": ["family", "skill", "pay", "experience", "depth", "sort", "unknown"],
    "/salaries/": [*SALARIES, "unknown"],
    "/salaries/figures.csv": [*SALARIES, "unknown"],
    "/salaries/figures.json": [*SALARIES, "unknown"],
    "/salaries/place-me/": ["role", "amount", "currency", "per", "place", "years", "basis", "unknown"],
    "/search/": ["q", "kind", "page", "unknown"],
    "/roles/baker/": ["unknown"],
    "/ladders/": ["role", "unknown"],
    "/roles/baker/ladder/junior/senior/": ["unknown"],
    "/compare/": ["role", "currency", "differences", "unknown"],
    "/compare.csv": ["role", "currency"],
    "/roles/baker/skills-check/": [
        "none",
        "expert",
        "na",
        "because",
        "s-kneading",
        "s-",
        "why-kneading",
        "unknown",
    ],
    "/roles/baker/skills-check/junior/": ["have", "why-"],
    "/roles/baker/history/": ["unknown"],
}
SEGMENTS = [
    "/roles/{}/",
    "/roles/{}/ladder/",
    "/roles/{}/ladder/junior/senior/",
    "/roles/baker/ladder/{}/senior/",
    "/roles/baker/ladder/junior/{}/",
    "/roles/{}/history/",
    "/roles/{}/history.atom",
    "/roles/{}/job-description/",
    "/roles/{}/job-description.md",
    "/roles/baker/job-description.{}",
    "/roles/baker/job-description/{}/",
    "/roles/baker/job-description/{}.md",
    "/roles/{}/skills-check/",
    "/roles/{}/skills-check.md",
    "/roles/baker/skills-check/{}/",
    "/roles/baker/skills-check/{}.md",
    "/skills/{}/",
    "/sources/{}/",
    "/salaries/figures.{}",
    "/{}/",
]

# fmt: off
# What makes sense somewhere, so that garbage gets past the first look at it.
SENSE = [
    "baker", "junior", "baker:junior", "kneading", "support", "united-states", "handbook", "full", "year", "USD",
    "EUR", "usd", "title", "pay", "pay-high", "depth", "total", "60k-100k", "not-stated", "1", "50000",
]
# Markup is called zq, which no page of ours has.
MARKUP = [
    "<zq>", "</title><zq>", "<zq/onload=zq()>", "--><zq>", "]]><zq>", "</script><zq>", "&lt;zq&gt;", '"><zq a="',
    "'><zq a='", '" zq="', "' zq='", '\\"zq', "`zq=`", "javascript:zq()", "{% zq %}", "{{zq}}",
]
NUMBERS = [
    "0", "-0", "-1", "00", "0.1", ".5", "1,000", "1.000,00", "1_000", "1e5", "1e400", "0x10", "NaN", "-inf",
    "$95,000", "95k", "９５", "½", "∞", "9" * 30, "9" * 4301, "2147483648", "9223372036854775808", "1:2", "3-5",
]
# fmt: on
# As browsers write a value, or as nobody should: twice, cut short, in another character set, or hardly at all.
WAYS_TO_WRITE: list[Callable[[str], str]] = [
    *[quote_plus] * 6,
    partial(quote, safe=""),
    lambda value: quote(quote(value)),
    lambda value: quote(value)[:-1],
    lambda value: quote(value.encode("utf-16")),
    lambda value: f"{quote(value)}%",
    lambda value: re.sub(r"[^!-~]|[#&]", "", value),
]
PIECES = [*VALUES, *MARKUP, *NUMBERS]
NUMBER_OF_QUERIES, PARTS = 500, 2


def garbage(path: str, part: int) -> Iterator[str]:
    """Addresses without end, the same every time: the page's parameters and odd ones, well and badly written."""
    chance = random.Random(f"{path} {part}")  # noqa: S311 - it is to be repeated, not to be secret
    while True:
        pairs = [parameter(path, chance) for _ in range(chance.randint(1, 5))]
        if chance.random() < 0.2:
            pairs += pairs
        yield f"{path}?{chance.choice(['&', '&', '&', '&&', ';', '&=&']).join(pairs)}"


def parameter(path: str, chance: random.Random) -> str:
    name = chance.choice(PARAMETERS[path])
    if chance.random() < 0.2:
        name = chance.choice([f"{name}[]", f"{name}[0]", f" {name}", name.upper(), "", chance.choice(PIECES)])
    value = chance.choice(SENSE)
    if chance.random() < 0.7:
        value = "".join(chance.choice([*SENSE, *PIECES]) for _ in range(chance.choice([1, 1, 2, 3])))
    write = chance.choice(WAYS_TO_WRITE)
    return f"{quote(name)}{chance.choice('=====&+')}{write(value)}"


def is_page(response: HttpResponse) -> bool:
    return response.headers["Content-Type"].startswith("text/html")


def assert_harmless(response: HttpResponse, asked: str) -> None:
    """A page, in which nothing that a reader's address bar held is markup, nor a header."""
    assert response.status_code == 200, asked
    text = response.content.decode().lower() if is_page(response) else ""
    for sign in (
        "<script>alert",
        "<img src=x",
        "<zq",
        "</zq",
        '"zq',
        "'zq",
        '" zq',
        "' zq",
        'href="javascript',
    ):
        assert sign not in text, (sign, asked)
    headers = [text for pair in response.headers.items() for text in pair]
    assert [text for text in headers if "\n" in text or "\r" in text or not text.isascii()] == [], asked
    assert not response.cookies, asked


@pytest.fixture(scope="module")
def site(lasting: None) -> None:
    make_site()


def make_site() -> None:
    """One role with something on every page."""
    role = make_role("baker")
    tier = make_tier(role, years_min=1, years_max=3)
    make_tier(role, "senior")
    make_section(role, "definition", "Bakes.")
    make_section(role, "tier-duties", "Kneads.", tier=tier)
    make_requirement(role)
    make_band(role)
    make_claim(role, "years", topic="experience", text="4 years", low=4, unit="years")
    make_rate("EUR")


@pytest.mark.parametrize("path", PARAMETERS)
def test_all_parameters_at_once_take_any_value(client: Client, site: None, path: str) -> None:
    for value in VALUES:
        query = dict.fromkeys(PARAMETERS[path], value)
        assert_harmless(client.get(path, query, follow=True), f"{path} {value}")


@pytest.mark.parametrize("path", PARAMETERS)
def test_each_parameter_alone_takes_its_share_of_the_values(client: Client, site: None, path: str) -> None:
    """In turns of four; `make hostile` sends every value to every parameter."""
    for number, name in enumerate(PARAMETERS[path]):
        for value in VALUES[number % 4 :: 4]:
            assert_harmless(client.get(path, {name: value}, follow=True), f"{path} {name}={value}")


@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_garbage_query_strings_do_no_harm(client: Client, site: None, part: int) -> None:
    """All pages in turn; every fiftieth answer is read as a browser would."""
    turns = islice(cycle(garbage(path, part) for path in PARAMETERS), NUMBER_OF_QUERIES // PARTS)
    for number, addresses in enumerate(turns):
        address = next(addresses)
        response = client.get(address, follow=True)
        assert_harmless(response, address)
        if number % 50 == 0 and is_page(response):
            parse_html(response)


@pytest.mark.parametrize("path", ["/compare/", "/compare.csv"])
def test_a_comparison_stands_whatever_comes_with_it(client: Client, site: None, path: str) -> None:
    forms = cycle(["{}", "baker:{}", "{}:junior"])
    for value in (*VALUES, "baker:", ":junior", "baker:junior:x", *(f"role-{number}" for number in range(3))):
        role = next(forms).replace("{}", value)
        query = {"role": ["baker", role, "baker:junior"], "currency": value, "differences": value}
        response = client.get(path, query)
        assert response.status_code == 200, (path, query)
        text = response.content.decode()
        assert "What a Baker does." in text, (path, query)
        assert "<script>alert" not in text and "<img src=x" not in text, (path, query)


@pytest.mark.parametrize("pattern", SEGMENTS)
def test_an_address_takes_any_value(client: Client, site: None, pattern: str) -> None:
    for value in VALUES:
        response = client.get(pattern.format(quote(value, safe="")))
        assert response.status_code in (200, 301, 404), (pattern, value)
        text = response.content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text, (pattern, value)


@pytest.mark.parametrize(
    "query", ["%", "%zz=%zz", "&&&", "=", "a=%ff%fe", "q=%C0%80", "sort[$gt]=", ";;", "a" * 8000]
)
@pytest.mark.parametrize("path", PARAMETERS)
def test_a_query_string_need_not_be_one(client: Client, site: None, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "header", ["HX-Request", "HX-Target", "HX-Current-URL", "HX-Boosted", "X-Forwarded-Host"]
)
def test_headers_of_htmx_and_proxies_change_nothing(client: Client, site: None, header: str) -> None:
    for path in PARAMETERS:
        assert client.get(path, headers={header: "true<script>"}).content == client.get(path).content
