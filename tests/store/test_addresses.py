"""Which addresses share a page, and which have none that may be kept."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from careerguide.store.addresses import normal_form, read
from careerguide.urls import STORED

PARAMETERS = ("role", "currency", "sort")
# Routes that are no pages of readers; all others must say in STORED which parameters they read.
PREVIEWS = {"guides:preview", "guides:preview-ladder", "guides:preview-description"}
NO_PAGES = {"livez", "readyz", "unavailable", *PREVIEWS}


def names(resolver: URLResolver, namespace: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(f"{namespace}{pattern.name}")
        elif pattern.app_name != "admin":
            found |= names(pattern, f"{pattern.namespace}:")
    return found


def test_every_public_route_says_what_may_be_kept_of_it() -> None:
    assert set(STORED) == names(get_resolver()) - NO_PAGES


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("role=baker", "role=baker"),
        ("sort=pay&role=baker", "role=baker&sort=pay"),
        ("role=cook&sort=pay&role=baker:junior", "role=cook&role=baker:junior&sort=pay"),
        ("role=baker&currency=&sort=", "role=baker&currency="),
        ("currency=&role=", "role="),
        ("role=b%61ker", "role=baker"),
    ],
)
def test_what_means_the_same_is_one_page(query: str, normal: str) -> None:
    assert normal_form(query, PARAMETERS) == normal


@pytest.mark.parametrize(
    "query",
    [
        "q=baker",
        "role=baker&utm_source=x",
        "role=baker&role=baker",
        "role=I+earn+90000",
        "role=" + "x" * 81,
        "&".join(f"role=r{number}" for number in range(7)),
        "role=%00",
        "role=%C3%A9",
        "role=a%0d%0aSet-Cookie:x",
        "currency=" + "x" * 400,
        "role=<zq>",
        "role=a&currency=b&sort=c&role=",
        "ROLE=baker",
        "%",
    ],
)
def test_what_is_odd_has_no_page_of_its_own(query: str) -> None:
    assert normal_form(query, PARAMETERS) is None


def test_a_page_that_reads_no_parameters_is_the_same_with_any() -> None:
    plain, odd = read("/roles/baker/", "", STORED), read("/roles/baker/", "utm_source=x", STORED)
    assert plain is not None and odd is not None
    assert (odd.key, odd.query, odd.ignores) == (plain.key, "", True)


@pytest.mark.parametrize(
    "address",
    ["/search/?q=baker", "/roles/baker/skills-check/?expert=kneading", "/salaries/place-me/?amount=9"],
)
def test_what_readers_say_has_no_key(address: str) -> None:
    path, _, query = address.partition("?")
    asked = read(path, query, STORED)
    assert asked is not None and asked.key is None


@pytest.mark.parametrize(
    "path", ["/admin/", "/livez", "/readyz", "/static/style.css", "/wp-login.php", "/roles/baker"]
)
def test_what_is_no_page_is_left_to_django(path: str) -> None:
    assert read(path, "", STORED) is None
