"""The history of a guide for readers, its feed, and what stands at the addresses of a withdrawn role."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides import editions, roles
from guides.models import Guide, Role
from tests.factories import (
    make_band,
    make_claim,
    make_draft,
    make_family,
    make_link,
    make_question,
    make_role,
    make_section,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ATOM = "{http://www.w3.org/2005/Atom}"


def publish(role: Role, why: str = "", **changes: Any) -> Guide:
    """A next edition with the changes named: `bands`, `claims` and so on, each with its new values."""
    copy = editions.working_copy(role, by=None)
    for parts, values in changes.items():
        getattr(copy, parts).update(**values)
    editions.publish(copy, by=None, why=why)
    role.refresh_from_db()
    return copy


def told(client: Client, slug: str = "baker") -> list[list[str]]:
    """Of each edition its reason, the rows of its figures, and its other changes."""
    page = parse_html(client.get(f"/roles/{slug}/history/"))
    sections = [one for one in page.iter("section") if (one.get("id") or "").startswith("edition-")]
    return [
        [
            " | ".join(map(text_of, one)) if one.tag == "tr" else text_of(one)
            for one in section.iter()
            if one.tag in ("p", "li") or (one.tag == "tr" and one.find("td") is not None)
        ]
        for section in sections
    ]


def test_readers_see_what_changed_when_and_why_with_old_and_new_figures(client: Client) -> None:
    role = make_role()
    make_band(role, label="Senior")
    make_claim(role, text="Grows by 9 %.")
    make_question(role)
    make_section(role, "definition", "One bakes.", heading="What it is")
    publish(role, "A newer figure.", bands={"median": 60_000}, claims={"text": "Grows by 4 %."})
    publish(role, "", questions={"answer": "At three."})
    assert told(client) == [
        ["Question “How early do bakers rise?”: answer changed"],
        [
            "A newer figure.",
            "Pay: Senior, Press, United States: median | 50,000 | 60,000",
            "Statement: Grows by 4 %.: text | Grows by 9 %. | Grows by 4 %.",
        ],
        ["The first edition."],
    ]


def test_only_editions_that_readers_have_seen_stand_in_the_history(client: Client) -> None:
    role = make_role()
    editions.discard(editions.working_copy(role, by=None), by=None)
    editions.working_copy(role, by=None)
    assert told(client) == [["The first edition."]]


def test_what_readers_do_not_see_is_not_told(client: Client) -> None:
    role = make_role()
    make_claim(role)
    publish(role, claims={"review_by": "2027-01-01"})
    assert told(client)[0] == ["Nothing that readers see has changed."]


def test_a_role_that_was_merged_into_this_one_is_told_until_they_are_taken_apart(client: Client) -> None:
    role, cook, secret = make_role(), make_role("cook"), make_draft("secret")
    for other in (cook, secret):
        roles.merge(other, role, by=None)
    cook.refresh_from_db()
    page = text_of(parse_html(client.get("/roles/baker/history/")))
    told_on = f"{cook.edited_at:%-d %B %Y}"
    assert f"Cook was merged into this guide on {told_on}: its addresses lead here." in page
    assert "Secret" not in page
    feed = ElementTree.fromstring(client.get("/roles/baker/history.atom").content)  # noqa: S314 our own feed
    [_, entry] = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id", "").endswith(f"/roles/baker/history/#merged-{cook.pk}")
    assert entry.findtext(f"{ATOM}summary") == "<p>Cook was merged into this guide.</p>"
    roles.take_apart(cook, by=None)
    assert "merged" not in client.get("/roles/baker/history/").content.decode()


def test_the_history_costs_three_queries_for_one_edition_and_for_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    role = make_role()
    # The role with its guide and address; its editions; what was merged into it.
    for _ in (1, 2, 3):
        for path in ("/roles/baker/history/", "/roles/baker/history.atom"):
            with django_assert_num_queries(3):
                client.get(path)
        publish(role)


def test_the_feed_tells_the_same_newest_first_with_whole_addresses(client: Client) -> None:
    role = make_role()
    make_band(role, label="Senior")
    copy = publish(role, "A <newer> figure.".replace("<", "‹").replace(">", "›"), bands={"median": 60_000})
    copy.refresh_from_db()
    response = client.get("/roles/baker/history.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 our own feed
    entries = [
        (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}summary")) for entry in feed.iter(f"{ATOM}entry")
    ]
    page = "http://127.0.0.1:8000/roles/baker/history/"
    assert entries == [
        (
            f"{page}#edition-{copy.pk}",
            "<p>A ‹newer› figure.</p><p>Pay: Senior, Press, United States: Median 50,000 → 60,000</p>",
        ),
        (f"{page}#edition-{copy.copied_from_id}", "<p>The first edition.</p>"),
    ]
    assert copy.published_at is not None
    assert (feed.findtext(f"{ATOM}updated") or "").startswith(copy.published_at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_the_foot_of_a_guide_leads_to_its_history_and_that_to_its_feed(client: Client) -> None:
    make_role()
    assert 'href="/roles/baker/history/"' in client.get("/roles/baker/").content.decode()
    page = parse_html(client.get("/roles/baker/history/"))
    feeds = [link.get("href") for link in page.iter("link") if link.get("rel") == "alternate"]
    assert feeds == ["/roles/baker/history.atom"]


# Withdrawn


def near(client: Client, path: str = "/roles/baker/") -> list[str]:
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (410, "no-cache")
    return [role.slug for role in response.context["roles_near"]]


def test_a_withdrawn_role_answers_410_at_every_address_and_names_what_is_near(client: Client) -> None:
    role = make_role("baker", family=make_family("food"))
    role.addresses.create(slug="bread-maker")
    make_link(role, "Cook", role=make_role("cook"))
    make_link(make_role("miller"), "Baker", role=role)
    make_role("brewer", family=make_family("food"))
    make_role("pilot")
    make_link(make_role("hidden", published=False, family=make_family("food")), "Baker", role=role)
    editions.withdraw(role, by=None)
    for path in ("/roles/baker/", "/roles/bread-maker/", "/roles/baker/ladder/", "/roles/baker/history/"):
        assert near(client, path) == ["cook", "miller", "brewer"]
    page = text_of(parse_html(client.get("/roles/baker/")))
    assert "Baker was taken down" in page


def test_a_withdrawn_role_is_called_what_readers_last_saw(client: Client) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=None)
    Guide.objects.filter(pk=copy.pk).update(title="Secret")
    editions.withdraw(role, by=None)
    page = client.get("/roles/baker/").content.decode()
    assert ("Baker was taken down" in page, "Secret" in page) == (True, False)


def test_a_role_that_was_never_published_is_not_gone_but_unknown(client: Client) -> None:
    make_role("baker", published=False)
    assert client.get("/roles/baker/").status_code == 404


def test_what_is_near_costs_as_many_queries_for_three_roles_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    role = make_role("baker")
    editions.withdraw(role, by=None)
    # The role by its address, the address, the last edition, what connects to it, its family.
    for name in ("one", "two", "three"):
        make_role(name)
        with django_assert_num_queries(5):
            assert near(client)[-1:] != []
