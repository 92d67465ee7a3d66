"""Two to four roles or steps side by side: what each cell says, from which records, and what is left out."""

from decimal import Decimal

import pytest
from django.test import Client

from guides.models import Address, Role
from guides.views.compare.cells import Cell, Row
from salaries.views.compare import compared
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_link,
    make_place,
    make_rate,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def baker() -> Role:
    baker = make_role("baker")
    make_section(baker, "definition", introduction="Makes bread.", slug="what")
    make_section(baker, "duties-primary", "Knead.", "Bake.", introduction="You bake.", slug="duties")
    make_claim(baker, "hours", topic="hours", text="From four in the morning.")
    return baker


@pytest.fixture
def cook() -> Role:
    cook = make_role("cook")
    make_section(cook, "definition", introduction="Makes meals.", slug="what")
    make_claim(cook, "hours", topic="hours", text="Until midnight.")
    return cook


def compare(client: Client, *roles: str, **params: str) -> dict[str, Row]:
    """The rows of the page by their slugs; fails where the page is not valid HTML."""
    response = client.get("/compare/", {"role": roles, **params})
    parse_html(response)
    comparison = response.context["comparison"]
    return {row.slug: row for row in comparison.rows}


def words(row: Row) -> list[list[str]]:
    return [[*cell.figures, *cell.lines] for cell in row.cells]


def test_each_topic_is_a_row_with_a_cell_a_role(client, baker, cook) -> None:
    rows = compare(client, "baker", "cook")
    assert words(rows["summary"]) == [["Makes bread."], ["Makes meals."]]
    assert words(rows["duties"]) == [["You bake.", "Knead.", "Bake."], []]
    assert words(rows["hours"]) == [["From four in the morning."], ["Until midnight."]]


def test_what_nobody_states_is_counted_and_what_one_does_not_is_not_stated(client, baker, cook) -> None:
    response = client.get("/compare/?role=baker&role=cook")
    text = text_of(parse_html(response))
    empty = response.context["comparison"].empty
    assert empty[:4] == ["Typical pay", "Experience", "Education", "How they differ"]
    assert f"{len(empty)} rows without data for any of these: {', '.join(empty)}." in text
    row = next(row for row in response.context["comparison"].rows if row.slug == "duties")
    assert [cell.is_stated for cell in row.cells] == [True, False]
    assert "not stated" in text


def test_only_differences_leaves_out_and_counts_what_says_the_same(client, baker, cook) -> None:
    for role in (baker, cook):
        make_claim(role, "stress", topic="stress", text="Some.")
    assert "stress" in compare(client, "baker", "cook")
    assert list(compare(client, "baker", "cook", differences="1")) == ["summary", "duties", "hours"]
    text = text_of(parse_html(client.get("/compare/?role=baker&role=cook&differences=1")))
    assert "1 row says the same for all of these: Stress." in text


def test_equal_neighbours_are_one_cell(client, baker, cook) -> None:
    make_claim(baker, "stress", topic="stress", text="Some.")
    make_tier(baker, "junior")
    make_tier(baker, "senior")
    response = client.get("/compare/?role=baker:junior&role=baker:senior&role=cook")
    row = next(row for row in response.context["comparison"].rows if row.slug == "stress")
    spans = row.spans(response.context["selection"].choices)
    assert [(span.width, span.whose) for span in spans] == [
        (2, "Junior (step of Baker) and Senior (step of Baker)"),
        (1, "Cook"),
    ]
    assert spans[0].cell.of_role


def test_a_step_beside_its_own_role_does_not_say_it_all_again(client, baker, cook) -> None:
    make_tier(baker, "junior")
    response = client.get("/compare/?role=baker&role=cook&role=baker:junior")
    row = next(row for row in response.context["comparison"].rows if row.slug == "hours")
    repeats = [span.repeats for span in row.spans(response.context["selection"].choices)]
    assert [choice and choice.value for choice in repeats] == [None, None, "baker"]
    assert "as for Baker" in text_of(parse_html(response))


