"""Previews for editors, the links that they make, the comments beside each part, and who else has a guide open."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from guides import editions
from guides.admin.presence import LAPSES_AFTER
from guides.groups import make_groups
from guides.models import Comment, Presence, PreviewLink, Role
from guides.previews import link_of
from tests.admin.forms import change_url, form_of
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_comment,
    make_draft,
    make_preview_link,
    make_question,
    make_section,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def member(name: str, group: str = "Editors", **values: Any) -> Client:
    make_groups()
    user = User.objects.create_user(name, is_staff=True, **values)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def role() -> Role:
    role = make_draft("baker")
    tier = make_tier(role)
    make_section(role, "definition", "Bakes.", slug="what-it-is")
    make_section(role, "tier-duties", "Kneads.", slug="duties", tier=tier)
    make_question(role, "why")
    make_band(role)
    make_claim(role)
    return role


def parts(role: Role) -> dict[str, Model]:
    guide = guide_of(role)
    return {
        "": guide,
        "#what-it-is": guide.sections.get(slug="what-it-is"),
        "ladder/#duties": guide.sections.get(slug="duties"),
        "ladder/#junior": guide.tiers.get(),
        "#question-why": guide.questions.get(),
    }


def box(client: Client, row: Model, name: str) -> str:
    """The text of the element with this id on the row's page; empty where there is none."""
    found = parse_html(client.get(change_url(row))).find(f".//*[@id='{name}']")
    return "" if found is None else text_of(found)


# Preview


def test_preview_leads_from_each_form_to_its_place_on_the_page(role: Role) -> None:
    client = member("ann")
    base = f"/admin/guides/guide/{guide_of(role).pk}/preview/"
    for place, row in parts(role).items():
        assert client.get(change_url(row)).context["standing"]["urls"]["preview"] == f"{base}{place}"
        page, _, anchor = f"{base}{place}".partition("#")
        assert not anchor or f' id="{anchor}"' in client.get(page).content.decode()


def test_what_readers_see_is_read_where_they_read_it(role: Role) -> None:
    client, guide = member("ann"), guide_of(role)
    editions.publish(guide, by=None)
    assert client.get(f"/admin/guides/guide/{guide.pk}/preview/")["Location"] == "/roles/baker/"
    assert "preview" not in client.get(change_url(guide)).context["standing"]["urls"]


def test_an_editor_comments_in_the_preview_by_name(role: Role) -> None:
    client = member("ann", first_name="Ann", last_name="Oven")
    url = f"/admin/guides/guide/{guide_of(role).pk}/preview/"
    sent = client.post(url, {"about": "section_what-it-is", "text": "Too short.", "name": "Mallory"})
    comment = Comment.objects.get()
    assert sent["Location"] == f"{url}#comment_{comment.pk}"
    assert (comment.name, comment.anchor, comment.link) == ("Ann Oven", "section_what-it-is", None)
    assert "no-store" in client.get(url)["Cache-Control"]


def test_an_editors_comment_needs_a_token_against_forgery(role: Role) -> None:
    client = member("ann")
    client.handler.enforce_csrf_checks = True
    url = f"/admin/guides/guide/{guide_of(role).pk}/preview/"
    assert client.post(url, {"about": "page_", "text": "Forged."}).status_code == 403
    token = parse_html(client.get(url)).find(".//input[@name='csrfmiddlewaretoken']")
    assert token is not None
    client.post(url, {"about": "page_", "text": "Meant.", "csrfmiddlewaretoken": token.get("value")})
    assert [comment.text for comment in Comment.objects.all()] == ["Meant."]


def test_an_older_edition_is_looked_at_without_comments(role: Role) -> None:
    guide = guide_of(role)
    editions.publish(guide, by=None)
    editions.publish(editions.working_copy(role, by=None), by=None)
    client, url = member("ann"), f"/admin/guides/guide/{guide.pk}/preview/"
    page = client.get(url).content.decode()
    assert ("An older edition" in page, "<textarea" in page) == (True, False)
    assert client.post(url, {"about": "page_", "text": "Late."}).status_code == 403


def test_who_may_only_look_comments_and_neither_makes_links_nor_marks(
    client: Client, viewer: User, role: Role
) -> None:
    client.force_login(viewer)
    guide, comment, link = guide_of(role), make_comment(role), make_preview_link(role)
    base = f"/admin/guides/guide/{guide.pk}"
    assert client.post(f"{base}/preview/", {"about": "page_", "text": "Fine."}).status_code == 302
    for path in (f"{base}/preview-links/", f"{base}/open/"):
        assert client.post(path, {"note": "Me", "days": "3"}).status_code == 403
    for path in (f"comment/{comment.pk}/done", f"preview-link/{link.pk}/revoke"):
        assert client.post(f"/admin/guides/guide/{path}/").status_code == 403
    page = client.get(change_url(guide))
    assert (page.context["renew_url"], Presence.objects.count()) == ("", 0)
    assert (b"Mark done" in page.content, b"Ask an expert" in page.content) == (False, False)


