"""A sample of all the hostile requests that `make hostile` sends, the same one every time."""

import logging

import pytest

from tests.hostile import make_hostile_site, requests, routes, sample

pytestmark = pytest.mark.django_db

# With what test_garbage.py sends, more than three thousand; editors' pages take longer.
READERS, EDITORS, PARTS = 800, 200, 2


@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_requests_do_no_harm(part: int) -> None:
    site, keys = make_hostile_site()
    asked = sample(keys, readers=READERS, editors=EDITORS, seed=1)[part::PARTS]
    logging.disable(logging.CRITICAL)
    try:
        faults = [(str(one), fault) for one in asked if (fault := site.fault_of(one))]
    finally:
        logging.disable(logging.NOTSET)
    assert faults == []


def test_every_route_is_asked_for_in_every_way() -> None:
    keys = make_hostile_site()[1]
    for route in routes():
        asked = list(requests(route, keys))
        assert {one.method for one in asked} >= {"GET", "HEAD", "POST", "DELETE"}
        assert any(one.query for one in asked) and any(one.header[0] for one in asked)
        assert len({one.filled for one in asked}) > 50 * route.count("<"), route