class TestPay:
    def test_a_figure_stands_with_kind_period_and_source(self, client, baker, cook) -> None:
        make_band(baker, median=Decimal(50_000), mean=Decimal(52_000))
        rows = compare(client, "baker", "cook")
        assert words(rows["pay"]) == [["$50,000", "a year, median, average $52,000"], []]
        assert rows["pay"].cells[0].said[0].provenance == "Press, United States; date not stated"
        assert rows["pay"].remark == ""

    def test_unlike_figures_are_said_to_be_unlike(self, client, baker, cook) -> None:
        make_band(baker)
        make_band(cook, currency="EUR", pay_period="", place=make_place("germany"), basis="total")
        assert compare(client, "baker", "cook")["pay"].remark == (
            "Not of one kind. Currency: USD, EUR. Period: a year, not stated. "
            "Place: United States, Germany. Base or total pay: not stated, total pay."
        )

    def test_one_currency_shows_the_stated_amount_and_names_the_rate(self, client, baker, cook) -> None:
        make_band(baker, currency="EUR", median=Decimal(40_000))
        make_band(cook)
        make_rate("EUR", note="The rate of a guide.")
        rows = compare(client, "baker", "cook", currency="USD")
        assert words(rows["pay"])[0] == ["$50,000", "a year, median, stated as €40,000"]
        assert rows["pay"].remark == ""
        response = client.get("/compare/?role=baker&role=cook&currency=USD")
        assert [rate.currency_id for rate in response.context["comparison"].rates] == ["EUR"]
        assert "The rate of a guide." in response.content.decode()

    def test_without_a_rate_the_amount_stays_as_it_was_stated(self, client, baker, cook) -> None:
        make_rate("EUR")
        make_band(baker, currency="CHF")
        make_band(cook)
        rows = compare(client, "baker", "cook", currency="USD")
        assert words(rows["pay"])[0] == ["CHF\xa050,000", "a year, median, no rate to USD is known here"]
        assert rows["pay"].remark == "Not of one kind. Currency: CHF, USD."

    def test_a_step_has_only_a_figure_of_its_own(self, client, baker, cook) -> None:
        make_band(baker)
        senior = make_tier(baker, "senior")
        make_tier(baker, "junior")
        make_band(baker, "of-senior", tier=senior, median=Decimal(70_000))
        rows = compare(client, "baker:junior", "baker:senior")
        assert [cell.figures for cell in rows["pay"].cells] == [[], ["$70,000"]]


class TestExperience:
    def test_a_step_has_its_years_with_what_differs_from_them(self, client, baker, cook) -> None:
        tier = make_tier(baker, "junior", years_min=1, years_max=3)
        record = make_disagreement(baker, "years")
        for slug, number in (("one", 1), ("two", 2)):
            make_claim(
                baker,
                slug,
                topic="tier-years",
                text=f"{number} in all.",
                low=number,
                unit="years",
                tier=tier,
                disagreement=record,
            )
        cell = compare(client, "baker:junior", "cook")["experience"].cells[0]
        assert (cell.figures, cell.lines) == (["1 to 3 years"], ["of experience at this step"])
        assert cell.differing == ("2 figures differ", "/roles/baker/#differ-years")

    def test_a_role_without_years_of_its_own_has_those_of_its_plain_step(self, client, baker, cook) -> None:
        make_claim(baker, "several", topic="experience", text="Several years.")
        make_tier(baker, "plain", plain=True, years_min=3)
        make_claim(cook, "four", topic="experience", text="Four years.", low=4, unit="years")
        rows = compare(client, "baker", "cook")
        assert [cell.figures for cell in rows["experience"].cells] == [["3 years and more"], ["4 years"]]


