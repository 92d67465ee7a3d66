"""Words that are not saved yet: what the server does so that none is lost."""

import pytest
from django.test import Client

from tests.admin.forms import change_url, form_of
from tests.factories import make_draft, make_question, make_section
from tests.helpers import parse_html

pytestmark = pytest.mark.django_db
NUMBER = "0123456789abcdef"


def kept_by(client: Client) -> str:
    cookie = client.cookies.get("saved_words")
    return cookie.value if cookie else ""


def test_a_save_tells_the_script_which_words_it_need_not_keep(admin_client: Client) -> None:
    url = change_url(make_question(make_draft()))
    for number in (NUMBER, "f" * 16):
        admin_client.post(url, form_of(admin_client, url) | {"answer": number, "_words": number})
    assert kept_by(admin_client) == f"{NUMBER}.{'f' * 16}"


@pytest.mark.parametrize("number", ["", "x", "\0", "0" * 17, NUMBER.upper(), f"{NUMBER};a=b"])
def test_a_number_that_is_none_is_not_told(admin_client: Client, number: str) -> None:
    url = change_url(make_question(make_draft()))
    admin_client.post(url, form_of(admin_client, url) | {"_words": number})
    assert kept_by(admin_client) == ""


def test_a_refused_save_is_not_told_and_keeps_its_number(admin_client: Client) -> None:
    url = change_url(make_question(make_draft()))
    response = admin_client.post(url, form_of(admin_client, url) | {"answer": "", "_words": NUMBER})
    marks = [one for one in parse_html(response).iter("input") if one.get("name") == "_words"]
    assert ([one.get("value") for one in marks], kept_by(admin_client)) == ([NUMBER], "")


def test_who_was_signed_out_meanwhile_sees_every_word_and_the_way_back(client: Client) -> None:
    url = change_url(make_question(make_draft()))
    sent = {
        "_words": "",
        "answer": "At <b>three</b>.",
        "csrfmiddlewaretoken": "hidden",
        "points-0-id": "12345",
    }
    response = client.post(url, sent)
    page = parse_html(response)
    assert response.status_code == 403
    assert [one.text for one in page.iter("textarea")] == ["At <b>three</b>."]
    assert f"/admin/login/?next={url}" in [one.get("href") for one in page.iter("a")]
    assert "no-store" in response["Cache-Control"]


def test_whoever_sends_no_form_is_led_to_sign_in(client: Client) -> None:
    url = change_url(make_question(make_draft()))
    assert client.post(url, {"answer": "x"})["Location"] == f"/admin/login/?next={url}"


# Parts added on the guide's page


def test_a_short_form_leads_back_to_the_guide_with_the_new_part_in_sight(admin_client: Client) -> None:
    question = make_question(make_draft())
    url = f"/admin/guides/question/add/?guide={question.guide_id}"
    sent = {"_here": "1", "question": "Why?", "answer": "So.", "sources": [question.sources.get().pk]}
    place = admin_client.post(url, sent)["Location"]
    new = question.guide.questions.latest("pk")
    assert place == f"{change_url(question.guide)}?new=question-{new.pk}#question-{new.pk}"
    page = parse_html(admin_client.get(place))
    opened = [fold for fold in page.iter("details") if fold.get("open") is not None]
    assert [one.get("id") for fold in opened for one in fold.iter("li")] == [
        f"question-{question.pk}",
        f"question-{new.pk}",
    ]


def test_a_short_form_that_lacks_something_is_shown_in_full_with_every_word(admin_client: Client) -> None:
    guide = make_question(make_draft()).guide
    response = admin_client.post(
        f"/admin/guides/question/add/?guide={guide.pk}", {"_here": "1", "question": "Why?"}
    )
    form = response.context["adminform"].form
    assert (form["question"].value(), sorted(form.errors)) == ("Why?", ["answer", "sources"])


@pytest.mark.parametrize(("more", "rows"), [("", 1), ("3", 4), ("99", 1), ("\0", 1), ("x", 1)])
def test_further_points_are_opened_without_a_script(admin_client: Client, more: str, rows: int) -> None:
    section = make_section(make_draft(), "definition", "One bakes.")
    response = admin_client.get(change_url(section), {"more": more})
    assert len(response.context["inline_admin_formsets"][0].formset.forms) == rows
