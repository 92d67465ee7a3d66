"""Export and import in the admin."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guides.export import export_guide
from guides.loading import load
from guides.loading.one_file import MAX_BYTES
from guides.models import Guide, Role
from tests.admin.conftest import MakeStaff
from tests.emptying import empty
from tests.fixture_tree import dump, write_tree
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
IMPORT = "/admin/guides/guide/import/"


@pytest.fixture
def raw(tmp_path: Path, client: Client) -> bytes:
    """The baker's guide as a file, loaded too; and a superuser who is signed in."""
    load(write_tree(tmp_path))
    client.force_login(User.objects.create_superuser("chief"))
    return export_guide(guide_of("baker")).encode()


def guide_of(slug: str) -> Guide:
    return Role.objects.get(address__slug=slug).public_guide


def send(client: Client, raw: bytes, **values: str) -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile("baker.toml", raw), **values})


def contents(response: Any) -> str:
    return " ".join(text_of(one) for one in parse_html(response).iterfind(".//*[@id='content']"))


def rows() -> dict[str, Any]:
    """All rows but those that say who is signed in."""
    return {table: found for table, found in dump().items() if table != "django_session"}


def test_every_edition_is_exported_as_the_file_that_it_is(client: Client, raw: bytes) -> None:
    response = client.get(f"/admin/guides/guide/{guide_of('baker').pk}/export/")
    assert response.content == raw
    assert [response["Content-Type"], response["Content-Disposition"]] == [
        *("application/toml", 'attachment; filename="baker.toml"'),
    ]
    assert "no-store" in response["Cache-Control"]


def test_the_pages_of_a_guide_and_of_its_editions_lead_to_the_file(client: Client, raw: bytes) -> None:
    guide = guide_of("baker")
    link = f'href="/admin/guides/guide/{guide.pk}/export/"'
    for page in (f"guide/{guide.pk}/change", f"role/{guide.role_id}/editions"):
        assert client.get(f"/admin/guides/{page}/").content.decode().count(link) == 1


def test_a_role_without_an_address_has_no_file(client: Client, raw: bytes) -> None:
    guide = guide_of("baker")
    Role.objects.filter(pk=guide.role_id).update(address=None)
    assert "/export/" not in client.get(f"/admin/guides/guide/{guide.pk}/change/").content.decode()
    response = client.get(f"/admin/guides/guide/{guide.pk}/export/", follow=True)
    assert "The role has no address yet. Give it one on its own page" in contents_of_messages(response)


def contents_of_messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_an_import_leads_to_the_working_copy_and_is_remembered(client: Client, raw: bytes) -> None:
    empty()
    response = send(client, raw)
    guide = Guide.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/admin/guides/guide/{guide.pk}/change/")
    assert (guide.state, str(guide.edited_by)) == ("draft", "chief")
    assert LogEntry.objects.get(object_id=str(guide.pk)).change_message == "Imported from baker.toml."
    assert contents_of_messages(client.get(response["Location"])).startswith(
        "Made Baker the working copy of the new role baker. Readers see it once it is published. Added: "
    )


def test_only_checking_says_what_would_be_made_and_writes_nothing(client: Client, raw: bytes) -> None:
    empty()
    before = rows()
    response = send(client, raw, check="on")
    assert "Would make Baker the working copy of the new role baker." in contents(response)
    assert rows() == before


def test_problems_are_listed_and_nothing_is_written(client: Client, raw: bytes) -> None:
    before = rows()
    response = send(client, raw.replace(b"Bakes bread.", b"Bakes <b>bread</b>."))
    found = [text_of(item) for item in parse_html(response).iterfind(".//*[@class='import-problems']/li")]
    assert found == ["baker.toml: guide 1: summary: Write plain text: HTML tags are not allowed here."]
    assert rows() == before


@pytest.mark.parametrize(
    ("raw_sent", "message"),
    [
        (b"", "This file is empty."),
        (b"#" * (MAX_BYTES + 1), "A guide's file has at most 1,000,000 bytes; this one has more."),
        (b"\xff", "baker.toml: Line 1 is not UTF-8. Save the file with that encoding."),
        (b"a" * 100_000, "baker.toml: This is not valid TOML: "),
    ],
)
def test_what_is_no_guide_at_all_is_answered_plainly(
    client: Client, raw: bytes, raw_sent: bytes, message: str
) -> None:
    response = send(client, raw_sent)
    assert (response.status_code, message in contents(response)) == (200, True)


def test_a_form_without_a_file_asks_for_one(client: Client, raw: bytes) -> None:
    assert "Choose a file." in contents(client.post(IMPORT))


def test_the_list_of_guides_leads_to_the_import_for_who_may_add_guides(
    client: Client, raw: bytes, make_staff: MakeStaff
) -> None:
    assert f'href="{IMPORT}"' in client.get("/admin/guides/guide/").content.decode()
    client.force_login(make_staff("view_guide"))
    assert f'href="{IMPORT}"' not in client.get("/admin/guides/guide/").content.decode()
    assert (client.get(IMPORT).status_code, send(client, raw).status_code) == (403, 403)


def test_who_may_only_look_may_export(client: Client, raw: bytes, make_staff: MakeStaff) -> None:
    url = f"/admin/guides/guide/{guide_of('baker').pk}/export/"
    client.force_login(make_staff("view_guide"))
    assert client.get(url).content == raw
    client.force_login(User.objects.create_user("other", is_staff=True))
    assert client.get(url).status_code == 403
