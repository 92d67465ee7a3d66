"""The number of queries of a page does not grow with the site: three roles, or a hundred with 1,000 bands."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guides.models import Role
from salaries.models import Band
from tests.factories import make_rate
from tests.growth import grow

pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Every page that shows rows of several roles, and what hangs on one role beside many.
PATHS = [
    "/",
    "/about/",
    "/roles/",
    "/roles/?skill=craft-9&sort=pay",
    "/roles/made-up-1/",
    "/roles/made-up-1/ladder/",
    "/roles/made-up-1/ladder/junior/senior/",
    "/roles/made-up-1/skills-check/",
    "/roles/made-up-1/skills-check/?expert=craft-18,craft-21&none=craft-9",
    "/roles/made-up-1/skills-check/senior/?expert=craft-18,craft-21",
    "/roles/made-up-1/history/",
    "/roles/made-up-1/history.atom",
    "/roles/made-up-1/job-description/",
    "/roles/made-up-1/job-description/senior/",
    "/roles/made-up-1/job-description.md",
    "/ladders/",
    "/ladders/?role=made-up-1&role=made-up-2",
    "/compare/",
    "/compare/?role=made-up-1&role=made-up-2:senior&currency=EUR",
    "/compare.csv?role=made-up-1&role=made-up-2",
    "/job-descriptions/",
    "/salaries/",
    "/salaries/?role=made-up-1&currency=EUR&sort=pay-high",
    "/salaries/?group=place&per=month",
    "/salaries/figures.csv",
    "/salaries/figures.json?role=made-up-1",
    "/salaries/place-me/",
    "/salaries/place-me/?role=made-up-1&amount=50000&currency=USD&years=4",
    "/skills/",
    "/skills/craft-9/",
    "/sources/",
    "/sources/made-up-1/",
    "/search/?q=cooper",
    "/search/?q=coopre+of+the+baot",
    "/sitemap.xml",
]


@pytest.fixture(scope="module")
def counts(lasting: None) -> dict[str, tuple[int, int]]:
    """Queries of each page on a small site and on the large one, both grown once for all tests here."""
    grow(roles=3, bands=30)
    make_rate("EUR")
    small = [queries_of(path) for path in PATHS]
    grow(roles=100, bands=1_000)
    assert (Role.objects.published().count(), Band.objects.public().count()) == (100, 1_000)
    large = [queries_of(path) for path in PATHS]
    return dict(zip(PATHS, zip(small, large, strict=True), strict=True))


def queries_of(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = Client().get(path)
    assert response.status_code == 200, path
    return len(queries)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_costs_the_same_queries_on_a_site_thirty_times_larger(
    counts: dict[str, tuple[int, int]], path: str
) -> None:
    small, large = counts[path]
    assert large == small
