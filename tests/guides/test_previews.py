"""Previews by a signed link: what they show, to whom, for how long; and the comments that they take."""

import re
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.contrib.auth.models import User
from django.core.signing import TimestampSigner
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from guides import editions
from guides.export import export_guide
from guides.models import Comment, PreviewLink, Role
from guides.previews import address_of, token_of
from tests.factories import (
    guide_of,
    make_comment,
    make_draft,
    make_preview_link,
    make_question,
    make_role,
    make_section,
    make_tier,
)
from tests.guides.test_editions import fill
from tests.helpers import parse_html, text_of
from tests.test_garbage import VALUES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = ["", "ladder/", "job-description/"]


def main_of(response: HttpResponse) -> list[tuple[str, str, str]]:
    """The main content as tags with attributes and text, but for what only previews show."""
    found: list[tuple[str, str, str]] = []

    def walk(element: Element) -> None:
        is_own = set((element.get("class") or "").split()) & {"preview-bar", "comments"}
        if not is_own:
            words = " ".join((element.text or "").split())
            found.append((str(element.tag), str(sorted(element.attrib.items())), words))
            for child in element:
                walk(child)
        found.append(("after", "", " ".join((element.tail or "").split())) if not is_own else ("", "", ""))

    main = parse_html(response).find(".//main")
    assert main is not None
    walk(main)
    return [one for one in found if one != ("", "", "")]


@pytest.fixture
def role() -> Role:
    role = make_draft("baker", depth="full")
    fill(role)
    make_section(role, "definition", *[f"Bakes {number}." for number in range(6)], slug="what-it-is")
    make_section(role, "duties-primary", "Bakes bread.", slug="duties")
    make_question(role, "why")
    return role


@pytest.mark.parametrize("end", PAGES)
def test_a_preview_shows_what_readers_see_once_it_is_published(client: Client, role: Role, end: str) -> None:
    make_comment(role, "section_what-it-is", text="Zanzibar.")
    make_comment(role, "tier_tier-1", text="Zanzibar.")
    preview = client.get(f"{address_of(make_preview_link(role))}{end}")
    assert (preview.status_code, preview.content.count(b"Preview: not published")) == (200, 1)
    editions.publish(guide_of(role), by=None)
    published = client.get(f"/roles/baker/{end}")
    assert main_of(preview) == main_of(published)
    assert b"Zanzibar" not in published.content


@pytest.mark.parametrize("end", PAGES)
def test_a_preview_is_kept_and_indexed_by_nobody(client: Client, role: Role, end: str) -> None:
    link = make_preview_link(role)
    response = client.get(f"{address_of(link)}{end}")
    names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
    assert [response[name] for name in names] == ["no-store", "noindex, nofollow", "no-referrer"]
    html = response.content.decode()
    assert (not response.cookies, "Cookie" in response.get("Vary", "")) == (True, False)
    head = html.split("</head>")[0]
    assert '<meta name="robots" content="noindex, nofollow">' in head
    assert [one for one in ("canonical", "og:url", "ld+json", token_of(link)) if one in head] == []


def test_nothing_of_a_preview_stands_in_the_sitemap_or_in_robots(client: Client, role: Role) -> None:
    make_preview_link(role)
    for path in ("/sitemap.xml", "/robots.txt"):
        assert "preview" not in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "This link has expired: it worked until"),
        ({"revoked_at": timezone.now()}, "The editor has taken this link back."),
    ],
)
def test_a_link_that_has_expired_or_was_taken_back_says_what_to_do(
    client: Client, role: Role, change: dict[str, Any], words: str
) -> None:
    url = address_of(make_preview_link(role, **change))
    for response in (client.get(url), client.post(url, {"about": "page_", "name": "A", "text": "My words."})):
        text = text_of(parse_html(response))
        assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
        assert words in text and "ask the editor who sent you the link for a new one" in text
        assert "What a Baker does." not in text
    assert "My words." in text
    assert not Comment.objects.exists()


