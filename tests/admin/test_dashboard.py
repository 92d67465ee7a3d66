"""The admin's first page: what waits, for whom, and the way to each place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides import editions
from guides.groups import make_groups
from guides.models import Guide, Role, Schedule
from tests.admin.conftest import MakeStaff
from tests.factories import (
    PUBLISHED_AT,
    guide_of,
    make_band,
    make_claim,
    make_comment,
    make_draft,
    make_role,
    make_section,
    make_source,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

YESTERDAY = timezone.localdate() - timedelta(days=1)
DUE = f"{YESTERDAY.day} {YESTERDAY:%b %Y}"
EDITED_AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
TITLES = [
    *("In review", "Scheduled", "Working copies", "Open comments", "Review overdue", "Hints by guide"),
    *("Sources without a date", "Last changed by others"),
]


def panels(client: Client) -> dict[str, list[tuple[str, str, str]]]:
    """The entries by panel: name, address, note."""
    return {
        panel.title: [(one.name, one.url, one.note) for one in panel.entries]
        for panel in client.get("/admin/").context["panels"]
    }


def member(client: Client, group: str) -> User:
    make_groups()
    user = User.objects.create_user(group.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def edited(slug: str, by: User | None, **values: Any) -> Guide:
    return guide_of(make_draft(slug, edited_at=EDITED_AT, edited_by=by, **values))


def make_schedule(role: Role, guide: Guide | None = None, **values: Any) -> Schedule:
    return Schedule.objects.create(role=role, guide=guide, **{"at": EDITED_AT, "set_at": EDITED_AT, **values})


def url_of(guide: Guide) -> str:
    return f"/admin/guides/guide/{guide.pk}/change/"


def test_a_site_without_work_says_so(admin_client: Client) -> None:
    page = admin_client.get("/admin/")
    assert [(panel.title, panel.entries) for panel in page.context["panels"]] == [
        (title, []) for title in TITLES
    ]
    shown = [text_of(box) for box in parse_html(page).iter("section")]
    assert shown == [
        "In review No guide waits for a review.",
        "Scheduled Nothing is to be published or withdrawn at a set time.",
        "Working copies Nobody is changing a guide.",
        "Open comments No comment waits to be dealt with.",
        "Review overdue No guide and no figure was due to be checked before today.",
        "Hints by guide There is nothing to look at again.",
        "Sources without a date Every source has a date.",
        "Last changed by others Nobody else has changed anything.",
    ]


def test_working_copies_and_those_in_review_say_who_and_when(client: Client) -> None:
    editor = member(client, "Editors")
    draft, review = edited("baker", editor), edited("miller", editor, state="review")
    found = panels(client)
    assert found["Working copies"] == [("Baker", url_of(draft), "editors, 2 Apr 2026, 09:30")]
    assert found["In review"] == [("Miller", url_of(review), "editors, 2 Apr 2026, 09:30")]


def test_what_is_scheduled_says_when_and_by_whom_and_what_was_put_aside_why(client: Client) -> None:
    member(client, "Editors")
    ada = User.objects.create_user("ada")
    draft, late, gone = edited("baker", None), edited("cook", None), make_role("miller")
    make_schedule(draft.role, draft, by=ada, at=EDITED_AT + timedelta(days=1))
    make_schedule(gone, by=ada)
    make_schedule(late.role, late, by=ada, at=EDITED_AT + timedelta(days=2), put_aside="Ann changed it.")
    assert panels(client)["Scheduled"] == [
        ("Cook", url_of(late), "not published as set for 4 April 2026, 09:30 UTC: Ann changed it."),
        (
            "Miller",
            f"/admin/guides/role/{gone.pk}/change/",
            "to be withdrawn on 2 April 2026, 09:30 UTC, set by ada",
        ),
        (
            "Baker",
            f"/admin/guides/guide/{draft.pk}/changes/",
            "to be published on 3 April 2026, 09:30 UTC, set by ada",
        ),
    ]


def test_what_was_due_before_today_is_overdue_and_leads_to_its_page(client: Client) -> None:
    member(client, "Editors")
    late, today = make_role("baker", review_by=YESTERDAY), make_role("cook", review_by=timezone.localdate())
    band = make_band(late, "pay", label="Senior", review_by=YESTERDAY)
    claim = make_claim(late, "growth", review_by=YESTERDAY)
    make_claim(today, "growth", review_by=timezone.localdate())
    assert panels(client)["Review overdue"] == [
        ("Baker", url_of(guide_of(late)), f"guide, due {DUE}"),
        (
            "Senior, Press, United States",
            f"/admin/salaries/band/{band.pk}/change/",
            f"pay, Baker, due {DUE}",
        ),
        ("Grows by 9 %.", f"/admin/guides/claim/{claim.pk}/change/", f"statement, Baker, due {DUE}"),
    ]


def test_what_is_overdue_is_mended_in_the_working_copy_where_there_is_one(client: Client) -> None:
    editor = member(client, "Editors")
    role = make_role("baker")
    make_claim(role, review_by=date(2020, 1, 31))
    copy = editions.working_copy(role, by=editor)
    assert panels(client)["Review overdue"] == [
        (
            "Grows by 9 %.",
            f"/admin/guides/claim/{copy.claims.get().pk}/change/",
            "statement, Baker, due 31 Jan 2020",
        )
    ]


def test_sources_without_a_date_are_listed(client: Client) -> None:
    member(client, "Editors")
    source = make_source("almanac")
    make_source("handbook", published="2023")
    assert panels(client)["Sources without a date"] == [
        (str(source), f"/admin/guides/source/{source.pk}/change/", "")
    ]


def test_hints_are_counted_by_guide_those_with_most_first(client: Client) -> None:
    member(client, "Editors")
    baker, cook = make_draft("baker"), make_draft("cook")
    make_section(baker, "overview")
    make_section(cook, "overview")
    make_band(cook, "one")
    make_band(cook, "two", label="Senior")
    make_role("miller")
    assert panels(client)["Hints by guide"] == [
        (
            "Cook",
            f"{url_of(guide_of(cook))}#hint-list",
            "2 figures without a date, 1 section without text",
        ),
        ("Baker", f"{url_of(guide_of(baker))}#hint-list", "1 section without text"),
    ]
    page = parse_html(client.get(url_of(guide_of(baker))))
    assert [box.tag for box in page.iter() if box.get("id") == "hint-list"] == ["div"]


def test_what_others_have_published_or_edited_stands_with_the_newest_first(client: Client) -> None:
    editor = member(client, "Editors")
    other = User.objects.create_user("ada")
    mine = make_role("baker", published_by=editor)
    theirs, loaded = make_role("cook", published_by=other), make_role("miller")
    draft = edited("smith", other)
    edited("tailor", editor)
    assert panels(client)["Last changed by others"] == [
        (name, f"/admin/guides/guide/{guide.pk}/changes/", note)
        for name, guide, note in (
            ("Smith", draft, "edited, ada, 2 Apr 2026, 09:30"),
            ("Miller", guide_of(loaded), "published, 1 Mar 2026, 12:00"),
            ("Cook", guide_of(theirs), "published, ada, 1 Mar 2026, 12:00"),
        )
    ]
    assert guide_of(mine).published_by == editor


def test_only_the_newest_ten_changes_show_and_longer_lists_are_folded(admin_client: Client) -> None:
    for number in range(12):
        make_role(f"role-{number}", published_at=PUBLISHED_AT + timedelta(days=number), review_by=YESTERDAY)
    page = admin_client.get("/admin/")
    by_title = {panel.title: panel for panel in page.context["panels"]}
    recent = [entry.name for entry in by_title["Last changed by others"].entries]
    assert recent == [f"Role {number}" for number in range(11, 1, -1)]
    overdue = by_title["Review overdue"]
    assert (len(overdue.shown), len(overdue.folded)) == (10, 2)
    assert [text_of(box) for box in parse_html(page).iter("summary")] == ["2 more"]


# For whom


@pytest.mark.parametrize("group", ["Editors", "Publishers"])
def test_editors_and_publishers_see_all_of_it_and_may_follow_each_entry(client: Client, group: str) -> None:
    member(client, group)
    role = make_draft("baker", review_by=YESTERDAY, edited_at=EDITED_AT)
    guide_of(make_draft("cook", state="review"))
    make_band(role, "pay", review_by=YESTERDAY)
    make_schedule(role, guide_of(role))
    make_schedule(make_role("miller"))
    make_comment(role)
    found = panels(client)
    assert list(found) == TITLES
    assert all(found.values())
    ways = [url for entries in found.values() for _, url, _ in entries]
    assert [client.get(url).status_code for url in ways] == [200] * len(ways)


def test_a_superuser_sees_guides_before_accounts(admin_client: Client) -> None:
    page = admin_client.get("/admin/")
    labels = [app["app_label"] for app in page.context["app_list"]]
    assert labels == ["guides", "salaries", "auth"]
    assert list(panels(admin_client)) == TITLES


def test_who_may_see_nothing_sees_nothing_of_it(client: Client, make_staff: MakeStaff) -> None:
    client.force_login(make_staff())
    make_draft("baker", review_by=YESTERDAY, edited_at=EDITED_AT)
    make_source()
    page = client.get("/admin/")
    assert page.context["panels"] == []
    assert "Baker" not in page.content.decode()


def test_who_may_see_guides_alone_sees_neither_figures_nor_sources(
    client: Client, make_staff: MakeStaff
) -> None:
    client.force_login(make_staff("view_guide", "view_section"))
    role = make_draft("baker")
    make_band(role, "pay", review_by=YESTERDAY)
    make_section(role, "overview")
    found = panels(client)
    assert list(found) == [title for title in TITLES if title != "Sources without a date"]
    assert found["Review overdue"] == []
    assert [note for _, _, note in found["Hints by guide"]] == ["1 section without text"]
    page = client.get(url_of(guide_of(role)))
    assert [kind for kind, _ in page.context["hints"]] == ["Sections without text"]


def test_who_may_only_view_everything_sees_it_too(client: Client, viewer: User) -> None:
    client.force_login(viewer)
    edited("baker", None)
    found = panels(client)
    assert list(found) == TITLES
    assert all(client.get(url).status_code == 200 for one in found.values() for _, url, _ in one)


def test_three_of_all_cost_as_much_as_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = User.objects.create_user("ada")

    def fill(slug: str) -> None:
        role = make_role(slug, review_by=YESTERDAY, published_by=other)
        make_band(role, "pay", review_by=YESTERDAY, source=make_source(slug))
        make_claim(role, "growth", review_by=YESTERDAY)
        make_section(edited(f"{slug}-s-help", other).role, "overview")
        review = edited(f"{slug}-s-boy", other, state="review")
        make_schedule(review.role, review, by=other)
        make_schedule(role, by=other, put_aside="Too late.")
        make_comment(role)

    member(client, "Editors")
    fill("baker")
    # The session, the editor, both kinds of permissions; the guides of today; times that are set; comments; overdue
    # pay and statements; nine for the hints; sources; what was published, what was edited; his own last actions.
    with django_assert_num_queries(4 + 1 + 1 + 1 + 2 + 9 + 1 + 2 + 1):
        client.get("/admin/")
    for slug in ("cook", "miller"):
        fill(slug)
    with django_assert_num_queries(4 + 1 + 1 + 1 + 2 + 9 + 1 + 2 + 1):
        client.get("/admin/")
