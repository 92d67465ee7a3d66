"""The search over the real guides: the same first results on every database, each leading where it says."""

import re

import pytest
from django.test import Client

from guides.models import SearchEntry
from guides.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.mark.parametrize(
    ("typed", "title", "url"),
    [
        ("technical support manager", "Technical Support Manager", "/roles/technical-support-manager/"),
        ("technical-support-manager", "Technical Support Manager", "/roles/technical-support-manager/"),
        ("tehcnical suport manger", "Technical Support Manager", "/roles/technical-support-manager/"),
        ("TSM", "Technical Support Manager", "/roles/technical-support-manager/"),
        ("Tech Support Manager", "Tech Support Manager", "/roles/technical-support-manager/"),
        ("support manager", "Support Manager", "/roles/support-manager/"),
        ("CSAT", "Customer satisfaction score (CSAT)", "/skills/csat/"),
        ("SLAs", "Service level agreement management (SLA)", "/skills/sla-management/"),
        ("Customer Success Manager", "Customer Success Manager", "/roles/technical-support-manager/#links"),
        ("IT manager", "IT Manager", "/roles/technical-support-manager/#links"),
        (
            "support manager pay canada",
            "Pay: Technical Support Manager",
            "/roles/technical-support-manager/#pay",
        ),
        ("visas", "Moving abroad: visas and papers", "/roles/technical-support-manager/#visas"),
    ],
)
def test_the_first_result_is_what_one_looks_for(typed: str, title: str, url: str) -> None:
    first = search(typed).hits[0]
    assert (first.entry.title, first.url) == (title, url)


def test_a_broad_query_is_ranked_alike_on_every_database() -> None:
    assert [hit.entry.title for hit in search("director").hits[:5]] == [
        "Technical Support Director",
        "Customer Support Director",
        "Support Director / Head of Customer Support",
        "Director of Global Support / Head of Support",
        "Director-level positions",
    ]


def test_every_entry_leads_to_a_page_and_a_place_on_it(client: Client) -> None:
    ids: dict[str, set[str]] = {}
    missing = set()
    for entry in SearchEntry.objects.select_related("guide__role__address"):
        path, _, place = entry.get_absolute_url().partition("#")
        if path not in ids:
            page = client.get(path)
            ids[path] = set(re.findall(r'\sid="([^"]+)"', page.content.decode())) | {""}
            assert page.status_code == 200, path
        if place not in ids[path]:
            missing.add(f"{path}#{place}")
    assert missing == set()
