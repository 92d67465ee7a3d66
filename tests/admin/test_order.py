"""Moving parts of a guide, by number and by dragging."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guides.models import Question, Section
from tests.admin.forms import form_of, save
from tests.factories import guide_of, make_draft, make_question, make_section, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/admin/guides/question/adminsortable2_update/"
SLUGS = ("one", "two", "three", "four")


def make_questions() -> dict[str, Question]:
    role = make_draft()
    return {slug: make_question(role, slug, position=n) for n, slug in enumerate(SLUGS, 1)}


def order() -> list[tuple[str, int]]:
    return list(Question.objects.values_list("slug", "position"))


def numbered(*slugs: str) -> list[tuple[str, int]]:
    return [(slug, number) for number, slug in enumerate(slugs, 1)]


@pytest.mark.parametrize(
    ("slug", "number", "expected"),
    [
        ("four", "2", ("one", "four", "two", "three")),
        ("one", "3", ("two", "three", "one", "four")),
        ("two", "99", ("one", "three", "four", "two")),
        ("two", "", ("one", "three", "four", "two")),
    ],
)
def test_a_number_moves_a_part_to_that_place(
    admin_client: Client, slug: str, number: str, expected: tuple[str, ...]
) -> None:
    save(admin_client, make_questions()[slug], position=number)
    assert order() == numbered(*expected)


def test_a_new_part_goes_last_without_a_number_and_to_its_number_with_one(admin_client: Client) -> None:
    guide = make_questions()["one"].guide
    url = f"/admin/guides/question/add/?guide={guide.pk}"
    values = {"question": "Why?", "answer": "Because.", "sources": [make_source().pk]}
    admin_client.post(url, form_of(admin_client, url) | values)
    admin_client.post(url, form_of(admin_client, url) | values | {"position": "1"})
    assert order() == numbered("why-2", *SLUGS, "why")


def test_a_new_section_goes_last_among_those_of_its_kind(admin_client: Client) -> None:
    role = make_draft()
    for number, kind in enumerate(("definition", "pros", "visas"), 1):
        make_section(role, kind, heading=kind, position=number)
    url = f"/admin/guides/section/add/?guide={guide_of(role).pk}"
    values = {"kind": "pros", "heading": "more pros", "points-TOTAL_FORMS": "0"}
    admin_client.post(url, form_of(admin_client, url) | values)
    assert list(Section.objects.values_list("heading", "position")) == numbered(
        "definition", "pros", "more pros", "visas"
    )


def test_a_number_moves_a_point(admin_client: Client) -> None:
    section = make_section(make_draft(), "definition", *SLUGS)
    save(admin_client, section, **{"points-3-position": "1"})
    assert list(section.points.values_list("text", "position")) == numbered("four", "one", "two", "three")


def update_url(client: Client) -> str:
    page = client.get(f"/admin/guides/question/?guide__id__exact={Question.objects.earliest('id').guide_id}")
    return page.context_data["sortable_update_url"] if page.status_code == 200 else URL


def drag(client: Client, items: Any, url: str = "") -> int:
    """The answer to dragged rows, from the list of all questions' first guide as it is now or from a page's `url`."""
    url = url or update_url(client)
    body = json.dumps({"updatedItems": items})
    return client.post(url, body, content_type="application/json").status_code


def test_dragged_rows_are_saved_and_noted(admin_client: Client) -> None:
    rows = make_questions()
    assert drag(admin_client, [[str(rows["three"].pk), 1], [rows["one"].pk, 2], [rows["two"].pk, 3]]) == 200
    assert order() == numbered("three", "one", "two", "four")
    assert guide_of(rows["one"].guide.role).edited_by == User.objects.get(username="admin")


def test_rows_of_two_guides_are_not_dragged_together(admin_client: Client) -> None:
    rows = make_questions()
    stranger = make_question(make_draft("miller"), "stranger", position=9)
    assert drag(admin_client, [[stranger.pk, 1], [rows["one"].pk, 2]]) == 400
    stranger.refresh_from_db()
    assert stranger.position == 9


@pytest.mark.parametrize(
    "items",
    [None, [], 5, "x", [[1]], [["a", 1]], [[10**30, 1]], [[1, -5]], [[1, 10**30]], [["\0", 1]], {"a": 1}],
)
def test_nonsense_instead_of_dragged_rows_is_refused(admin_client: Client, items: Any) -> None:
    make_questions()
    assert drag(admin_client, items) == 400
    assert order() == numbered(*SLUGS)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b'{"updatedItems":[[1e400,1]]}', b'{"updatedItems":[[1,-1e400]]}', b"[" * 100_000],
)
def test_bytes_that_are_no_rows_are_refused(admin_client: Client, body: bytes) -> None:
    url = "/admin/guides/question/adminsortable2_update/"
    assert admin_client.post(url, body, content_type="application/json").status_code == 400


def test_who_may_only_look_may_not_drag(client: Client, viewer: User) -> None:
    rows = make_questions()
    client.force_login(viewer)
    assert drag(client, [[rows["two"].pk, 1], [rows["one"].pk, 2]]) == 403
    assert order() == numbered(*SLUGS)


def test_rows_can_be_dragged_only_where_all_of_one_guide_show(admin_client: Client) -> None:
    guide = make_questions()["one"].guide

    def can_drag(query: str) -> bool:
        return b'class="drag handle"' in admin_client.get(f"/admin/guides/question/{query}").content

    one = f"?guide__id__exact={guide.pk}"
    assert [can_drag(query) for query in (one, "", f"{one}&q=early", f"{one}&o=1")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_drag_never_undoes_an_order_that_somebody_else_has_made(admin_client: Client) -> None:
    rows = make_questions()
    opened = update_url(admin_client)
    swap = [[rows["two"].pk, 1], [rows["one"].pk, 2]]
    assert drag(admin_client, [[rows["four"].pk, 3], [rows["three"].pk, 4]], opened) == 200
    assert drag(admin_client, swap, opened) == 200, "one's own drags follow each other on one page"
    theirs = update_url(admin_client)
    assert drag(admin_client, [[rows["one"].pk, 1], [rows["two"].pk, 2]], theirs) == 200
    assert drag(admin_client, swap, opened) == 409
    assert drag(admin_client, swap, URL) == 409
    assert order() == numbered("one", "two", "four", "three")