class TestSteps:
    def test_a_step_has_its_own_duties_and_focus_and_the_rest_is_said_of_the_role(
        self, client, baker, cook
    ) -> None:
        junior = make_tier(baker, "junior", summary="Learns.")
        make_section(baker, "tier-duties", "Sweeps.", tier=junior, slug="junior-duties")
        make_section(baker, "tier-focus", "Doughs.", tier=junior, slug="junior-focus")
        rows = compare(client, "baker:junior", "cook")
        assert words(rows["summary"])[0] == ["Learns."]
        assert words(rows["duties"])[0] == ["Sweeps."]
        assert words(rows["focus"]) == [["Doughs."], []]
        assert rows["focus"].cells[1].instead == "a whole role, not a step"
        assert [rows[slug].cells[0].of_role for slug in ("duties", "focus", "hours")] == [False, False, True]

    def test_a_step_without_duties_has_those_of_its_role_and_says_so(self, client, baker, cook) -> None:
        make_tier(baker, "junior")
        cell = compare(client, "baker:junior", "cook")["duties"].cells[0]
        assert cell.lines == ["You bake.", "Knead.", "Bake."]
        assert cell.of_role
        page = client.get("/compare/?role=baker:junior&role=cook")
        assert "Said of the roles as a whole" in text_of(parse_html(page))

    def test_a_statement_on_the_step_goes_before_one_on_the_role(self, client, baker, cook) -> None:
        junior = make_tier(baker, "junior")
        make_claim(baker, "hours-junior", topic="hours", text="From three.", tier=junior)
        cells = compare(client, "baker:junior", "baker")["hours"].cells
        assert [(cell.lines, cell.of_role) for cell in cells] == [
            (["From three."], False),
            (["From four in the morning."], False),
        ]

    def test_the_ladder_names_every_step_and_brings_out_those_compared(self, client, baker, cook) -> None:
        make_tier(baker, "junior", years_max=2)
        make_tier(baker, "senior", years_min=3)
        cell = compare(client, "baker:senior", "cook")["steps"].cells[0]
        assert [(said.text, said.strong) for said in cell.points] == [
            ("Junior, up to 2 years", False),
            ("Senior, 3 years and more", True),
        ]


class TestSkills:
    def test_they_are_parted_by_who_asks_for_them(self, client, baker, cook) -> None:
        for role, names in (
            (baker, "salt flour yeast"),
            (cook, "salt flour fish"),
            (make_role("grocer"), "salt sacks"),
        ):
            for name in names.split():
                make_requirement(role, name)
        rows = compare(client, "baker", "cook", "grocer")
        assert {slug: words(row) for slug, row in rows.items() if slug.startswith("skills")} == {
            "skills-in-all": [["Salt"]] * 3,
            "skills-in-some": [["Flour"], ["Flour"], []],
            "skills-only-here": [["Yeast"], ["Fish"], ["Sacks"]],
        }

    def test_a_level_or_necessity_that_differs_is_shown_of_each(self, client, baker, cook) -> None:
        make_requirement(baker, "salt", level="expert")
        make_requirement(cook, "salt", level="working")
        make_requirement(baker, "fire", necessity="preferred")
        make_requirement(cook, "fire")
        rows = compare(client, "baker", "cook")
        assert words(rows["skills-in-both-to-different-degrees"]) == [
            ["Fire (preferred), Salt (expert)"],
            ["Fire, Salt (working knowledge)"],
        ]

    def test_what_all_ask_for_cites_the_sources_of_all(self, client, baker, cook) -> None:
        make_requirement(baker, "salt")
        make_requirement(cook, "salt").sources.set([make_source("manual")])
        cell = compare(client, "baker", "cook")["skills-in-both"].cells[0]
        assert [source.slug for source in cell.sources] == ["handbook", "manual"]

    def test_a_role_of_which_no_skill_is_stated_is_not_said_to_ask_for_none(
        self, client, baker, cook
    ) -> None:
        make_requirement(baker, "salt")
        row = compare(client, "baker", "cook")["skills"]
        assert (words(row), row.cells[1].instead) == ([["Salt"], []], "not stated")

    def test_two_steps_of_a_role_speak_with_one_voice_on_what_the_role_asks(
        self, client, baker, cook
    ) -> None:
        make_tier(baker, "junior")
        make_tier(baker, "senior")
        make_requirement(baker, "yeast")
        make_requirement(cook, "fish")
        rows = compare(client, "baker:junior", "baker:senior", "cook")
        assert words(rows["skills-only-here"]) == [["Yeast"], ["Yeast"], ["Fish"]]

    def test_skills_of_steps_are_compared_apart_from_those_of_roles(self, client, baker, cook) -> None:
        junior, senior = make_tier(baker, "junior"), make_tier(baker, "senior")
        for tier, skill in ((junior, "salt"), (senior, "salt"), (senior, "fire"), (None, "yeast")):
            make_requirement(baker, skill, tier=tier)
        rows = compare(client, "baker:junior", "baker:senior", "cook")
        assert words(rows["step-skills-in-all"]) == [["Salt"], ["Salt"], []]
        assert words(rows["step-skills-only-here"]) == [[], ["Fire"], []]
        assert [cell.instead for cell in rows["step-skills-only-here"].cells] == [
            "none",
            "not stated",
            "a whole role, not a step",
        ]

    def test_tools_and_certificates_have_rows_of_their_own(self, client, baker, cook) -> None:
        make_skill("oven", kind="tool")
        make_skill("diploma", kind="certificate")
        make_requirement(baker, "oven", necessity="used")
        make_requirement(baker, "diploma", necessity="required")
        rows = compare(client, "baker", "cook")
        assert (words(rows["tools"])[0], words(rows["certificates"])[0]) == (["Oven"], ["Diploma (required)"])


