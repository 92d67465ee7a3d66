"""What a reader says of their skills, read from an address and written back to it."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from guides.skills_answers import ANSWERS, CODES, LONGEST_QUERY, LONGEST_REASON, MOST_REASONS, Answers, read

SLUGS = [f"skill-{number}" for number in range(30)]
CODE_OF = {answer: code for code, answer in CODES.items()}


def settled(query: str, known: list[str] = SLUGS, first: list[str] = SLUGS) -> tuple[Answers, list[str]]:
    return read(QueryDict(query)).settled(known, first)


def test_the_short_form_has_a_parameter_an_answer() -> None:
    answers, left_out = settled(
        "expert=skill-2,skill-1&none=skill-3&na=skill-4&because=skill-4:I%20work%20alone"
    )
    assert left_out == []
    assert answers == Answers(
        {"skill-1": "expert", "skill-2": "expert", "skill-3": "none", "skill-4": "na"},
        {"skill-4": "I work alone"},
    )
    assert answers.query == "?none=skill-3&expert=skill-1,skill-2&na=skill-4&because=skill-4:I%20work%20alone"


def test_the_long_form_has_a_field_a_skill() -> None:
    answers, left_out = settled(
        "s-skill-1=4&s-skill-2=y&s-skill-3=&s-skill-4=x&why-skill-4=No+need&why-skill-5="
    )
    assert left_out == []
    assert answers.query == "?have=skill-2&expert=skill-1&na=skill-4&because=skill-4:No%20need"


def test_a_field_just_answered_wins_over_what_stood_in_the_address() -> None:
    answers, left_out = settled("na=skill-1&because=skill-1:Old&expert=skill-2&s-skill-1=1&s-skill-2=")
    assert (answers, left_out) == (Answers({"skill-1": "awareness"}), [])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("expert=juggling", '"juggling" is not a skill here; it was left out.'),
        ("expert=<b>", '"<b>" is not a skill here; it was left out.'),
        ("s-<b>=1", '"<b>" is not a skill here; it was left out.'),
        ("s-skill-1=7", '"7" is not a possible answer here; it was left out.'),
        ("level=high", '"level" is not a parameter here; it was left out.'),
        (
            "because=skill-1:Why",
            '"skill-1: Why" is not a reason for a skill that does not apply here; it was left out.',
        ),
        ("none=skill-1&expert=skill-1", "Two answers stood for skill-1; the first one counts."),
        (
            f"na=skill-1&because=skill-1:{'x' * 121}",
            "The reason for skill-1 was cut to its first 120 characters.",
        ),
    ],
)
def test_what_makes_no_sense_is_named(query: str, sentence: str) -> None:
    assert settled(query)[1] == [sentence]


def test_a_reason_is_one_line_of_plain_text() -> None:
    answers, _ = settled(urlencode({"na": "skill-1", "because": "skill-1:  a\x00b\r\n\tc: d \u202e"}))
    assert answers.reasons == {"skill-1": "ab c: d"}


def test_more_reasons_than_fit_are_counted() -> None:
    query = [("na", ",".join(SLUGS)), *(("because", f"{slug}:Why") for slug in SLUGS)]
    answers, left_out = settled(urlencode(query))
    assert len(answers.reasons) == MOST_REASONS
    assert left_out == ["10 reasons had no room in the address and had to be left out."]


def test_more_answers_than_fit_are_counted_and_those_asked_for_stay() -> None:
    slugs = [f"{number:04}-{'x' * 70}" for number in range(100)]
    answers, left_out = settled(f"expert={','.join(slugs)}", slugs, slugs[-3:])
    assert set(slugs[-3:]) < set(answers.given)
    assert len(answers.query) <= LONGEST_QUERY + 100
    [sentence] = left_out
    assert (
        sentence == f"{100 - len(answers.given)} answers had no room in the address and had to be left out."
    )


def test_the_longest_reasons_in_any_script_fit_or_are_counted() -> None:
    query = [("na", ",".join(SLUGS[:20])), *(("because", f"{slug}:{'ש' * 120}") for slug in SLUGS[:20])]
    answers, left_out = settled(urlencode(query))
    assert len(answers.query) <= LONGEST_QUERY + 100
    assert left_out == [
        f"{20 - len(answers.reasons)} reasons had no room in the address and had to be left out."
    ]


given_answers = st.dictionaries(st.sampled_from(SLUGS), st.sampled_from(ANSWERS))
reasons = st.dictionaries(st.sampled_from(SLUGS), st.text(max_size=LONGEST_REASON + 5))


@given(given_answers, reasons)
def test_the_long_form_the_short_form_and_the_short_form_again_say_the_same(
    answered: dict[str, str], because: dict[str, str]
) -> None:
    long = {f"s-{slug}": CODE_OF[answer] for slug, answer in answered.items()} | {
        f"why-{slug}": reason for slug, reason in because.items() if answered.get(slug) == "na"
    }
    answers, _ = settled(urlencode(long, errors="replace"))
    assert answers.given == answered
    assert settled(answers.query[1:]) == (answers, [])
    assert settled(answers.query[1:])[0].query == answers.query


@given(st.text(max_size=200))
def test_anything_can_be_read(text: str) -> None:
    answers, _ = settled(text)
    assert set(answers.given) <= set(SLUGS)
    assert settled(answers.query[1:]) == (answers, [])
