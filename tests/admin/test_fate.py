"""Roles merged, taken apart, deleted and brought back by the admin's own forms; what becomes of their addresses."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client

from guides import editions, roles
from guides.editions import EditionError
from guides.loading import FixtureError, load
from guides.models import Address, Guide, Role
from tests.admin.forms import change_url, delete, delete_all, errors_of, form_of, save
from tests.admin.test_editions import bar, content_of_tables, in_group, said, step
from tests.factories import guide_of, make_draft, make_family, make_link, make_role, make_tier
from tests.fixture_tree import TREE, write_tree
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


def merge(client: Client, role: Role, into: Role) -> Any:
    """Choose, look, agree."""
    url = f"/admin/guides/role/{role.pk}/merge/"
    seen = client.get(url, {"into": into.pk}).context["seen"]
    return client.post(url, {"into": into.pk, "seen": seen}, follow=True)


def found(role: Role) -> Role:
    return Role.objects.get(pk=role.pk)


# Twenty addresses


class Twenty:
    """Five roles that are renamed three times each, and what their twenty addresses should answer."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.roles = [make_role(f"role-{number}") for number in range(5)]
        for role in self.roles:
            make_tier(role)
        # Where the addresses that each role began with lead now: to a role, or to nothing.
        self.lead: list[int | None] = [0, 1, 2, 3, 4]
        self.current = {number: f"role-{number}" for number in range(5)}

    def slugs(self, number: int) -> list[str]:
        return [f"role-{number}", *(f"role-{number}-{turn}" for turn in range(3))]

    def rename(self, turn: int) -> None:
        for number, role in enumerate(self.roles):
            new = f"role-{number}-{turn}"
            if number:
                role.address = Address.objects.create(slug=new, role=role)
                role.save()
            else:  # one of them as editors do it, whose way is longer
                rows = {"addresses-TOTAL_FORMS": turn + 2, f"addresses-{turn + 1}-slug": new}
                save(self.client, role, **rows)
                save(self.client, role, address=str(Address.objects.get(slug=new).pk))
            self.current[number] = new

    def check(self) -> None:
        wrong = []
        for number, lead in enumerate(self.lead):
            for slug in self.slugs(number):
                if not Address.objects.filter(slug=slug).exists():
                    continue  # its turn comes
                for below in ("", "ladder/"):
                    answer = self.client.get(f"/roles/{slug}/{below}")
                    now = None if lead is None else f"/roles/{self.current[lead]}/{below}"
                    expected = (410, "") if now is None else (301, now)
                    if now == f"/roles/{slug}/{below}":
                        expected = (200, "")
                    if (answer.status_code, answer.get("Location", "")) != expected:
                        wrong.append((slug, below, answer.status_code, answer.get("Location")))
        assert wrong == []


def test_twenty_addresses_answer_in_one_hop_or_410_whatever_becomes_of_their_roles(
    admin_client: Client, tmp_path: Path
) -> None:
    twenty = Twenty(admin_client)
    one, two, three, four, _ = twenty.roles
    for turn in range(3):
        twenty.rename(turn)
        twenty.check()
    merge(admin_client, one, two)
    twenty.lead[0] = 1
    twenty.check()
    merge(admin_client, two, three)
    twenty.lead[0] = twenty.lead[1] = 2
    twenty.check()
    step(admin_client, four, "withdraw")
    twenty.lead[3] = None
    twenty.check()
    delete(admin_client, three)
    delete_all(admin_client, [four])
    twenty.lead[:4] = [None] * 4
    twenty.check()
    nothing_is_reused(admin_client, [slug for number in range(5) for slug in twenty.slugs(number)], tmp_path)
    for role in (three, four):
        step(admin_client, role, "bring-back")
    twenty.check()
    for role in (three, four):
        step(admin_client, role, "publish-again")
    twenty.lead[:4] = [2, 2, 2, 3]
    twenty.check()
    step(admin_client, two, "take-apart")
    step(admin_client, two, "publish-again")
    twenty.lead[1] = 1
    twenty.check()


def nothing_is_reused(client: Client, slugs: list[str], root: Path) -> None:
    """Neither as another address of a role, nor as that of a new one, nor in the fixture files."""
    before = list(Address.objects.values_list("slug", "role"))
    stranger = make_draft("stranger")
    rows = {f"addresses-{place}-slug": slug for place, slug in enumerate(slugs, 1)}
    data = form_of(client, change_url(stranger)) | rows | {"addresses-TOTAL_FORMS": len(slugs) + 1}
    errors = errors_of(client.post(change_url(stranger), data))
    assert errors == {name: ["This address is taken; addresses are never reused."] for name in rows}
    for slug in slugs[::7]:
        data = form_of(client, "/admin/guides/role/add/")
        data |= {"family": make_family().pk, "addresses-0-slug": slug}
        assert errors_of(client.post("/admin/guides/role/add/", data)).keys() == {"addresses-0-slug"}
    others = "\n".join(f'[[address]]\nslug = "{slug}"' for slug in slugs)
    taking = {"roles/miller/role.toml": f"{TREE['roles/miller/role.toml']}\n{others}"}
    with pytest.raises(FixtureError) as refused:
        load(write_tree(root, taking))
    assert [one.reason.partition(";")[2] for one in refused.value.problems] == [
        " addresses are never reused."
    ] * len(slugs)
    stranger.delete()
    assert list(Address.objects.values_list("slug", "role")) == before


