"""A merged role: what named it leads to the one that stays, everywhere, and no edition is changed for it."""

from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from guides import editions, roles
from guides.editions import EditionError
from guides.export import export_guide
from guides.hints import hints_of
from guides.loading import FixtureError, import_guide, load
from guides.loading.report import Report
from guides.models import Address, Guide, Role
from guides.search import search
from tests.admin.test_editions import content_of_tables
from tests.factories import (
    guide_of,
    make_band,
    make_draft,
    make_link,
    make_role,
    make_tier,
)
from tests.fixture_tree import TREE, replaced, write_tree
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def waiter() -> Role:
    """A role whose guide names the cook, who was merged into the chef."""
    cook, chef, waiter = make_role("cook"), make_role("chef", depth="full"), make_role("waiter")
    make_tier(chef, "junior")
    make_tier(cook, "line", title="Line")
    make_link(waiter, "Kitchen Cook", role=cook, difference="He cooks.", kind="advancement")
    make_band(waiter, tier=make_tier(waiter, "senior", role=cook))
    make_band(chef)
    editions.publish(editions.working_copy(waiter, by=None), by=None)
    roles.merge(cook, chef, by=None)
    waiter.refresh_from_db()
    return waiter


def role_at(slug: str) -> Role:
    role = Address.objects.get(slug=slug).role
    assert role is not None
    return role


def links_on(client: Client, path: str) -> dict[str, str]:
    """Where the words of a page's links lead; of equal words the last."""
    page = client.get(path)
    assert page.status_code == 200
    return {"".join(a.itertext()).strip(): a.get("href", "") for a in parse_html(page).iter("a")}


def test_links_of_sealed_editions_lead_to_the_role_that_stays(client: Client, waiter: Role) -> None:
    assert links_on(client, "/roles/waiter/")["Kitchen Cook"] == "/roles/chef/"
    assert links_on(client, "/roles/waiter/ladder/")["Chef: its own page"] == "/roles/chef/"
    # Seen from the other end too: the edge stands on the page of the role that stays.
    assert links_on(client, "/roles/chef/")["Waiter"] == "/roles/waiter/"


