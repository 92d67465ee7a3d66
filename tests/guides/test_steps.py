"""What changes between two tiers: known answers on made-up ladders, and what holds for any ladder whatever."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides.models import Tier
from guides.steps import Change, Changes, ahead, asked_for, beside, changes, overlap, years_between

from .ladders import made_up_ladder

SETS = ("new", "deeper", "handed_over", "stays", "no_longer")


def found(ladder: list[Tier], before: int, after: int) -> Changes:
    return changes(ladder[before - 1], ladder[after - 1], ladder)


def names(some: list[Change]) -> str:
    return " ".join(change.skill.name for change in some)


def in_sets(ladder: list[Tier], before: int, after: int) -> dict[str, str]:
    """The skills in each of the five sets that is not empty, in the order of the page."""
    result = found(ladder, before, after)
    return {name: words for name in SETS if (words := names(getattr(result, name)))}


def test_all_five_sets_stand_by_hand() -> None:
    ladder = made_up_ladder("a b1 c d2 e", "f b3 d2 -c")
    assert in_sets(ladder, 1, 2) == {
        "new": "f",
        "deeper": "b",
        "handed_over": "c",
        "stays": "d",
        "no_longer": "a e",
    }


def test_on_the_way_back_what_was_handed_over_or_fell_silent_is_new() -> None:
    ladder = made_up_ladder("a b1 c d2 e", "f b3 d2 -c")
    assert in_sets(ladder, 2, 1) == {"new": "a c e", "stays": "b d", "no_longer": "f"}


@pytest.mark.parametrize(
    ("before", "after", "levels", "is_deeper", "falls"),
    [
        ("a1", "a4", "from awareness to expert", True, False),
        ("a3", "a2", "from practitioner to working knowledge", False, True),
        ("a2", "a2", "working knowledge at both", False, False),
        ("a2", "a", "working knowledge, then level not known", False, False),
        ("a", "a2", "level not known, then working knowledge", False, False),
        ("a", "a", "", False, False),
    ],
)
def test_a_skill_of_both_goes_deeper_only_where_both_levels_are_known_and_rise(
    before: str, after: str, levels: str, is_deeper: bool, falls: bool
) -> None:
    ladder = made_up_ladder(before, after)
    assert in_sets(ladder, 1, 2) == {"deeper" if is_deeper else "stays": "a"}
    [change] = found(ladder, 1, 2).all
    assert (change.levels, change.falls) == (levels, falls)


def test_what_a_step_in_between_hands_over_counts_at_those_above_it() -> None:
    ladder = made_up_ladder("a b", "a", "-a", "c")
    assert in_sets(ladder, 1, 4) == {"new": "c", "handed_over": "a", "no_longer": "b"}
    assert in_sets(ladder, 3, 4) == {"new": "c"}
    [change] = found(ladder, 1, 4).handed_over
    assert change.handing_over in ladder[2].requirements.all()


def test_what_is_asked_for_again_is_not_handed_over() -> None:
    assert in_sets(made_up_ladder("a", "-a", "a", "b"), 1, 4) == {"new": "b", "no_longer": "a"}
    assert in_sets(made_up_ladder("a", "-a", "a"), 1, 3) == {"stays": "a"}


def test_what_was_handed_over_before_one_starts_is_not_handed_over_again() -> None:
    assert in_sets(made_up_ladder("-a", "a", "b"), 2, 3) == {"new": "b", "no_longer": "a"}


def test_a_step_of_a_third_track_is_not_on_the_way() -> None:
    ladder = made_up_ladder("a", "| -a", "b")
    assert in_sets(ladder, 1, 3) == {"new": "b", "no_longer": "a"}
    assert in_sets(ladder, 1, 2) == {"handed_over": "a"}


def test_across_tracks_both_are_on_the_way() -> None:
    assert in_sets(made_up_ladder("a", "-a", "| b"), 1, 3) == {"new": "b", "handed_over": "a"}


def test_two_tiers_without_data_have_nothing_to_compare() -> None:
    assert in_sets(made_up_ladder("", ""), 1, 2) == {}
    assert in_sets(made_up_ladder("a", ""), 1, 2) == {"no_longer": "a"}
    assert in_sets(made_up_ladder("", "a"), 1, 2) == {"new": "a"}


words = st.sampled_from(
    [
        f"{sign}{name}{level}"
        for name in "abcdef"
        for sign in ("", "-")
        for level in ("", *"1234")
        if not (sign and level)
    ]
)
lines = st.builds(
    lambda track, some: f"{track} {' '.join({word.strip('-1234'): word for word in some}.values())}",
    st.sampled_from(["", "|"]),
    st.lists(words, max_size=8),
)


@settings(deadline=None)
@given(st.lists(lines, min_size=2, max_size=6))
def test_the_five_sets_part_all_skills_and_the_way_back_mirrors_them(steps: list[str]) -> None:
    ladder = made_up_ladder(*steps)
    for before, after in permutations(ladder, 2):
        assert_partition_and_mirror(before, after, ladder)


def assert_partition_and_mirror(before: Tier, after: Tier, ladder: list[Tier]) -> None:
    there, back = changes(before, after, ladder), changes(after, before, ladder)
    every = [change.skill.pk for change in there.all]
    assert sorted(every) == sorted(asked_for(before).keys() | asked_for(after).keys())
    sets = {name: {change.skill.pk for change in getattr(there, name)} for name in SETS}
    mirrored = {name: {change.skill.pk for change in getattr(back, name)} for name in SETS}
    assert sets["new"] == mirrored["no_longer"] | mirrored["handed_over"]
    assert sets["no_longer"] | sets["handed_over"] == mirrored["new"]
    assert sets["deeper"] | sets["stays"] == mirrored["deeper"] | mirrored["stays"]
    assert sets["deeper"] & mirrored["deeper"] == set()
    is_up = ladder.index(after) > ladder.index(before)
    assert is_up or not there.handed_over


def tier(first: int | None, last: int | None = None, track: str = "management") -> Tier:
    return Tier(title=f"From {first}", years_min=first, years_max=last, track=track)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((1, 3), (3, 6), ["Starts 2 years later.", "One ends where the other begins, at 3 years."]),
        ((3, 6), (1, 3), ["Starts 2 years earlier.", "One ends where the other begins, at 3 years."]),
        ((0, 2), (3, 5), ["Starts 3 years later.", "From the end of one to the start of the other: 1 year."]),
        ((6, 10), (8, 12), ["Starts 2 years later.", "They overlap: both cover 8 to 10 years."]),
        ((8, 12), (6, 10), ["Starts 2 years earlier.", "They overlap: both cover 8 to 10 years."]),
        ((6, 6), (6, 10), ["Both start at 6 years.", "They overlap: both cover 6 years."]),
        ((6, None), (8, 12), ["Starts 2 years later.", "They overlap: both cover 8 to 12 years."]),
        (
            (6, None),
            (8, None),
            ["Starts 2 years later.", "They overlap from 8 years on; neither has an upper end."],
        ),
        ((10, 15), (15, None), ["Starts 5 years later.", "One ends where the other begins, at 15 years."]),
        ((1, 3), (None, 6), ["No source here states from when on one is From None."]),
    ],
)
def test_years_say_how_far_apart_two_steps_are(
    before: tuple[int, int], after: tuple[int, int], told: list[str]
) -> None:
    assert years_between(tier(*before), tier(*after)) == told


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((6, 10), (8, 12), True),
        ((6, 8), (8, 12), False),
        ((6, None), (8, 12), True),
        ((12, None), (8, 12), False),
        ((6, None), (8, None), True),
        ((None, 8), (6, 12), False),
    ],
)
def test_years_overlap_where_they_share_more_than_a_point(
    one: tuple[int, int], other: tuple[int, int], expected: bool
) -> None:
    assert overlap(tier(*one), tier(*other)) is overlap(tier(*other), tier(*one)) is expected


def test_ahead_is_the_same_track_and_beside_another_with_overlapping_years() -> None:
    first, lead, third = tier(6, 10), tier(8, 12, "individual"), tier(10, 15)
    for pk, one in enumerate((first, lead, third), 1):
        one.pk = pk
    ladder = [first, lead, third]
    assert (ahead(first, ladder), ahead(lead, ladder), ahead(third, ladder)) == ([third], [], [])
    assert (beside(first, ladder), beside(lead, ladder)) == ([lead], [first, third])