# Links


def test_a_link_is_made_for_somebody_and_taken_back(role: Role) -> None:
    client, guide = member("ann"), guide_of(role)
    url = f"/admin/guides/guide/{guide.pk}/preview-links/"
    assert client.get(url).context["form"]["days"].value() == 14
    client.post(url, {"note": "Dr. Crust", "days": "3"})
    link = PreviewLink.objects.get()
    assert timedelta(days=2.9) < link.expires_at - timezone.now() < timedelta(days=3)
    [(_, address)] = client.get(url).context["links"]
    site, _, path = address.partition("/preview/")
    assert (site, link_of(path.strip("/"))) == ("http://127.0.0.1:8000", link)
    assert Client().get(f"/preview/{path}").status_code == 200
    client.post(f"/admin/guides/guide/preview-link/{link.pk}/revoke/")
    assert Client().get(f"/preview/{path}").status_code == 410
    assert client.get(url).context["links"] == [(link, "")]


@pytest.mark.parametrize("days", ["0", "61", "-1", "9" * 30, "x", "", "1.5", "\0"])
def test_a_link_works_for_one_to_sixty_days(role: Role, days: str) -> None:
    url = f"/admin/guides/guide/{guide_of(role).pk}/preview-links/"
    response = member("ann").post(url, {"note": "Dr. Crust", "days": days})
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["days"])


def test_a_link_says_for_whom_it_is(role: Role) -> None:
    client, url = member("ann"), f"/admin/guides/guide/{guide_of(role).pk}/preview-links/"
    for note in ("", " ", "\0", "x" * 121, "two\nlines", "<b>"):
        assert list(client.post(url, {"note": note, "days": "3"}).context["form"].errors) == ["note"]


def test_no_link_is_made_to_what_is_no_working_copy(role: Role) -> None:
    client, guide = member("ann"), guide_of(role)
    open_link = make_preview_link(role)
    editions.publish(guide, by=None)
    url = f"/admin/guides/guide/{guide.pk}/preview-links/"
    assert client.post(url, {"note": "Dr. Crust", "days": "3"}).context["form"] is None
    assert client.get(url).context["links"] == [(open_link, "")]


# Comments


def test_comments_stand_beside_their_part_and_all_on_the_guides_page(role: Role) -> None:
    client = member("ann")
    anchors = [
        "page_",
        "section_what-it-is",
        "section_duties",
        "tier_junior",
        "question_why",
        "pay_",
        "tier_gone",
    ]
    for anchor in anchors:
        make_comment(role, anchor, text=f"On {anchor}.")
    guide = guide_of(role)
    rows = {
        "section_what-it-is": guide.sections.get(slug="what-it-is"),
        "section_duties": guide.sections.get(slug="duties"),
        "tier_junior": guide.tiers.get(),
        "question_why": guide.questions.get(),
        "pay_": guide.bands.get(),
    }
    for anchor, row in rows.items():
        shown = box(client, row, "comments")
        assert [one for one in anchors if f"On {one}." in shown] == [anchor]
    assert box(client, guide.claims.get(), "comments") == ""
    whole = box(client, guide, "comments")
    assert whole.startswith("Comments: 7 open")
    assert [one for one in anchors if f"On {one}." in whole] == anchors
    assert "Section: On definition" in whole and "Step that is no longer here: gone" in whole


def test_an_editor_marks_a_comment_done_and_open_again(role: Role) -> None:
    client, section = member("ann"), parts(role)["#what-it-is"]
    comment = make_comment(role, "section_what-it-is")
    url = f"/admin/guides/guide/comment/{comment.pk}/done/"
    assert client.post(url)["Location"] == f"{change_url(section)}#comments"
    comment.refresh_from_db()
    assert (comment.done_at is None, str(comment.done_by)) == (False, "ann")
    assert box(client, section, "comments").startswith("Comments 1 done")
    sent = client.post(url, {"again": "1", "guide": "1"})
    comment.refresh_from_db()
    assert (sent["Location"], comment.done_at, comment.done_by) == (
        f"{change_url(guide_of(role))}#comments",
        None,
        None,
    )