def test_a_link_is_over_once_its_edition_is_published_and_leads_on(client: Client, role: Role) -> None:
    url = address_of(make_preview_link(role))
    editions.publish(guide_of(role), by=None)
    response = client.get(url)
    assert (response.status_code, b'href="/roles/baker/"' in response.content) == (410, True)
    editions.withdraw(role, by=None)
    assert b'href="/roles/baker/"' not in client.get(url).content
    editions.discard(editions.working_copy(role, by=None), by=None)
    discarded = address_of(make_preview_link(role))
    assert b"This version of the guide was put aside" in client.get(discarded).content


def test_a_token_that_we_have_not_signed_leads_nowhere(client: Client, role: Role) -> None:
    link = make_preview_link(role)
    token, other = token_of(link), make_draft("miller")
    signer = TimestampSigner(salt="guides.preview", sep=".")
    forged = [
        *(token[:-1], token.upper(), token.replace(".", ":"), token.partition(".")[0], f"{token}.{token}"),
        TimestampSigner(salt="another", sep=".").sign_object({"link": link.pk, "guide": link.guide_id}),
        signer.sign_object({"link": link.pk, "guide": guide_of(other).pk}),
        signer.sign_object({"link": link.pk + 1, "guide": link.guide_id}),
        *(value.replace("/", "") for value in VALUES if value),
    ]
    for token in forged:
        for end in PAGES:
            response = client.get(f"/preview/{re.sub(r'[?#]', '', token)}/{end}".replace("%", "%25"))
            assert response.status_code == 404, token
            assert "What a Baker does." not in response.content.decode()


def test_a_signature_does_not_outlive_the_longest_link(
    client: Client, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = make_preview_link(role, expires_at=timezone.now() + timedelta(days=900))
    monkeypatch.setattr(TimestampSigner, "timestamp", lambda self: "1AAAAA")
    url = address_of(link)
    assert client.get(url).status_code == 410


def test_a_preview_has_no_pages_that_the_guide_has_not(client: Client) -> None:
    url = address_of(make_preview_link(make_draft("baker", depth="brief")))
    assert [client.get(f"{url}{end}").status_code for end in PAGES] == [200, 404, 404]


# Comments


def send(client: Client, url: str, about: str, **values: str) -> HttpResponse:
    return client.post(url, {"about": about, "name": "Dr. Crust", "text": "Too early.", **values})


@pytest.mark.parametrize(
    ("about", "end"),
    [
        ("page_", ""),
        ("section_what-it-is", ""),
        ("question_why", ""),
        ("pay_", ""),
        ("tier_tier-1", "ladder/"),
    ],
)
def test_an_expert_comments_on_a_part_and_finds_it_there(role: Role, about: str, end: str) -> None:
    client = Client(enforce_csrf_checks=True)
    url = f"{address_of(make_preview_link(role))}{end}"
    sent = send(client, url, about, text="Too early.\r\nBy an hour.")
    comment = Comment.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{url}#comment_{comment.pk}")
    assert (comment.anchor, comment.text, comment.link) == (
        about,
        "Too early.\nBy an hour.",
        PreviewLink.objects.get(),
    )
    box = parse_html(client.get(url)).find(f".//*[@id='comments_{about}']")
    assert box is not None
    assert "Dr. Crust" in text_of(box) and "Too early. By an hour." in text_of(box).replace(
        "early.By", "early. By"
    )
    assert box.find(".//input[@name='name']").get("value") == "Dr. Crust"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "Say who you are."),
        ({"text": ""}, "Write what you want to say."),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "a\0b"}, "Null characters are not allowed."),
        ({"text": "a\x07b"}, "Remove the control character U+0007."),
        ({"name": "x" * 151}, "at most 150 characters"),
        ({"text": "My words.\n\n  And more <b>"}, "HTML tags are not allowed"),
    ],
)
def test_a_comment_that_cannot_be_taken_stands_where_it_was_with_the_reason(
    client: Client, values: dict[str, str], message: str
) -> None:
    role = make_draft("baker")
    make_section(role, slug="what-it-is")
    url = address_of(make_preview_link(role))
    response = send(client, url, "section_what-it-is", **values)
    html = re.sub(r"[\0\x07]", "", response.content.decode())  # which no page may hold
    box = parse_html(html).find(".//*[@id='comments_section_what-it-is']")
    assert box is not None
    assert (response.status_code, message in text_of(box), Comment.objects.count()) == (200, True, 0)
    words = box.find(".//textarea").text or ""  # type: ignore[union-attr]
    assert words == re.sub(r"[\0\x07]", "", values.get("text", "Too early."))


