"""Nothing that an editor enters, or an address made by hand, is answered with a server error."""

from itertools import zip_longest

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from guides.models import Point
from tests.admin.forms import errors_of, form_of, save, send
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_draft,
    make_family,
    make_link,
    make_place,
    make_question,
    make_rate,
    make_requirement,
    make_section,
    make_skill,
    make_source,
    make_tier,
)

pytestmark = pytest.mark.django_db
GARBAGE = [
    "\0",
    "x\0y",
    "9" * 40,
    "-1",
    "1e400",
    "NaN",
    "x" * 5000,
    "<b>bold</b>",
    "\x07",
    "', --",
    "日本 🥖",
    "1,2",
]
ADDRESS_GARBAGE = ["%00", "9" * 40, "x" * 300, "%F0%9F%A5%96", "%27"]


def rows() -> list[Model]:
    role = make_draft()
    return [
        role,
        guide_of(role),
        make_section(role, "definition", "One bakes."),
        make_tier(role),
        make_requirement(role),
        make_question(role),
        make_link(role),
        make_disagreement(role),
        make_claim(role),
        make_band(role),
        make_skill(),
        make_source(),
        make_place(),
        make_family(),
        make_rate("EUR").currency,
        make_rate("GBP"),
    ]


def pages(row: Model) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/"


@pytest.mark.parametrize("garbage", ["\0</b>"])
def test_garbage_in_any_two_fields_is_saved_or_refused(admin_client: Client, garbage: str) -> None:
    for row in rows():
        url = f"{pages(row)}{row.pk}/change/"
        data = form_of(admin_client, url)
        spoilt = [(name, [garbage] if isinstance(data[name], list) else garbage) for name in data]
        for some in zip_longest(spoilt[::2], spoilt[1::2], fillvalue=spoilt[0]):
            with transaction.atomic():
                response = admin_client.post(url, data | dict(some))
                assert response.status_code in (200, 302), f"{row._meta.label}: {some}"
                transaction.set_rollback(True)


@pytest.mark.parametrize("garbage", ["1e400", "-0.001"])
def test_numbers_that_no_column_holds_are_refused(admin_client: Client, garbage: str) -> None:
    role = make_draft()
    for row, names in (
        (make_band(role), ["low", "median", "mean", "p90", "position"]),
        (make_claim(role, low=1, unit="years"), ["low", "high", "position"]),
        (make_tier(role), ["years_min", "years_max", "position"]),
        (make_section(role, "definition", "One bakes."), ["points-0-position"]),
        (make_rate("EUR"), ["rate"]),
    ):
        for name in names:
            response = send(admin_client, row, **{name: garbage})
            assert response.status_code == 302 or errors_of(response) != {}, f"{row._meta.label}.{name}"


@pytest.mark.parametrize("half", [0, 1])
def test_a_form_full_of_garbage_is_saved_or_refused(admin_client: Client, half: int) -> None:
    """Each form a third of the garbage in turn, so that each kind of it meets every kind of form."""
    urls = [
        url
        for row in rows()[half::2]
        for url in (
            f"{pages(row)}{row.pk}/change/",
            f"{pages(row)}add/?guide={getattr(row, 'guide_id', '')}",
        )
    ]
    for turn, url in enumerate(urls):
        form = form_of(admin_client, url)
        for garbage in GARBAGE[turn % 3 :: 3]:
            data = {
                name: value if name.endswith("_FORMS") else [garbage] if isinstance(value, list) else garbage
                for name, value in form.items()
            }
            choices = dict.fromkeys(
                ("source", "currency", "tier", "role", "family", "skill", "sources"), garbage
            )
            with transaction.atomic():
                response = admin_client.post(url, data | choices)
                assert response.status_code == 302 or errors_of(response) != {}, (url, garbage)
                transaction.set_rollback(True)


@pytest.mark.parametrize("garbage", ["%00", "1,2"])
def test_lists_bear_any_parameter(admin_client: Client, garbage: str) -> None:
    band, section, claim = (
        make_band(make_draft()),
        make_section(make_draft("miller")),
        make_claim(make_draft("cook")),
    )
    own = ["q", "p", "o", "guide__id__exact", "tier__id__exact", "disagreement__id__exact"]
    for row, names in (
        (section, [*own, "cites", "kind__exact", "position", "slug__startswith"]),
        (claim, ["guide__id__isnull", "source__id__in", "review_by__gte", "low", "currency"]),
        (band, ["currency__code__exact", "place__id__exact", "basis", "median__lt"]),
        (band.currency, ["code", "code__in", "q"]),
        (section.guide.role, ["published", "family__id__exact", "e", "all", "unknown"]),
    ):
        for name in names:
            response = admin_client.get(f"{pages(row)}?{name}={garbage}", follow=True)
            assert response.status_code in (200, 400), f"{row._meta.label}: {name}"


@pytest.mark.parametrize("garbage", ADDRESS_GARBAGE)
def test_addresses_made_by_hand_lead_nowhere(admin_client: Client, garbage: str) -> None:
    for row in rows():
        for page in ("change", "delete", "history"):
            # No guide is deleted by itself, whatever its address.
            refused = (302, 403, 404) if page == "delete" else (302, 404)
            assert admin_client.get(f"{pages(row)}{garbage}/{page}/").status_code in refused
        data = {"action": "delete_these", "_selected_action": garbage.replace("%00", "\0"), "post": "yes"}
        # The list of guides offers nothing to do with them.
        assert admin_client.post(pages(row), data).status_code in (200, 302)
    assert admin_client.get(f"/admin/guides/guide/{garbage}/preview/").status_code in (302, 404)


@pytest.mark.parametrize("garbage", ["%00", "9" * 40])
def test_forms_bear_any_parameter(admin_client: Client, garbage: str) -> None:
    for row in rows():
        names = [field.name for field in (*row._meta.fields, *row._meta.many_to_many) if field.is_relation]
        guide = getattr(row, "guide_id", "")
        for name in {*names, "_changelist_filters", "slug"} - {"guide"}:
            url = f"{pages(row)}add/?guide={guide}&{name}={garbage}"
            assert admin_client.get(url).status_code == 200, url


@pytest.mark.parametrize("garbage", ADDRESS_GARBAGE)
def test_choices_by_name_bear_any_search(admin_client: Client, garbage: str) -> None:
    make_source()
    field = "app_label=guides&model_name=claim&field_name=source"
    found = admin_client.get(f"/admin/autocomplete/?{field}&term={garbage}").json()
    assert found["pagination"] == {"more": False}


def test_paragraphs_are_saved_as_browsers_send_them(admin_client: Client) -> None:
    question = make_question(make_draft())
    save(admin_client, question, answer="  Before dawn.\r\n\r\nOr at three.\r\n")
    question.refresh_from_db()
    assert question.answer == "Before dawn.\n\nOr at three."


def test_a_text_may_be_as_long_as_the_form_says_line_ends_counted_once(admin_client: Client) -> None:
    section = make_section(make_draft(), "definition", "One bakes.")
    save(admin_client, section, **{"points-0-text": "a\r\n" * 749 + "ab"})
    assert len(Point.objects.get().text) == 1500
