"""Whatever a reader's address bar may hold: a clear answer, nothing unescaped, never a fault of ours."""

from urllib.parse import quote

import pytest
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
PARAMETERS = {
    "/roles/": ["family", "skill", "pay", "experience", "depth", "sort", "unknown"],
    "/salaries/": ["role", "tier", "step", "place", "source", "basis", "currency", "sort", "unknown"],
    "/search/": ["q", "page", "unknown"],
    "/roles/baker/": ["unknown"],
    "/roles/baker/history/": ["unknown"],
}
SEGMENTS = [
    "/roles/{}/",
    "/roles/{}/ladder/",
    "/roles/{}/history/",
    "/roles/{}/history.atom",
    "/roles/{}/job-description/",
    "/roles/{}/job-description.md",
    "/roles/baker/job-description.{}",
    "/roles/baker/job-description/{}/",
    "/roles/baker/job-description/{}.md",
    "/skills/{}/",
    "/sources/{}/",
    "/{}/",
]


@pytest.fixture
def site() -> None:
    role = make_role("baker")
    tier = make_tier(role, years_min=1, years_max=3)
    make_section(role, "definition", "Bakes.")
    make_section(role, "tier-duties", "Kneads.", tier=tier)
    make_requirement(role)
    make_band(role)
    make_claim(role, "years", topic="experience", text="4 years", low=4, unit="years")
    make_rate("EUR")


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in PARAMETERS.items() for name in names]
)
def test_a_parameter_takes_any_value(client: Client, site: None, path: str, name: str) -> None:
    for value in VALUES:
        for query in ({name: value}, {name: [value, value]}, {f"{name}[]": value}):
            response = client.get(path, query)
            assert response.status_code == 200, (path, query)
            text = response.content.decode()
            assert "<script>alert" not in text and "<img src=x" not in text, (path, query)
            assert "Set-Cookie" not in response.headers


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