def test_open_comments_stand_on_the_first_page(role: Role) -> None:
    client = member("ann")
    make_comment(role, "pay_")
    make_comment(role, done_at=timezone.now())
    make_comment(make_draft("miller"), done_at=timezone.now())
    panel = next(one for one in client.get("/admin/").context["panels"] if one.title == "Open comments")
    [entry] = panel.entries
    assert (entry.name, entry.url) == ("Baker", f"{change_url(guide_of(role))}#comments")
    assert entry.note.startswith("1 comment, ")


@pytest.mark.parametrize("key", ["0", "9" * 40, "99999999999999999999"])
def test_keys_of_nothing_lead_nowhere(admin_client: Client, key: str) -> None:
    for path in ("comment/{}/done", "preview-link/{}/revoke", "{}/open"):
        assert admin_client.post(f"/admin/guides/guide/{path.format(key)}/").status_code == 404
    for path in ("{}/preview", "{}/preview/ladder", "{}/preview-links"):
        assert admin_client.get(f"/admin/guides/guide/{path.format(key)}/").status_code == 404


# Who else has it open


def test_whoever_opens_a_form_second_reads_who_was_there(role: Role) -> None:
    ann, bob = member("ann", first_name="Ann"), member("bob")
    assert box(ann, guide_of(role), "others-here") == ""
    since = timezone.localtime(Presence.objects.get().since)
    said = f"Ann has this guide open (since {since:%H:%M})."
    for row in (guide_of(role), guide_of(role).claims.get()):
        assert box(bob, row, "others-here") == said
    adding = bob.get(f"/admin/guides/question/add/?guide={guide_of(role).pk}")
    assert adding.context["others_here"] == said
    assert Presence.objects.count() == 2


def test_whoever_was_not_seen_for_ten_minutes_has_gone(role: Role) -> None:
    guide, other = guide_of(role), guide_of(make_draft("miller"))
    ann, bob = member("ann"), member("bob")
    for client, one in ((ann, guide), (ann, other), (bob, other)):
        client.get(change_url(one))
    long_ago = timezone.now() - LAPSES_AFTER
    Presence.objects.filter(user__username="ann").update(since=long_ago, seen_at=long_ago)
    assert box(bob, guide, "others-here") == ""
    assert sorted(Presence.objects.values_list("user__username", "guide")) == [
        ("bob", guide.pk),
        ("bob", other.pk),
    ]
    assert box(ann, guide, "others-here").startswith("bob has this guide open")
    assert Presence.objects.get(user__username="ann").since > long_ago


def test_an_open_form_says_so_every_minute(role: Role) -> None:
    ann, bob, guide = member("ann"), member("bob"), guide_of(role)
    ann.get(change_url(guide))
    before = Presence.objects.get()
    url = bob.get(change_url(guide)).context["renew_url"]
    assert bob.post(url).content.decode().startswith("ann has this guide open")
    assert ann.post(url).content.decode().startswith("bob has this guide open")
    after = Presence.objects.get(pk=before.pk)
    assert (after.since, after.seen_at > before.seen_at) == (before.since, True)


def test_nobody_has_what_is_published_open(role: Role) -> None:
    ann, guide = member("ann"), guide_of(role)
    editions.publish(guide, by=None)
    page = ann.get(change_url(guide))
    assert (page.context["renew_url"], Presence.objects.count()) == ("", 0)


def test_the_notice_costs_a_query_to_read_and_one_to_write(
    role: Role, django_assert_num_queries: Any
) -> None:
    ann, guide = member("ann"), guide_of(role)
    ann.get(change_url(guide))
    # The session, the editor, what he may as a member and by himself, the guide; then the two.
    with django_assert_num_queries(5 + 2):
        ann.post(f"/admin/guides/guide/{guide.pk}/open/")


def test_a_form_opened_meanwhile_is_no_change_that_keeps_a_role_from_being_deleted(
    admin_client: Client, role: Role
) -> None:
    asked = admin_client.get(f"/admin/guides/role/{role.pk}/delete/", follow=True)
    member("ann").get(change_url(guide_of(role)))
    assert "resence" not in text_of(parse_html(asked))
    admin_client.post(asked.redirect_chain[-1][0], {"post": "yes"})
    assert not Role.objects.present().filter(pk=role.pk).exists()


def test_a_save_is_taken_whoever_else_has_the_guide_open(role: Role) -> None:
    ann, bob, question = member("ann"), member("bob"), parts(role)["#question-why"]
    data = form_of(ann, change_url(question))
    bob.get(change_url(question))
    make_comment(role, "question_why")
    assert ann.post(change_url(question), {**data, "answer": "So."}).status_code == 302