# Merging


def test_before_a_merge_its_page_says_what_happens(client: Client) -> None:
    in_group(client, "Publishers")
    cook, chef, waiter = make_role("cook"), make_role("chef"), make_role("waiter")
    Address.objects.create(slug="line-cook", role=cook)
    make_link(waiter, "Cook", role=cook)
    make_tier(waiter, "senior", title="Senior", role=cook)
    editions.working_copy(cook, by=None)
    before = content_of_tables()
    page = client.get(f"/admin/guides/role/{cook.pk}/merge/", {"into": chef.pk})
    told = [text_of(item) for item in parse_html(page).iter("li")]
    assert told[-8:] == [
        "/roles/cook/ leads to /roles/chef/, and so do the pages below it",
        "/roles/line-cook/ leads to /roles/chef/, and so do the pages below it",
        "Waiter: Related and often confused: Cook leads to chef",
        "Waiter: Senior leads to chef",
        "They find Chef in place of Cook, whose guide shows no more.",
        "“Cook” becomes another title of the role that stays. You can change that on its page.",
        "Of its figures and texts nothing moves: copy what is worth keeping into the guide that stays.",
        "The working copy, Cook, is put aside with its editions.",
    ]
    assert content_of_tables() == before


def test_a_merged_role_leads_to_the_one_that_stays_and_is_kept(client: Client) -> None:
    in_group(client, "Publishers")
    cook, chef = make_role("cook"), make_role("chef")
    response = merge(client, cook, chef)
    assert response.redirect_chain == [(change_url(chef), 302)]
    assert said(response) == ["Merged: the addresses of cook lead to chef."]
    assert bar(client, cook).startswith("Merged into chef. Its addresses lead there.")
    assert {address.slug: address.title for address in chef.addresses.all()} == {"chef": "", "cook": "Cook"}
    page = client.get(change_url(guide_of(cook)))
    assert page.context["title"] == "View guide"
    exported = client.get(f"/admin/guides/guide/{guide_of(cook).pk}/export/").content.decode()
    assert '[role]\naddress = "cook"' in exported
    assert client.get(f"/admin/guides/role/{cook.pk}/editions/").status_code == 200


@pytest.mark.parametrize("into", ["", "x", "\0", "9" * 20, "own", "deleted", "merged"])
def test_a_merge_into_nothing_that_could_stay_is_refused_at_its_field(
    admin_client: Client, into: str
) -> None:
    cook, gone, other, chef = (make_role(slug) for slug in ("cook", "gone", "other", "chef"))
    roles.delete(gone, by=None)
    roles.merge(other, chef, by=None)
    key = {"own": cook.pk, "deleted": gone.pk, "merged": other.pk}.get(into, into)
    before = content_of_tables()
    for send in (admin_client.get, admin_client.post):
        page = send(f"/admin/guides/role/{cook.pk}/merge/", {"into": key, "seen": "\0" * 9})
        assert (page.status_code, len(page.context["form"].errors["into"])) == (200, 1)
    assert content_of_tables() == before


@pytest.mark.parametrize("seen", ["", "\0", "None"])
def test_nothing_is_merged_that_its_editor_has_not_seen(admin_client: Client, seen: str) -> None:
    cook, chef = make_role("cook"), make_role("chef")
    page = admin_client.post(f"/admin/guides/role/{cook.pk}/merge/", {"into": chef.pk, "seen": seen})
    assert page.context["error"] == roles.CHANGED
    assert found(cook).merged_into is None


def test_a_role_that_readers_see_is_not_merged_into_one_that_they_do_not(admin_client: Client) -> None:
    response = merge(admin_client, make_role("cook"), make_draft("chef"))
    assert response.context["error"] == (
        "Readers do not see chef: they would lose both roles. Publish it first."
    )
    assert admin_client.get("/roles/cook/").status_code == 200


def test_a_merge_is_undone_unless_an_address_is_in_use_by_the_role_that_stayed(admin_client: Client) -> None:
    cook, chef = make_role("cook"), make_role("chef")
    Address.objects.create(slug="a-cook", role=cook)
    before = Address.objects.order_by("pk").values_list("slug", "role", "title")
    then = list(before)
    merge(admin_client, cook, chef)
    save(admin_client, chef, address=str(Address.objects.get(slug="a-cook").pk))
    refusal = "a-cook uses one of its addresses. Choose another address for a-cook first."
    assert said(step(admin_client, cook, "take-apart"))[-1] == refusal
    save(admin_client, chef, address=str(Address.objects.get(slug="chef").pk))
    step(admin_client, cook, "take-apart")
    assert (list(before), found(cook).slug) == (then, "cook")
    refusal = "This role was not merged into another one."
    assert said(step(admin_client, cook, "take-apart")) == [refusal]