def test_a_merge_changes_no_row_of_any_edition() -> None:
    cook, chef, waiter = make_role("cook"), make_role("chef"), make_role("waiter")
    make_link(waiter, "Cook", role=cook)
    make_tier(waiter, "senior", role=cook)

    def of_editions() -> dict[str, Any]:
        shared = (
            "guides_role",
            "guides_address",
            "guides_searche",
            "guides_searchi",
            "guides_contentversion",
        )
        return {name: rows for name, rows in content_of_tables().items() if not name.startswith(shared)}

    before = of_editions()
    roles.merge(cook, chef, by=None)
    assert of_editions() == before
    roles.take_apart(cook, by=None)
    assert of_editions() == before


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/roles/cook/?a=b", "/roles/chef/?a=b"),
        ("/roles/cook/ladder/", "/roles/chef/ladder/"),
        ("/roles/cook/job-description/", "/roles/chef/job-description/"),
        ("/roles/cook/job-description.md", "/roles/chef/job-description.md"),
        ("/roles/cook/history.atom", "/roles/chef/history.atom"),
        # What the chef has not: the page above it, or his own.
        ("/roles/cook/ladder/line/junior/", "/roles/chef/ladder/"),
        ("/roles/cook/job-description/line/", "/roles/chef/job-description/"),
        ("/roles/cook/job-description/line.md", "/roles/chef/job-description.md"),
        ("/roles/cook/job-description/junior/", "/roles/chef/job-description/junior/"),
        ("/roles/cook/skills-check/line/", "/roles/chef/"),
        ("/roles/cook/skills-check.md", "/roles/chef/"),
    ],
)
def test_every_page_of_the_merged_role_leads_to_that_of_the_other_in_one_hop(
    client: Client, waiter: Role, path: str, location: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (301, location)
    assert client.get(location).status_code == 200


def test_of_three_roles_merged_one_after_the_other_the_first_leads_to_the_last() -> None:
    first, second, third = (make_role(slug) for slug in ("first", "second", "third"))
    roles.merge(first, second, by=None)
    roles.merge(second, third, by=None)
    assert {role.merged_into for role in Role.objects.filter(pk__in=[first.pk, second.pk])} == {third}
    assert {role_at(slug) for slug in ("first", "second", "third")} == {third}
    roles.take_apart(second, by=None)
    assert (role_at("first"), role_at("second")) == (third, second)
    roles.take_apart(first, by=None)
    assert (role_at("first"), Role.objects.get(pk=first.pk).slug) == (first, "first")
    with pytest.raises(EditionError, match="into itself"):
        roles.merge(third, third, by=None)


def test_parameters_that_name_the_old_address_keep_their_meaning(client: Client, waiter: Role) -> None:
    chosen = client.get("/compare/", {"role": ["cook", "waiter"]}).context["selection"]
    assert (chosen.chosen.values, chosen.dropped) == (["chef", "waiter"], ())
    pay = client.get("/salaries/", {"role": "cook"}).context
    assert (pay["selection"].dropped, pay["count"]) == ((), 1)
    placed = client.get("/salaries/place-me/", {"role": "cook"}).context
    assert (placed["given"].role, placed["given"].dropped) == ("chef", ())


def test_the_comparison_says_how_the_two_differ_in_the_words_on_the_merged_one(
    client: Client, waiter: Role
) -> None:
    page = client.get("/compare/", {"role": ["chef", "waiter"]}).content.decode()
    assert "He cooks." in page


def test_the_search_finds_the_role_that_stays_by_the_title_and_address_of_the_other(waiter: Role) -> None:
    for words in ("cook", "kitchen cook"):
        assert search(words).hits[0].url == "/roles/chef/"
    assert not [hit for hit in search("kitchen cook").hits if hit.entry.kind == "named"]


def test_lists_and_the_sitemap_know_one_role_where_there_were_two(client: Client, waiter: Role) -> None:
    assert [item.guide.title for item in client.get("/roles/").context["items"]] == ["Chef", "Waiter"]
    sitemap = client.get("/sitemap.xml").content.decode()
    assert ("/roles/chef/" in sitemap, "/roles/cook/" in sitemap) == (True, False)


def test_a_hint_is_told_only_once_the_role_that_stays_is_gone_too(waiter: Role) -> None:
    draft = make_draft("draft")
    make_link(draft, "Cook", role=Role.objects.get(merged_into__isnull=False))
    guide = guide_of(draft)
    assert hints_of([guide])[guide.pk] == []
    roles.delete(role_at("chef"), by=None)
    [hint] = hints_of([guide])[guide.pk]
    assert hint.what == "The link to “Cook” leads to the role “chef”, which was deleted."


def test_an_exported_link_names_the_role_that_stays(waiter: Role) -> None:
    assert 'role = "chef"' in export_guide(guide_of(waiter))


# Files


def test_a_folder_whose_role_was_merged_is_left_out_and_its_address_leads_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(write_tree(tmp_path))
    baker, miller = role_at("baker"), role_at("miller")
    roles.merge(miller, baker, by=None)
    sharper = replaced("roles/baker/role.toml", "Bakes bread.", "Bakes rolls.")
    write_tree(tmp_path, sharper | replaced("roles/miller/role.toml", "Mills flour.", "Mills grain."))
    for overwrite in (False, True):
        report = load(tmp_path, overwrite=overwrite, dry_run=True)
        assert report == Report(written=["Baker"], merged=["miller (now baker)"])
    call_command("load_guides", str(tmp_path))
    assert capsys.readouterr().out.splitlines() == [
        "Left out, for its role was merged into another: miller (now baker)",
        "Wrote 1 guide and 0 shared entries; 1 guide was left out.",
    ]
    assert role_at("miller") == baker
    assert Guide.objects.latest("pk").links.get().leads_to == baker


def test_files_may_list_the_address_of_the_merged_role_as_another_one(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    baker, miller = role_at("baker"), role_at("miller")
    roles.merge(miller, baker, by=None)
    role = TREE["roles/baker/role.toml"] + '\n[[address]]\nslug = "miller"\ntitle = "Miller"'
    (tmp_path / "roles/baker/role.toml").write_text(role)
    rmtree(tmp_path / "roles/miller")
    load(tmp_path)
    roles.take_apart(miller, by=None)
    assert role_at("miller") == miller


def test_a_folder_does_not_rename_a_role_by_the_address_of_one_that_was_merged_into_it(
    tmp_path: Path,
) -> None:
    load(write_tree(tmp_path))
    roles.merge(role_at("miller"), role_at("baker"), by=None)
    renamed = TREE["roles/miller/role.toml"].replace('address = "miller"', 'address = "grinder"')
    renamed += '\n[[address]]\nslug = "miller"'
    with pytest.raises(FixtureError, match='"miller" belongs to another role; addresses are never reused'):
        load(write_tree(tmp_path, {"roles/miller/role.toml": renamed}))
    assert role_at("baker").slug == "baker"


def test_a_file_of_a_role_that_is_gone_is_not_imported(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    text = export_guide(guide_of(role_at("miller")))
    roles.merge(role_at("miller"), role_at("baker"), by=None)
    with pytest.raises(FixtureError, match=r"merged into baker\. Give \[role\] the address of that\."):
        import_guide(text.encode(), "miller.toml")
    baker = export_guide(guide_of(role_at("baker")))
    roles.delete(role_at("baker"), by=None)
    with pytest.raises(FixtureError, match="Bring that role back"):
        import_guide(baker.encode(), "baker.toml")


def test_overwriting_brings_back_a_role_that_editors_deleted_as_readers_saw_it(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    role = role_at("miller")
    roles.delete(role, by=None)
    report = load(tmp_path)
    assert (report.deleted, report.written) == (["miller"], [])
    assert Guide.objects.get(title="Baker").links.get().role == role
    assert load(tmp_path, overwrite=True).unchanged == ["Baker", "Miller"]
    assert Role.objects.published().get(pk=role.pk).slug == "miller"
