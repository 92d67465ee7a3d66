"""A guide's figures as a spreadsheet in the admin: out, in for a preview, and written once that is confirmed."""

import re
from base64 import urlsafe_b64encode
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guides import editions
from guides.models import Guide, SearchEntry
from salaries.models import Band
from tests.admin.conftest import MakeStaff
from tests.factories import guide_of, make_band, make_draft, make_place, make_role
from tests.guides.sheets import BAND, as_csv_file, put, table_of
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(client: Client) -> Guide:
    """A working copy with two bands, and a superuser who is signed in."""
    role = make_draft("baker")
    make_band(role, "junior", label="Junior", median=Decimal(30000), position=1)
    make_band(role, "senior", label="Senior", median=Decimal(50000), position=2)
    client.force_login(User.objects.create_superuser("chief"))
    return guide_of(role)


def address(guide: Guide) -> str:
    return f"/admin/guides/guide/{guide.pk}/sheet/bands/"


def upload(client: Client, guide: Guide, raw: bytes, name: str = "baker.csv") -> Any:
    return client.post(address(guide), {"file": SimpleUploadedFile(name, raw)})


def confirm(client: Client, guide: Guide, previewed: Any, **values: str) -> Any:
    """Send what the preview's form holds."""
    html = previewed.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(content|seen)" value="([^"]*)">', html))
    return client.post(address(guide), sent | values)


def changed(guide: Guide, **values: str) -> bytes:
    return as_csv_file(put(table_of(BAND, guide), 2, **values))


def contents(response: Any) -> str:
    return " ".join(text_of(one) for one in parse_html(response).iterfind(".//*[@id='content']"))


def rows(response: Any, section: str) -> list[list[str]]:
    """The cells of a section's table, row by row."""
    found = parse_html(response).findall(f".//section[@aria-labelledby='{section}']//tbody/tr")
    return [[text_of(cell) for cell in row] for row in found]


def medians() -> dict[str, int]:
    return dict(Band.objects.values_list("slug", "median"))


def test_a_preview_writes_nothing_and_its_confirmation_all(client: Client, guide: Guide) -> None:
    table = put(table_of(BAND, guide), 2, median="31000")
    put(table, 4, label="Master", source="handbook", method="reported", currency="USD", median="90000")
    previewed = upload(client, guide, as_csv_file(put(table, 3, delete="yes")))
    shown = contents(previewed)
    assert "Would be written: 1 changed, 1 new, 1 deleted" in shown
    assert "Row 2: Junior, Press, United States changed" in shown
    assert rows(previewed, "sheet-preview")[0] == ["median", "30000", "31000"]
    assert medians() == {"junior": 30000, "senior": 50000}
    response = confirm(client, guide, previewed)
    assert (response.status_code, response["Location"]) == (302, address(guide))
    assert medians() == {"junior": 31000, "master": 90000}
    assert [*Band.objects.order_by("position").values_list("slug", "position")] == [
        ("junior", 1),
        ("master", 2),
    ]


def test_what_is_written_is_noted_logged_and_found(client: Client, guide: Guide) -> None:
    make_place("france")
    confirm(client, guide, upload(client, guide, changed(guide, place="france")))
    guide.refresh_from_db()
    assert str(guide.edited_by) == "chief"
    said = LogEntry.objects.get(object_id=str(guide.pk)).change_message
    assert said == "Pay bands from a spreadsheet: 1 changed."
    assert SearchEntry.objects.filter(guide=guide, body__contains="France").exists()


def test_a_file_without_changes_offers_nothing_to_write(client: Client, guide: Guide) -> None:
    shown = upload(client, guide, as_csv_file(table_of(BAND, guide)))
    assert "Nothing would change" in contents(shown)
    assert "2 rows unchanged" in contents(shown)
    assert 'name="content"' not in shown.content.decode()


def test_problems_are_listed_and_nothing_can_be_confirmed(client: Client, guide: Guide) -> None:
    raw = changed(guide, median="a lot", source="<b>")
    shown = upload(client, guide, raw)
    assert [row[:3] for row in rows(shown, "sheet-problems")] == [
        ["2", "median (U)", "a lot"],
        ["2", "source (C)", "<b>"],
    ]
    forged = {"content": urlsafe_b64encode(raw).decode(), "seen": shown.context["plan"].digest}
    assert "Nothing was written" in contents(client.post(address(guide), forged))
    assert medians() == {"junior": 30000, "senior": 50000}


def test_what_somebody_changed_since_the_download_is_shown_with_both_values(
    client: Client, guide: Guide
) -> None:
    raw = changed(guide, median="31000")
    Band.objects.filter(slug="junior").update(median=32000)
    shown = upload(client, guide, raw)
    assert rows(shown, "sheet-conflicts") == [
        ["2", "Junior, Press, United States", "median", "32000", "31000"]
    ]
    assert 'name="content"' not in shown.content.decode()


def test_what_somebody_changed_since_the_preview_is_not_written_over(client: Client, guide: Guide) -> None:
    previewed = upload(client, guide, changed(guide, median="31000"))
    Band.objects.filter(slug="junior").update(median=32000)
    response = confirm(client, guide, previewed)
    assert (response.status_code, medians()["junior"]) == (409, 32000)
    assert "Nothing was written: the guide was changed since this preview was made." in contents(response)


def test_only_what_was_seen_is_written(client: Client, guide: Guide) -> None:
    previewed = upload(client, guide, changed(guide, median="31000"))
    other = urlsafe_b64encode(changed(guide, median="1")).decode()
    for values in ({"content": other}, {"seen": ""}, {"seen": "\0"}, {"content": "\0é"}, {"content": "AAAA"}):
        assert confirm(client, guide, previewed, **values).status_code in (200, 409)
    assert client.post(address(guide), {"content": ""}).status_code == 200
    assert medians()["junior"] == 30000


def test_rows_that_exchange_their_slugs_are_refused_in_words(client: Client, guide: Guide) -> None:
    table = put(put(table_of(BAND, guide), 2, slug="senior"), 3, slug="junior")
    response = confirm(client, guide, upload(client, guide, as_csv_file(table)))
    assert "rows of this file exchange what names them" in contents(response)
    assert medians() == {"junior": 30000, "senior": 50000}


def test_a_published_edition_goes_out_and_takes_nothing_in(client: Client, guide: Guide) -> None:
    role = make_role("miller")
    make_band(role, "junior")
    sealed = guide_of(role)
    for ending, kind in (("xlsx", "application/vnd.openxml"), ("csv", "text/csv")):
        response = client.get(f"/admin/guides/guide/{sealed.pk}/sheet/bands.{ending}")
        assert response["Content-Type"].startswith(kind)
        assert response["Content-Disposition"] == f'attachment; filename="miller-bands.{ending}"'
        assert "no-store" in response["Cache-Control"]
    assert 'type="file"' not in client.get(address(sealed)).content.decode()
    for response in (
        upload(client, sealed, changed(sealed, median="1")),
        client.post(address(sealed), {"content": urlsafe_b64encode(changed(sealed, median="1")).decode()}),
    ):
        assert (response.status_code, "This edition is not changed any more." in contents(response)) == (
            409,
            True,
        )
    assert Band.objects.get(guide=sealed).median == 50000


def test_a_guide_that_was_published_since_the_preview_stays(client: Client, guide: Guide) -> None:
    previewed = upload(client, guide, changed(guide, median="31000"))
    editions.publish(guide, by=None)
    assert confirm(client, guide, previewed).status_code == 409
    assert medians()["junior"] == 30000


def test_rows_are_added_and_deleted_only_by_who_may(
    client: Client, guide: Guide, make_staff: MakeStaff
) -> None:
    client.force_login(make_staff("view_guide", "view_band", "change_band"))
    table = put(table_of(BAND, guide), 3, delete="yes")
    put(table, 4, slug="new", source="handbook", method="reported", currency="USD", median="1")
    assert rows(upload(client, guide, as_csv_file(table)), "sheet-problems") == [
        ["3", "key (A)", "Senior, Press, United States", "Your account may not delete a pay band."],
        ["4", "key (A)", "new", "Your account may not add a pay band."],
    ]
    assert confirm(client, guide, upload(client, guide, changed(guide, median="2"))).status_code == 302


def test_who_may_only_look_may_download(client: Client, guide: Guide, viewer: User) -> None:
    client.force_login(viewer)
    assert client.get(f"/admin/guides/guide/{guide.pk}/sheet/bands.csv").status_code == 200
    assert 'type="file"' not in client.get(address(guide)).content.decode()
    assert upload(client, guide, changed(guide, median="1")).status_code == 403


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "This file is empty."),
        (b"a" * 1_000_001, "A spreadsheet has at most 1,000,000 bytes; this one has more."),
        (b"\xff\xfe", "This is no spreadsheet, or one with another encoding."),
        (b"name,pay\nBaker,1\n", "Its first row does not name the column key or version."),
    ],
)
def test_what_is_no_such_spreadsheet_is_answered_plainly(
    client: Client, guide: Guide, raw: bytes, message: str
) -> None:
    response = upload(client, guide, raw)
    assert (response.status_code, message in contents(response)) == (200, True)


def test_a_large_file_comes_back_from_its_preview(client: Client, guide: Guide) -> None:
    table = put(table_of(BAND, guide), 2, median="31000")
    raw = as_csv_file(table) + b"," * 990_000
    assert confirm(client, guide, upload(client, guide, raw)).status_code == 302
    assert medians()["junior"] == 31000


def test_a_guides_page_leads_to_its_three_spreadsheets(client: Client, guide: Guide) -> None:
    page = client.get(f"/admin/guides/guide/{guide.pk}/change/").content.decode()
    for name in ("bands", "claims", "requirements"):
        assert page.count(f'href="/admin/guides/guide/{guide.pk}/sheet/{name}/"') == 1
    assert client.get("/admin/guides/guide/999999/sheet/bands/").status_code == 404