# Deleting


def test_whoever_may_publish_deletes_a_role_and_brings_it_back_whole(client: Client) -> None:
    publisher = in_group(client, "Publishers")
    role, draft = make_role("baker"), make_draft("draft", summary="Hours of work.")
    guide = guide_of(role)
    asked = client.get(f"/admin/guides/role/{role.pk}/delete/", follow=True).content.decode()
    assert "brings it back whole" in asked
    delete(client, role)
    delete_all(client, [draft])
    assert list(Role.objects.present()) == []
    assert (client.get("/roles/baker/").status_code, client.get("/roles/draft/").status_code) == (410, 404)
    assert bar(client, role).startswith("Deleted on")
    assert found(role).edited_by == publisher
    step(client, role, "bring-back")
    step(client, role, "publish-again")
    assert (found(role).published, found(role).slug) == (guide, "baker")
    assert client.get("/roles/baker/").status_code == 200
    step(client, draft, "bring-back")
    assert found(draft).guides.working().get().summary == "Hours of work."
    assert said(step(client, draft, "bring-back")) == ["This role was not deleted."]


def test_deleted_roles_are_listed_where_they_are_asked_for_and_offered_nowhere(admin_client: Client) -> None:
    kept, gone, merged = make_role("kept"), make_role("gone"), make_role("merged")
    roles.delete(gone, by=None)
    roles.merge(merged, kept, by=None)

    def listed(query: str = "") -> list[Role]:
        return list(admin_client.get(f"/admin/guides/role/{query}").context["cl"].result_list)

    assert (listed(), listed("?published=yes"), listed("?published=no")) == ([kept], [kept], [])
    assert (listed("?published=deleted"), listed("?published=merged")) == ([gone], [merged])
    link = '<a href="/admin/guides/role/?published=deleted">Deleted roles (1)</a>'
    assert link in admin_client.get("/admin/guides/role/").content.decode()
    url = "/admin/autocomplete/?app_label=guides&model_name=link&field_name=role&term="
    assert [one["id"] for one in admin_client.get(url).json()["results"]] == [str(kept.pk)]


@pytest.mark.parametrize("fate", ["deleted", "merged"])
def test_nothing_of_a_role_that_is_gone_is_changed_but_by_bringing_it_back(
    admin_client: Client, fate: str
) -> None:
    role, other = make_role("baker"), make_role("other")
    editions.working_copy(role, by=None)
    guide = guide_of(role)
    roles.delete(role, by=None) if fate == "deleted" else roles.merge(role, other, by=None)
    before = content_of_tables()
    assert admin_client.get(change_url(role)).context["title"] == "View role"
    assert admin_client.post(change_url(role), {"family": "1"}).status_code == 409
    for name in ("withdraw", "publish-again", "merge", "delete"):
        step(admin_client, role, name, into=str(other.pk), post="yes")
    for one in role.guides.all():
        for name in ("edit", "restore", "submit", "reopen", "publish", "discard"):
            step(admin_client, one, name)
    step(admin_client, role, "take-apart" if fate == "deleted" else "bring-back")
    add = form_of(admin_client, "/admin/guides/guide/add/")
    add |= {"role": role.pk, "title": "New", "summary": "New."}
    assert errors_of(admin_client.post("/admin/guides/guide/add/", add)).keys() == {"role"}
    with pytest.raises(EditionError, match=f"This role was {fate}"):
        editions.restore(guide, by=None)
    assert content_of_tables() == before


def test_an_editor_merges_deletes_and_brings_back_nothing(client: Client) -> None:
    in_group(client, "Editors")
    role, other = make_role("baker"), make_role("other")
    for name in ("merge", "take-apart", "bring-back", "delete"):
        answer = client.post(f"/admin/guides/role/{role.pk}/{name}/", {"into": other.pk, "post": "yes"})
        assert answer.status_code == 403
    editor = User.objects.get(username="editors")
    for act in (roles.delete, roles.bring_back, roles.take_apart):
        with pytest.raises(PermissionDenied):
            act(role, by=editor)
    assert found(role).published is not None


def test_a_role_deleted_by_two_at_once_is_deleted_once(admin_client: Client) -> None:
    role = make_role("baker")
    asked = admin_client.get(f"/admin/guides/role/{role.pk}/delete/", follow=True).redirect_chain[-1][0]
    roles.delete(role, by=None)
    assert admin_client.post(asked, {"post": "yes"}).status_code == 403
    assert Guide.objects.count() == 1


def test_what_readers_saw_last_is_not_called_published_once_they_do_not_see_it(admin_client: Client) -> None:
    role, into = make_role(), make_role("cook")
    page = "/admin/guides/role/{}/change/"
    assert "</a> (published)" in admin_client.get(page.format(role.pk)).content.decode()
    roles.merge(role, into, by=None)
    assert "</a> (published before)" in admin_client.get(page.format(role.pk)).content.decode()
    assert "Not shown to readers now," in bar(admin_client, role.guides.get())