def test_a_comment_on_what_is_not_there_is_kept_for_the_whole_page(client: Client) -> None:
    url = address_of(make_preview_link(make_draft("baker")))
    garbage = ("", "\0", "<script>alert(1)</script>", "9" * 40, "x" * 5000, "_", "section_\0", "\U0001f35e")
    for about in (*garbage, "section_gone", "section_", "page_x", "tier_what-it-is", "band_1"):
        response = send(client, url, about)
        assert (response.status_code, Comment.objects.count()) == (200, 0), about
        box = parse_html(response).find(".//*[@id='comments_page_']")
        assert box is not None and box.find(".//textarea").text == "Too early."  # type: ignore[union-attr]


def test_two_hundred_comments_are_all_that_a_link_takes(client: Client) -> None:
    role = make_draft("baker")
    link = make_preview_link(role)
    Comment.objects.bulk_create(
        Comment(guide=link.guide, part="page", name="A", text="B", link=link) for _ in range(199)
    )
    assert send(client, address_of(link), "page_").status_code == 302
    refused = send(client, address_of(link), "page_")
    assert (b"200 comments were left by this link" in refused.content, Comment.objects.count()) == (True, 200)
    assert send(client, address_of(make_preview_link(role)), "page_").status_code == 302


def test_a_comment_on_a_part_that_is_gone_stands_with_the_page(client: Client, role: Role) -> None:
    make_comment(role, "section_gone", text="Zanzibar.")
    box = parse_html(client.get(address_of(make_preview_link(role)))).find(".//*[@id='comments_page_']")
    assert box is not None and "on a part that is no longer in the guide Zanzibar." in text_of(box)


def test_comments_stay_with_the_edition_that_they_were_left_on(role: Role) -> None:
    comment = make_comment(role)
    editions.publish(guide_of(role), by=None)
    copy = editions.working_copy(role, by=None)
    assert (comment.guide.comments.count(), copy.comments.count(), copy.preview_links.count()) == (1, 0, 0)


def test_no_export_holds_what_was_said(role: Role) -> None:
    make_comment(role, text="Zanzibar.", link=make_preview_link(role, note="Zanzibar"))
    assert "Zanzibar" not in export_guide(guide_of(role))


def test_an_editor_who_has_such_a_link_is_nobody_there(role: Role) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    url = address_of(make_preview_link(role))
    assert client.get(url).content == Client().get(url).content
    send(client, url, "page_")
    assert Comment.objects.get().name == "Dr. Crust"


def test_a_preview_costs_few_queries(client: Client, role: Role, django_assert_num_queries: Any) -> None:
    make_comment(role, "section_what-it-is")
    url = address_of(make_preview_link(role))
    # The link, whether there is a ladder, the comments, the sections that they name, the link's last comment, and
    # the 15 of the page but for its role.
    with django_assert_num_queries(5 + 14):
        client.get(url)


def test_links_and_comments_of_others_show_in_no_preview(client: Client, role: Role) -> None:
    other = make_role("miller")
    make_tier(other)
    make_comment(other, "section_what-it-is", text="Zanzibar.")
    assert b"Zanzibar" not in client.get(address_of(make_preview_link(role))).content
