"""What a role or a step asks for, held against a reader's answers: computed, shown, exported, kept nowhere."""

import logging
import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides.models import Address, Requirement, Role
from guides.skills_answers import ANSWERS, Answers
from guides.skills_check import Outcome, blocks_of, lines_of, outcome_of, results_of
from tests.factories import (
    guide_of,
    make_requirement,
    make_role,
    make_skill,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/roles/baker/skills-check/"
ASKED = ["required", "preferred", "used"]


def make_baker(slug: str = "baker") -> Role:
    """A role that asks for four skills, one at a level, and whose junior step asks for one of its own."""
    role = make_role(slug)
    tier = make_tier(role, "junior")
    make_requirement(
        role, "kneading", level="practitioner", group="Hands", note="Dough does not knead itself."
    )
    make_requirement(role, "tasting", group="Hands")
    make_requirement(role, "selling", necessity="preferred", group="People")
    make_requirement(role, "oven", necessity="used", group="Tools")
    make_requirement(role, "sweeping", tier=tier, group="Hands", note="First thing.")
    return role


def outcomes(response: HttpResponse) -> dict[str, list[str]]:
    """The skills on the page by the heading they stand under."""
    found = {}
    for part in parse_html(response).iter("details"):
        if part.get("class") == "check-result":
            names = [text_of(link) for link in part.findall(".//li/a")]
            found[text_of(part.find("summary/h3"))] = names
    return found


# What an answer comes to


@pytest.mark.parametrize(
    ("level", "answer", "outcome"),
    [
        ("", "", "not-answered"),
        ("", "none", "missing"),
        ("", "awareness", "met"),
        ("", "have", "met"),
        ("", "na", "not-applicable"),
        ("expert", "", "not-answered"),
        ("expert", "none", "missing"),
        ("expert", "awareness", "short"),
        ("expert", "practitioner", "short"),
        ("expert", "expert", "met"),
        ("working", "practitioner", "met"),
        ("working", "have", "not-answered"),
        ("working", "na", "not-applicable"),
    ],
)
def test_an_answer_comes_to_one_outcome(level: str, answer: str, outcome: str) -> None:
    assert outcome_of(level, answer) == Outcome(outcome)


def test_what_is_short_says_by_how_many_levels() -> None:
    requirement = make_requirement(make_baker("cook"), "cooking", level="expert")
    for answer, words in (
        ("awareness", "3 levels short"),
        ("practitioner", "1 level short"),
        ("expert", ""),
        ("none", ""),
        ("na", ""),
    ):
        [line] = lines_of([requirement], None, Answers({"cooking": answer}))
        assert line.short_words == words


def test_a_skill_that_is_asked_for_twice_is_one_line_with_all_notes_and_sources() -> None:
    role = make_baker()
    again = make_requirement(
        role, "tasting", necessity="preferred", group="People", level="expert", note="Twice."
    )
    again.sources.add(make_source("almanac"))
    line = next(
        one for one in lines_of(guide_of(role).requirements.all(), None) if one.skill.slug == "tasting"
    )
    assert (line.necessity, line.level, line.groups) == ("required", "", ["Hands", "People"])
    assert line.notes == ["Twice."]
    assert [source.slug for source in line.sources] == ["handbook", "almanac"]


@pytest.mark.parametrize(("own", "level"), [("working", "working"), ("", "practitioner")])
def test_a_step_says_how_well_before_the_role_does(own: str, level: str) -> None:
    role = make_baker()
    tier = guide_of(role).tiers.get()
    make_requirement(role, "kneading", tier=tier, level=own)
    [line] = [
        one for one in lines_of(guide_of(role).requirements.all(), tier.pk) if one.skill.slug == "kneading"
    ]
    assert (line.level, line.is_own) == (level, True)


def test_of_two_levels_in_two_groups_the_higher_counts() -> None:
    role = make_baker()
    make_requirement(role, "kneading", level="working", group="Again")
    assert lines_of(guide_of(role).requirements.all(), None)[0].level == "practitioner"


def test_only_what_is_required_preferred_or_used_is_asked_for() -> None:
    requirement = Requirement(skill=make_skill(), necessity="handed-over")
    assert lines_of([requirement], None) == []


def test_a_step_asks_for_its_own_and_for_what_the_role_asks_for() -> None:
    role = make_baker()
    make_requirement(role, "leading", tier=make_tier(role, "senior"))
    junior = guide_of(role).tiers.get(slug="junior")
    requirements = guide_of(role).requirements.all()
    slugs = [line.skill.slug for line in lines_of(requirements, junior.pk)]
    assert slugs == ["sweeping", "kneading", "tasting", "selling", "oven"]
    assert [line.skill.slug for line in lines_of(requirements, None)] == slugs[1:]


def test_the_form_opens_the_first_group_that_is_not_done() -> None:
    role = make_baker()
    tier = guide_of(role).tiers.get()
    requirements = guide_of(role).requirements.all()

    def opened(answers: dict[str, str]) -> list[str]:
        blocks = blocks_of(lines_of(requirements, tier.pk, Answers(answers)), "Junior")
        return [group.heading for block in blocks for group in block.groups if group.is_open]

    assert opened({}) == ["Junior"]
    assert opened({"sweeping": "none", "kneading": "expert"}) == ["Hands"]
    assert opened(dict.fromkeys(("sweeping", "kneading", "tasting", "selling", "oven"), "na")) == []


asked = st.lists(
    st.tuples(
        st.integers(1, 8),
        st.sampled_from([*ASKED, "handed-over"]),
        st.sampled_from(["", *Requirement.Level.values]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=20,
)
answered = st.dictionaries(
    st.sampled_from([f"s{number}" for number in range(1, 9)]), st.sampled_from(ANSWERS)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked, answered)
def test_every_skill_that_is_asked_for_has_exactly_one_outcome(
    asked: list[tuple[int, str, str, int | None]], answered: dict[str, str]
) -> None:
    requirements = [
        SimpleNamespace(
            skill=SimpleNamespace(slug=f"s{skill}"),
            skill_id=skill,
            necessity=necessity,
            level=level,
            tier_id=tier,
        )
        for skill, necessity, level, tier in asked
    ]
    lines = lines_of(requirements, 1, Answers(answered))  # type: ignore[arg-type]
    sorted_out = [line.skill.slug for result in results_of(lines) for line in result.lines]
    wanted = {f"s{skill}" for skill, necessity, _, tier in asked if necessity in ASKED and tier in (None, 1)}
    assert sorted(sorted_out) == sorted(wanted)
    in_form = [line.skill.slug for block in blocks_with_names(lines) for line in block]
    assert sorted(in_form) == sorted(wanted)


def blocks_with_names(lines: list) -> list[list]:
    for line in lines:
        for one in line.requirements:
            one.group = f"Group {one.skill_id % 3}"
    return [group.lines for block in blocks_of(lines, "Step") for group in block.groups]


# The page


def test_the_answer_names_each_skill_under_what_it_comes_to(client: Client) -> None:
    make_baker()
    response = client.get(URL, {"working": "kneading", "have": "tasting", "na": "oven"})
    assert outcomes(response) == {
        "Met": ["Tasting"],
        "Short of the level": ["Kneading"],
        "Missing": [],
        "Not applicable": ["Oven"],
        "Not answered": ["Selling"],
    }
    text = response.content.decode()
    assert "practitioner asked for; you: working knowledge, <b>1 level short</b>" in text
    assert "Dough does not knead itself." in text
    assert '<a href="#source-1" aria-label="Source 1">' in text
    assert 'href="/skills/kneading/"' in text


def test_a_step_has_a_check_with_its_own_skills_first(client: Client) -> None:
    make_baker()
    response = client.get(f"{URL}junior/", {"none": "sweeping,kneading"})
    assert outcomes(response)["Missing"] == ["Sweeping", "Kneading"]


def test_what_is_required_stands_before_what_is_preferred_and_used(client: Client) -> None:
    make_baker()
    response = client.get(URL, {"none": "oven,selling,kneading"})
    assert outcomes(response)["Missing"] == ["Kneading", "Selling", "Oven"]


def test_without_answers_there_is_only_the_form(client: Client) -> None:
    make_baker()
    response = client.get(URL)
    assert outcomes(response) == {}
    assert "noindex" not in response.content.decode()
    assert '<link rel="canonical" href="http' in response.content.decode()


@pytest.mark.parametrize(
    "path", ["nobody/skills-check/", "empty/skills-check/", "baker/skills-check/master/"]
)
def test_what_nobody_asks_for_has_no_check(client: Client, path: str) -> None:
    make_baker()
    make_role("empty")
    for address in (f"/roles/{path}", f"/roles/{path.rstrip('/')}.md"):
        assert client.get(address).status_code == 404


def test_a_role_that_names_skills_only_for_steps_says_so_and_leads_there(client: Client) -> None:
    role = make_role()
    make_requirement(role, "leading", tier=make_tier(role, "senior"))
    make_tier(role, "owner")
    text = client.get(URL).content.decode()
    assert "No source here names a skill for the role as a whole, only for steps of its ladder." in text
    assert f'href="{URL}senior/"' in text
    assert "No source here names a skill for this step." in client.get(f"{URL}owner/").content.decode()


def test_the_long_form_leads_to_the_short_one_with_the_same_answer(client: Client) -> None:
    make_baker()
    long = client.get(
        URL, {"s-kneading": "2", "s-oven": "x", "why-oven": "We bake on stone", "s-selling": ""}
    )
    assert (long.status_code, long["Location"]) == (
        302,
        f"{URL}?working=kneading&na=oven&because=oven:We%20bake%20on%20stone",
    )
    text = client.get(long["Location"]).content.decode()
    assert 'value="2" checked' in text and 'value="x" checked' in text
    assert 'value="We bake on stone"' in text


def test_what_is_left_out_is_said_where_it_was_asked_and_not_lost_behind_a_redirect(client: Client) -> None:
    make_baker()
    response = client.get(URL, {"s-kneading": "2", "s-juggling": "4", "colour": "red"})
    assert response.status_code == 200
    assert [text_of(one) for one in parse_html(response).findall('.//div[@class="dropped"]/p')] == [
        '"colour" is not a parameter here; it was left out.',
        '"juggling" is not a skill here; it was left out.',
    ]
    assert outcomes(response)["Short of the level"] == ["Kneading"]


def test_answers_on_skills_of_other_roles_stay_in_the_address(client: Client) -> None:
    make_baker()
    make_requirement(make_role("juggler"), "juggling")
    response = client.get(URL, {"expert": "juggling", "s-kneading": "1"})
    assert response["Location"] == f"{URL}?awareness=kneading&expert=juggling"
    page = client.get(response["Location"])
    assert '<input type="hidden" name="expert" value="juggling">' in page.content.decode()
    assert "1 of your answers is about skills that are not asked for here." in page.content.decode()


def test_a_reason_is_shown_and_escaped(client: Client) -> None:
    make_baker()
    response = client.get(URL, {"na": "oven", "because": 'oven:<script>alert("1")</script>'})
    assert "Because: &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in response.content.decode()
    parse_html(response)


def test_a_certificate_one_has_or_has_not(client: Client) -> None:
    role = make_baker()
    make_skill("diploma", kind="certificate")
    make_requirement(role, "diploma", necessity="preferred")
    line = next(
        one for one in lines_of(guide_of(role).requirements.all(), None) if one.skill.slug == "diploma"
    )
    assert [word for _, word, _ in line.choices] == ["Not yet", "I have it", "N/A"]
    assert outcomes(client.get(URL, {"have": "diploma"}))["Met"] == ["Diploma"]


# What else fits


def test_other_steps_and_roles_say_how_much_is_met_and_keep_the_answers(client: Client) -> None:
    make_baker()
    cook = make_role("cook")
    make_requirement(cook, "kneading", level="expert")
    make_requirement(cook, "tasting")
    make_requirement(cook, "tasting", group="Again", level="working")
    make_requirement(cook, "boiling")
    make_requirement(cook, "oven", necessity="used")
    make_requirement(make_role("poet"), "rhyming")
    context = client.get(URL, {"practitioner": "kneading,tasting", "na": "sweeping"}).context
    query = "?practitioner=kneading,tasting&na=sweeping"
    [junior] = context["step_fits"]
    assert (junior.url, junior.own.words) == (f"{URL}junior/{query}", "1 not applicable")
    assert junior.words == "2 met of 2 required skills that you answered; 1 not applicable"
    assert [(fit.title, fit.url, fit.words) for fit in context["role_fits"]] == [
        (
            "Cook",
            f"/roles/cook/skills-check/{query}",
            "1 met of 2 required skills that you answered; 1 not answered",
        )
    ]


def test_roles_beyond_the_dozen_of_which_most_is_met_are_counted(client: Client) -> None:
    make_baker()
    for number in range(13):
        make_requirement(make_role(f"role-{number:02}"), "kneading")
    make_requirement(make_role("cook"), "kneading", level="expert")
    best = make_role("confectioner")
    make_requirement(best, "kneading")
    make_requirement(best, "tasting")
    response = client.get(URL, {"working": "kneading,tasting"})
    titles = [fit.title for fit in response.context["role_fits"]]
    assert titles == ["Confectioner", *(f"Role {number:02}" for number in range(11))]
    assert "2 more roles require some of it." in response.content.decode()


def test_from_a_step_the_role_as_a_whole_is_one_of_the_others(client: Client) -> None:
    make_baker()
    context = client.get(f"{URL}junior/", {"expert": "kneading"}).context
    assert [fit.title for fit in context["step_fits"]] == ["Baker: the role as a whole"]


# The file


def test_the_file_says_what_the_page_says(client: Client) -> None:
    make_baker()
    query = {
        "working": "kneading",
        "have": "tasting",
        "na": "oven",
        "because": "oven:*We* bake on <stone>",
        "none": "flying",
    }
    page = client.get(URL, query)
    response = client.get(URL.rstrip("/") + ".md", query)
    text = response.content.decode()
    found: dict[str, list[str]] = {}
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        heading = part.split(" (")[0]
        found[heading] = re.findall(r"^- \*\*(.+?)\*\*", part, flags=re.M)
    assert found == {heading: names for heading, names in outcomes(page).items() if names}
    assert "(required; practitioner asked for; you: working knowledge, 1 level short)" in text
    assert "Because: \\*We\\* bake on \\<stone\\>" in text
    assert "Dough does not knead itself. Source: Press." in text
    assert '"flying" is not a skill here; it was left out.' in text
    assert "Sources: Press: The handbook of jobs." in text
    assert response["Content-Disposition"] == 'attachment; filename="baker-skills-check.md"'
    assert page.context["file_url"] in text.replace("/skills-check/", "/skills-check.md")


def test_a_level_that_our_editors_conclude_says_from_what_on_the_page_and_in_the_file(client: Client) -> None:
    make_requirement(make_role(), "kneading", level="expert", conclusion="calls it an art", note="By hand.")
    words = "Level: our editors’ conclusion, since the source calls it an art."
    page = text_of(parse_html(client.get(f"{URL}?working=kneading")).find(".//section[@id='answer']"))
    assert f"By hand. {words}" in page
    file = client.get("/roles/baker/skills-check.md?working=kneading").content.decode()
    assert f"expert asked for; you: working knowledge, 2 levels short) By hand. {words}" in file


@pytest.mark.parametrize("value", ["\x00", "<script>", "[a](b)", "x" * 5000, "a\r\nSet-Cookie: b=c"])
@pytest.mark.parametrize("name", ["na", "because", "s-oven", "why-oven", "s-<b>", "odd"])
def test_the_file_takes_any_value(client: Client, name: str, value: str) -> None:
    make_baker()
    response = client.get("/roles/baker/skills-check.md", {"na": "kneading", name: value})
    assert response.status_code == 200
    assert not re.search(r"(?<!\\)<(?!http)|(?<!\\)\[", response.content.decode())


# Addresses and privacy


def test_a_renamed_role_keeps_the_answers(client: Client) -> None:
    role = make_baker()
    Address.objects.create(slug="boulanger", role=role)
    for path in ("/skills-check/", "/skills-check.md", "/skills-check/junior/", "/skills-check/junior.md"):
        response = client.get(f"/roles/boulanger{path}", {"na": "oven", "because": "oven:a&b=<c>"})
        assert response.status_code == 301
        assert response["Location"] == f"/roles/baker{path}?na=oven&because=oven:a%26b%3D%3Cc%3E"
        assert response["Cache-Control"] == "no-store"
        assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        URL,
        f"{URL}junior/",
        "/roles/baker/skills-check.md",
        "/roles/nobody/skills-check/",
        "/roles/gone/skills-check/",
    ],
)
def test_an_address_with_answers_is_kept_and_passed_on_by_nobody(client: Client, path: str) -> None:
    make_baker()
    Address.objects.create(slug="gone")
    for query in ("expert=kneading", "s-kneading=4", "s-kneading=9", "&&&"):
        response = client.get(f"{path}?{query}")
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies
    assert '<meta name="robots" content="noindex">' in client.get(f"{URL}?expert=kneading").content.decode()


def test_what_a_reader_says_is_in_no_table_session_cache_or_log(client: Client, caplog, monkeypatch) -> None:
    make_baker()
    # The cache of this process: whatever is put there can be seen.
    stored: list[str] = []
    for name in ("set", "add", "set_many"):
        monkeypatch.setattr(cache, name, lambda *args, **kwargs: stored.append(str(args)))
    before = {model: model._base_manager.count() for model in apps.get_models()}
    said = {"na": "oven", "because": "oven:Zanzibar", "expert": "kneading"}
    with caplog.at_level(logging.DEBUG):
        for path in (URL, f"{URL}junior/", "/roles/baker/skills-check.md", "/roles/nobody/skills-check/"):
            client.get(path, said)
            client.get(path, {**said, "s-tasting": "2"})
    assert {model: model._base_manager.count() for model in apps.get_models()} == before
    assert stored == []
    assert "Zanzibar" not in caplog.text and "expert=" not in caplog.text
    assert dict(client.cookies) == {} and dict(client.session) == {}


# Queries


@pytest.mark.parametrize("number", [1, 3])
def test_the_check_costs_the_same_queries_whatever_is_asked(
    client: Client, django_assert_num_queries, number: int
) -> None:
    role = make_role("baker")
    for one in range(number):
        make_requirement(role, f"skill-{one}")
        make_requirement(role, f"own-{one}", tier=make_tier(role, f"step-{one}"))
        make_requirement(make_role(f"role-{one}"), "skill-0")
        make_requirement(make_role(f"other-{one}"), f"elsewhere-{one}")
    # 1 role, 2 steps, 3 requirements with skills, 4 their sources.
    with django_assert_num_queries(4):
        client.get(URL)
    answers = {"expert": ",".join(f"skill-{one},own-{one},elsewhere-{one}" for one in range(number))}
    # 5 skills that only others ask for, 6 what other roles require of those answered, 7 how much they require.
    for path in (URL, f"{URL}step-0/"):
        with django_assert_num_queries(7):
            client.get(path, answers)
    with django_assert_num_queries(5):
        client.get("/roles/baker/skills-check.md", answers)


def test_the_role_its_ladder_and_its_skills_lead_to_the_check(client: Client) -> None:
    make_baker()
    assert f'href="{URL}"' in client.get("/roles/baker/").content.decode()
    assert f'href="{URL}junior/"' in client.get("/roles/baker/ladder/").content.decode()
    assert f'href="{URL}"' in client.get("/skills/kneading/").content.decode()
