"""Two writes that were begun from the same page: one after the other, and at the same moment.

Whatever the pair: a write that says it was done is there afterwards, and one that was not says so and gives back
every word.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from threading import Barrier
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client

from guides import editions
from guides.loading import load
from guides.models import Question, Section, Source
from tests.admin.forms import change_url, form_of
from tests.factories import guide_of, make_draft, make_question, make_role, make_section, make_source
from tests.fixture_tree import write_tree

# A pair of each kind as often one after the other (each coming first in turn), and at the same moment.
IN_TURN, AT_ONCE = 3, 3
NOT_DELETED = "Nothing was deleted"


class Write(NamedTuple):
    """Something that an editor has begun."""

    do: Callable[
        [], bool
    ]  # whether it says that it was done; fails where it neither says so nor gives back all
    is_there: Callable[[], bool]


Pair = tuple[Write, Write]


def edit(client: Client, row: Model, is_there: Callable[[], bool], **values: Any) -> Write:
    """A form opened now, to be saved later."""
    url = change_url(row)
    form = form_of(client, url) | values

    def do() -> bool:
        response = client.post(url, form)
        if response.status_code == 302:
            return True
        page = response.content.decode()
        assert response.status_code in (200, 409), page
        for value in values.values():
            assert not isinstance(value, str) or escape(value) in page
        return False

    return Write(do, is_there)


def delete(client: Client, row: Model) -> Write:
    """A deletion that was asked for now, to be agreed to later."""
    model = type(row)
    url = change_url(row).replace("/change/", "/delete/")
    asked = client.get(url, follow=True).redirect_chain[-1][0]

    def do() -> bool:
        answer = client.post(asked, {"post": "yes"}, follow=True)
        return NOT_DELETED not in answer.content.decode()

    return Write(do, lambda: not model._default_manager.filter(pk=row.pk).exists())


def delete_all(client: Client, rows: list[Any]) -> Write:
    """The same for rows ticked in their list."""
    model = type(rows[0])
    url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    keys = [row.pk for row in rows]
    data = {"action": "delete_these", "_selected_action": keys}
    asked = client.post(url, data).context_data["asked"]  # type: ignore[attr-defined]

    def do() -> bool:
        answer = client.post(url, {**data, "post": "yes", "asked": asked}, follow=True)
        return NOT_DELETED not in answer.content.decode()

    return Write(do, lambda: not model._default_manager.filter(pk__in=keys).exists())


def answer_of(question: Question) -> str:
    return Question.objects.get(pk=question.pk).answer


def write_answer(client: Client, question: Question, words: str) -> Write:
    kept = Question.objects.filter(pk=question.pk, answer=words)
    return edit(client, question, kept.exists, answer=words)


def text(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    question = make_question(make_draft(f"baker-{turn}"))
    return write_answer(ann, question, "Ann's answer."), write_answer(bob, question, "Bob's answer.")


def point(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    section = make_section(make_draft(f"baker-{turn}"), "definition", "One bakes.", "One sells.")

    def write(client: Client, words: str) -> Write:
        return edit(client, section, section.points.filter(text=words).exists, **{"points-1-text": words})

    return write(ann, "Ann sells bread."), write(bob, "Bob sells cake.")


def order(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    role = make_draft(f"baker-{turn}")
    rows = [make_question(role, slug, position=place) for place, slug in enumerate("abcd", 1)]

    def move(client: Client, position: int, wanted: str) -> Write:
        questions = Question.objects.filter(guide=guide_of(role)).order_by("position")
        return edit(
            client,
            rows[0],
            lambda: "".join(questions.values_list("slug", flat=True)) == wanted,
            position=position,
        )

    return move(ann, 2, "bacd"), move(bob, 4, "bcda")


def many_to_many(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    question = make_question(make_draft(f"baker-{turn}"))

    def cite(client: Client, slug: str) -> Write:
        source = make_source(slug)
        return edit(client, question, lambda: list(question.sources.all()) == [source], sources=[source.pk])

    return cite(ann, "almanac"), cite(bob, "survey")


def delete_against_edit(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    question = make_question(make_draft(f"baker-{turn}"))
    return delete(ann, question), write_answer(bob, question, "Bob's answer.")


def delete_with_points_against_edit(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    section = make_section(make_draft(f"baker-{turn}"), "definition", "One bakes.", "One sells.")
    words = "Bob sells cake."
    kept = Section.objects.filter(pk=section.pk, points__text=words)
    return delete(ann, section), edit(bob, section, kept.exists, **{"points-1-text": words})


def bulk_action_against_edit(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    role = make_draft(f"baker-{turn}")
    rows = [make_question(role, slug) for slug in "abc"]
    return delete_all(ann, rows), write_answer(bob, rows[1], "Bob's answer.")


def publish_against_edit(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    make_question(role := make_role(f"baker-{turn}"))
    copy = editions.working_copy(role, by=None)
    url = f"/admin/guides/guide/{copy.pk}/"
    seen = ann.get(f"{url}changes/").context["seen"]
    question = copy.questions.get()
    before = question.answer

    def publish() -> bool:
        answer = ann.post(f"{url}publish/", {"seen": seen})
        assert answer.status_code == 302 or "Something was changed" in answer.content.decode()
        return answer.status_code == 302

    def as_it_was_seen() -> bool:
        role.refresh_from_db()
        return role.published_id == copy.pk and answer_of(question) == before

    return Write(publish, as_it_was_seen), write_answer(bob, question, "Bob's answer.")


def load_against_edit(ann: Client, bob: Client, turn: int, folder: Path) -> Pair:
    tree = folder / str(turn)
    tree.mkdir(parents=True)
    write_tree(tree)
    load(tree)
    source = Source.objects.get(slug="handbook")
    Source.objects.filter(pk=source.pk).update(edited_at=None, edited_by=None)
    file = tree / "sources.toml"
    loaded = f"The handbook, printed for the {turn}th time"
    file.write_text(file.read_text().replace("The handbook of jobs", loaded))

    def title_is(words: str) -> Callable[[], bool]:
        return Source.objects.filter(pk=source.pk, title=words).exists

    mine = f"Bob's handbook {turn}"
    return Write(lambda: not load(tree).shared_kept, title_is(loaded)), edit(
        bob, source, title_is(mine), title=mine
    )


PAIRS = [
    *(text, point, order, many_to_many),
    *(delete_against_edit, delete_with_points_against_edit, bulk_action_against_edit),
    *(publish_against_edit, load_against_edit),
]


def editors() -> tuple[Client, Client]:
    ann, bob = Client(), Client()
    for name, client in (("ann", ann), ("bob", bob)):
        client.force_login(User.objects.create_superuser(name))
    return ann, bob


def assert_none_is_lost(pair: Pair, done: list[bool]) -> None:
    """One was done and is there; the other was told, and left no trace."""
    assert sorted(done) == [False, True]
    assert [write.is_there() for write in pair] == done


@pytest.mark.django_db
@pytest.mark.parametrize("make", PAIRS, ids=lambda make: make.__name__)
def test_of_two_writes_one_after_the_other_none_is_lost(make: Any, tmp_path: Path) -> None:
    ann, bob = editors()
    for turn in range(IN_TURN):
        pair = make(ann, bob, turn, tmp_path)
        done = [False, False]
        for number in (turn % 2, 1 - turn % 2):
            done[number] = pair[number].do()
        assert done[turn % 2]
        assert_none_is_lost(pair, done)


@pytest.mark.parametrize("make", PAIRS, ids=lambda make: make.__name__)
def test_of_two_writes_at_the_same_moment_none_is_lost(make: Any, tmp_path: Path, at_once: None) -> None:
    ann, bob = editors()
    with ThreadPoolExecutor(2) as pool:
        for turn in range(AT_ONCE):
            pair = make(ann, bob, turn, tmp_path)
            start = Barrier(2)

            def do(write: Write, start: Barrier = start) -> bool:
                start.wait(10)
                try:
                    return write.do()
                finally:
                    connection.close()

            assert_none_is_lost(pair, [*pool.map(do, pair)])
