"""No page below the top level is a dead end: each says where it stands and leads on from there."""

import pytest
from django.test import Client

from guides.models import Address
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

BELOW = {
    "/roles/technical-support-manager/": "/roles/",
    "/roles/technical-support-engineer/": "/roles/",
    "/roles/support-manager/ladder/": "/roles/",
    "/roles/support-manager/job-description/": "/roles/",
    "/roles/support-manager/job-description/senior/": "/roles/",
    "/roles/support-manager/job-description/no-such-step/": "/roles/",
    "/roles/technical-support-engineer/job-description/": "/roles/",
    "/roles/taken-down/": "/roles/",
    "/skills/csat/": "/skills/",
    "/sources/jobicy/": "/sources/",
}


@pytest.mark.parametrize(("path", "above"), BELOW.items())
def test_a_page_below_the_top_level_leads_up_and_on(client: Client, path: str, above: str) -> None:
    Address.objects.create(slug="taken-down", title="Support Manager of the Night")
    page = parse_html(client.get(path))
    crumbs = [link.get("href") for link in page.findall(".//nav[@aria-label='Breadcrumb']//a")]
    inside = {link.get("href", "").partition("#")[0] for link in page.findall(".//main//a")}
    assert crumbs[0] == above
    assert inside - {*crumbs, path, ""}, "nothing leads on"