class TestDifferences:
    def test_how_two_roles_differ_is_said_once_in_the_first_ones_words(self, client, baker, cook) -> None:
        make_link(baker, "Cook", role=cook, difference="A cook has no oven.")
        make_link(cook, "Baker", role=baker, difference="A baker has no pan.")
        assert words(compare(client, "baker", "cook")["differences"]) == [["A cook has no oven."]] * 2
        assert words(compare(client, "cook", "baker")["differences"]) == [["A baker has no pan."]] * 2

    def test_of_more_than_two_each_pair_is_named(self, client, baker, cook) -> None:
        make_link(make_role("grocer"), "Cook", role=cook, difference="A grocer cooks nothing.")
        row = compare(client, "baker", "cook", "grocer", differences="1")["differences"]
        assert words(row)[0] == ["Cook and Grocer: A grocer cooks nothing."]


def test_where_sources_differ_the_cell_says_so_and_leads_there(client, baker, cook) -> None:
    record = make_disagreement(baker, "stress")
    for slug in ("calm", "hard"):
        make_claim(baker, slug, topic="stress", text=slug, disagreement=record)
    cell = compare(client, "baker", "cook")["stress"].cells[0]
    assert cell.differing == ("2 statements differ", "/roles/baker/#differ-stress")


def test_a_statement_about_another_role_fills_no_cell(client, baker, cook) -> None:
    make_claim(baker, "stress", topic="stress", text="Much.", said_of="Miller")
    make_band(baker, said_of="Miller")
    assert compare(client, "baker", "cook").keys() == {"summary", "duties", "hours"}


