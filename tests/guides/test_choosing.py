"""A role or step as a parameter names it, whatever stands there."""

import pytest

from guides.choosing import Chosen, all_choices, read_chosen
from guides.models import Address
from tests.factories import make_role, make_tier

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles() -> None:
    baker = make_role("baker")
    make_tier(baker, "junior", title="Junior Baker")
    make_tier(baker, "plain", title="Baker", plain=True)
    make_tier(baker, "chief", title="Head of Bread")
    make_role("cook")
    make_tier(make_role("ghost", published=False), "junior")


def choose(*values: str, most: int = 4) -> Chosen:
    return read_chosen(values, all_choices(), most=most)


def test_roles_stand_before_their_steps_and_nothing_unpublished_does(roles) -> None:
    assert list(all_choices()) == ["baker", "baker:junior", "baker:plain", "baker:chief", "cook"]


def test_all_choices_cost_two_queries(roles, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert [choice.tier.source.slug for choice in all_choices().values() if choice.tier] == [
            "handbook"
        ] * 3


def test_a_step_is_named_so_that_nobody_takes_it_for_a_role(roles) -> None:
    assert [choice.name for choice in all_choices().values()] == [
        "Baker",
        "Junior Baker",
        "Baker, the step",
        "Head of Bread (step of Baker)",
        "Cook",
    ]


def test_what_is_written_reads_back(roles) -> None:
    for value, choice in all_choices().items():
        assert choose(value).choices == (choice,)
        assert choice.value == value


def test_a_former_address_keeps_its_meaning_for_the_role_and_its_steps(roles) -> None:
    baker = all_choices()["baker"].role
    Address.objects.create(slug="bread-maker", role=baker)
    chosen = choose("bread-maker", "bread-maker:junior", "baker")
    assert chosen.values == ["baker", "baker:junior"]
    assert chosen.dropped == ("Baker was chosen more than once; it stands here once.",)


@pytest.mark.parametrize(
    "value",
    [
        "nobody",
        "ghost",
        "ghost:junior",
        "baker:",
        ":junior",
        "baker:junior:x",
        "baker:nothing",
        "BAKER",
        "baker:\x00",
    ],
)
def test_a_value_that_names_nothing_public_is_left_out_and_named(roles, value) -> None:
    chosen = choose(value, "cook")
    assert chosen.values == ["cook"]
    shown = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert chosen.dropped == (f'"{shown}" is not a role or step here; it was left out.',)


def test_what_there_is_no_room_for_is_left_out_and_named(roles) -> None:
    chosen = choose("baker", "cook", "baker:chief", "nobody", "baker:junior", "baker:junior", most=2)
    assert (chosen.values, chosen.full) == (["baker", "cook"], True)
    assert chosen.dropped == (
        '"nobody" is not a role or step here; it was left out.',
        "There is room for 2 at most; left out: Head of Bread (step of Baker); Junior Baker.",
    )


def test_five_hundred_values_are_answered_in_few_words(roles, django_assert_num_queries) -> None:
    choices = all_choices()
    # 1 the former addresses.
    with django_assert_num_queries(1):
        chosen = read_chosen([f"role-{number}" for number in range(500)], choices, most=4)
    assert len(chosen.dropped) == 6
    assert chosen.dropped[-1] == "495 more values were left out."


def test_one_can_be_added_and_taken_away(roles) -> None:
    chosen, choices = choose("baker", "cook"), all_choices()
    assert chosen.with_(choices["baker:chief"]) == ["baker", "cook", "baker:chief"]
    assert chosen.without(choices["baker"]) == ["cook"]
