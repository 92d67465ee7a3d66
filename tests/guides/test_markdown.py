"""The little Markdown of longer prose: what readers see of it, and that nothing else gets through."""

import pytest
from django.test import Client
from django.utils.html import linebreaks

from guides.markdown import to_html, to_text
from guides.models import SearchEntry
from guides.search import index_guide
from tests.factories import guide_of, make_disagreement, make_question, make_role, make_section, make_tier
from tests.helpers import parse_html, text_of

MARKED = "Ovens are **hot**.\n\n- flour\n- [yeast](/skills/)"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*Why* and **how**", "<p><em>Why</em> and <strong>how</strong></p>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("[here](/roles/) *x*", '<p><a href="/roles/">here</a> <em>x</em></p>'),
        ("[out](https://a.example/?b=1)", '<p><a href="https://a.example/?b=1">out</a></p>'),
        ('[a](/b "titled")', '<p><a href="/b">a</a></p>'),
        (r"5 \* 3 and snake_case", "<p>5 * 3 and snake_case</p>"),
    ],
)
def test_emphasis_lists_and_links_are_marked_up(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "> no quotation",
        "|no|table|\n|-|-|",
        "`no code` and ~~no line~~",
        "https://no.example/",
        "a < b & c > d \"e\" 'f'",
        "one\n\ntwo\nthree",
    ],
)
def test_a_text_without_marks_stays_what_it_was(text: str) -> None:
    assert (to_html(text), to_text(text)) == (linebreaks(text, autoescape=True), text)


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "http://a.example"),
        *(
            "//a.example",
            "///a.example",
            "&#106;avascript:x",
            "https:a",
            "/\t/a.example",
            "mailto:a@b.example",
        ),
    ],
)
def test_a_link_leads_to_own_pages_or_to_https_alone(address: str) -> None:
    assert "<a" not in to_html(f"*x* [a]({address}) ![a]({address}) <{address}>")


def test_html_among_the_marks_is_text() -> None:
    html = to_html("*x* <script>alert(1)</script> <img src=x onerror=y> &lt;b&gt;")
    assert "<script" not in html
    assert "<img" not in html
    assert "&amp;lt;b" in html


def test_words_alone_read_as_sentences() -> None:
    assert to_text(f"{MARKED}\n\nThat is *all*.") == "Ovens are hot.\n\nflour; yeast.\n\nThat is all."


@pytest.mark.django_db
def test_readers_see_the_marks_worked_in_and_the_notes_behind_the_last_word(client: Client) -> None:
    role = make_role()
    make_section(role, "definition", introduction=MARKED)
    make_question(role, answer="At **three**.\n\nOr\n\n1. at four")
    make_disagreement(role, "hours", explanation=MARKED)
    html = client.get("/roles/baker/").content.decode()
    note = '<sup><a href="#source-1" aria-label="Source 1">1</a></sup>'
    assert f'<li><a href="/skills/">yeast</a>{note}</li>\n</ul></div>' in html
    assert f"<li>at four{note}</li>\n</ol></div>" in html
    parse_html(html)


@pytest.mark.django_db
def test_where_no_html_can_stand_the_words_stand_alone(client: Client) -> None:
    role = make_role()
    make_tier(role, plain=True)
    make_section(role, "definition", "One bakes.", introduction=MARKED)
    make_section(role, "progression", introduction="Up *soon*.")
    make_question(role, answer="Yes, **all**.")
    guide = guide_of(role)
    index_guide(guide)
    bodies = SearchEntry.objects.filter(guide=guide).values_list("body", flat=True)
    assert {"Yes, all.", "Ovens are hot.\n\nflour; yeast.\nOne bakes.", "Up soon."} <= set(bodies)
    for page in ("/roles/baker/ladder/", "/roles/baker/job-description.txt", "/compare.csv?role=baker"):
        body = client.get(page).content.decode()
        assert "*" not in body.replace("*/", ""), page
    assert "Up soon." in text_of(parse_html(client.get("/roles/baker/ladder/")))