def test_every_note_leads_to_a_source_and_back_to_the_rows_that_cite_it(client, baker, cook) -> None:
    make_claim(cook, "stress", topic="stress", text="Much.", source=make_source("manual"))
    page = parse_html(client.get("/compare/?role=baker&role=cook"))
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    targets = {link.get("href") for link in page.iter("a") if link.get("href", "").startswith("#")}
    assert {target[1:] for target in targets} <= ids
    assert {"#source-1", "#source-2", "#row-stress", "#row-hours"} <= targets


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("columns", [2, 4])
def test_the_page_costs_the_same_queries_whatever_is_compared(
    client, django_assert_num_queries, number, columns
) -> None:
    values = []
    for column in range(4):
        role = make_role(f"role-{column}")
        make_rate(("EUR", "GBP", "CHF", "SEK")[column])
        for one in range(number):
            tier = make_tier(role, f"tier-{one}")
            make_section(role, "definition", "Point.", introduction="Opens.")
            make_section(role, "tier-duties", "Point.", tier=tier)
            make_requirement(role, f"skill-{one}")
            make_requirement(role, f"skill-{one}", tier=tier)
            make_claim(role, f"claim-{one}", disagreement=make_disagreement(role, f"record-{one}"))
            make_band(role, f"band-{one}", tier=tier, place=make_place(f"place-{one}"))
            make_link(role, f"Other {one}", role=make_role(f"other-{column}-{one}"), difference="Much.")
        values.append(f"role-{column}:tier-0" if column % 2 else f"role-{column}")
    # 1 the roles, 2 their steps, 3 rates, 4 currencies; of what is compared: 5 sections, 6 their sources, 7 points,
    # 8 theirs, 9 requirements, 10 their sources, 11 claims, 12 steps, 13 links, 14 their sources, 15 bands.
    with django_assert_num_queries(15):
        client.get("/compare/", {"role": values[:columns], "currency": "EUR", "differences": "1"})


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("query", ["", "?role=role-0"])
def test_the_page_to_choose_on_costs_the_same_queries_whatever_there_is(
    client, django_assert_num_queries, number, query
) -> None:
    roles = [make_role(f"role-{one}") for one in range(number + 1)]
    for role in roles[1:]:
        make_tier(role)
        make_link(role, "Other", role=roles[0], difference="Much.")
    # 1 the roles, 2 their steps, 3 rates, 4 currencies, 5 links that say how roles differ, 6 their sources.
    with django_assert_num_queries(6):
        client.get(f"/compare/{query}")


def test_nothing_chosen_offers_ready_comparisons_and_every_role_and_step(client, baker, cook) -> None:
    make_tier(baker, "junior", years_min=1)
    make_role("grocer", depth="brief")
    make_link(cook, "Grocer", role=Role.objects.get(address__slug="grocer"), difference="A grocer sells.")
    response = client.get("/compare/")
    assert [one.query for one in response.context["ready"]] == [
        "?role=baker&role=cook",
        "?role=cook&role=grocer",
    ]
    text = text_of(parse_html(response))
    assert "Set two to four roles, or steps of their ladders, side by side." in text
    assert "A grocer sells. Press" in text
    links = {link.get("href") for link in parse_html(response).iter("a")}
    assert {f"/compare/?role={value}" for value in ("baker", "baker:junior", "cook", "grocer")} <= links


def test_one_chosen_offers_the_others(client, baker, cook) -> None:
    make_tier(baker, "junior")
    response = client.get("/compare/?role=baker:junior&currency=")
    assert [one.query for one in response.context["ready"]] == ["?role=baker:junior&role=cook"]
    links = {link.get("href") for link in parse_html(response).iter("a")}
    assert {"/compare/?role=baker:junior&role=baker", "/compare/?role=baker:junior&role=cook"} <= links
    assert "/compare/?role=baker:junior&role=baker:junior" not in links


def test_chips_take_one_away_and_keep_the_rest(client, baker, cook) -> None:
    make_rate("EUR")
    response = client.get("/compare/?role=baker&role=cook&currency=EUR&differences=1")
    assert [(choice.value, query) for choice, query in response.context["chips"]] == [
        ("baker", "?role=cook&currency=EUR&differences=1"),
        ("cook", "?role=baker&currency=EUR&differences=1"),
    ]
    assert response.context["switched"] == "?role=baker&role=cook&currency=EUR"


def test_four_leave_no_room_for_another(client, baker, cook) -> None:
    for slug in ("grocer", "miller", "waiter"):
        make_role(slug)
    response = client.get("/compare/?role=baker&role=cook&role=grocer&role=miller&role=waiter")
    assert response.context["selection"].dropped == ("There is room for 4 at most; left out: Waiter.",)
    assert response.context["roles"] == []
    assert "Remove one to add another." in text_of(parse_html(response))


def test_what_makes_no_sense_is_left_out_and_named(client, baker, cook) -> None:
    response = client.get("/compare/?role=baker&role=nobody&role=cook&currency=XXX&differences=2&colour=red")
    assert response.context["selection"].dropped == (
        '"nobody" is not a role or step here; it was left out.',
        '"colour" is not a choice here; it was left out.',
        '"XXX" is not a currency here; it was left out.',
        '"2" is not a switch here; it was left out.',
    )
    assert [choice.value for choice in response.context["selection"].choices] == ["baker", "cook"]


def test_a_former_address_leads_to_the_same_comparison(client, baker, cook) -> None:
    Address.objects.create(slug="bread-maker", role=baker)
    assert words(compare(client, "bread-maker", "cook")["hours"]) == words(
        compare(client, "baker", "cook")["hours"]
    )


def test_empty_fields_of_a_form_leave_the_address_tidy(client, baker, cook) -> None:
    response = client.get("/compare/?role=baker&role=cook&role=&currency=")
    assert response["HX-Push-Url"] == "/compare/?role=baker&role=cook"
    assert "HX-Push-Url" not in client.get("/compare/?role=baker&role=cook")


def test_an_edition_that_is_not_published_is_not_compared(client, baker, cook) -> None:
    guide_of(baker)
    baker.published = None
    baker.save()
    assert client.get("/compare/?role=baker&role=cook").context["comparison"] is None


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", "/compare/"),
        ("/roles/", "/compare/?role=baker"),
        ("/ladders/", "/compare/?role=baker"),
        ("/skills/kneading/", "/compare/?role=baker"),
        ("/salaries/?role=baker&role=cook", "/compare/?role=baker&role=cook"),
        ("/roles/baker/", "/compare/?role=baker"),
        ("/roles/baker/ladder/", "/compare/?role=baker:junior"),
        ("/roles/baker/ladder/junior/senior/", "/compare/?role=baker:junior&role=baker:senior"),
        ("/roles/baker/skills-check/", "/compare/?role=baker"),
        ("/roles/baker/skills-check/junior/", "/compare/?role=baker:junior"),
    ],
)
def test_lists_and_roles_and_steps_lead_here(client, baker, cook, path, address) -> None:
    for slug in ("junior", "senior"):
        make_tier(baker, slug, years_min=1)
    make_requirement(baker, "kneading")
    make_band(baker, "pay", median=Decimal(50_000))
    links = {link.get("href", "") for link in parse_html(client.get(path)).iter("a")}
    assert address in links


def test_one_role_or_too_many_for_a_comparison_have_no_link_to_it() -> None:
    assert compared(["baker"]) == compared(["a", "b", "c", "d", "e"]) == ""
    assert compared(["a", "b", "c", "d"]) == "/compare/?role=a&role=b&role=c&role=d"


def test_few_names_more_than_fit_are_not_folded() -> None:
    names = tuple(str(number) for number in range(20))
    assert [len(Cell(names=names[:count]).other_names) for count in (14, 17, 18, 20)] == [0, 0, 4, 6]


def test_steps_of_one_ladder_are_paired_each_with_the_next(client, baker, cook) -> None:
    for role, slug in ((baker, "junior"), (baker, "senior"), (cook, "junior")):
        make_tier(role, slug)
    response = client.get("/compare/?role=baker:senior&role=cook:junior&role=baker&role=baker:junior")
    steps = response.context["comparison"].steps
    assert [(first.value, second.value) for first, second in steps] == [("baker:senior", "baker:junior")]
