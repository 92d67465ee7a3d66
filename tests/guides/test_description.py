"""Job descriptions: what they are composed from, their pages and their files."""

import re

import pytest
from django.test import Client

from guides.description import Description, compose, listed
from guides.description_files import as_file, as_markdown, as_text, escaped
from guides.models import Guide, Requirement, Role, Tier
from guides.views.description import find_tier, roles_to_describe
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def composed(role: Role, tier: str = "") -> Description:
    found = roles_to_describe().get(pk=role.pk)
    assert found.published is not None
    return compose(found.published, find_tier(found, tier))


def items(description: Description, heading: str) -> list[str]:
    part = next(part for part in description.parts if part.heading == heading)
    return [f"{line.lead}: {line.text}" if line.lead else line.text for line in part.items]


def headings(description: Description) -> list[str]:
    return [part.heading for part in description.parts]


def make_baker() -> Role:
    """A role with a ladder: an apprentice, the baker, a master, the head of masters, an expert who leads nobody."""
    role = make_role()
    make_section(role, "definition", introduction="A baker bakes.")
    make_section(role, "duties-primary", "Knead the dough.", "Heat the ovens.")
    for slug, values in (
        ("apprentice", {}),
        ("baker", {"plain": True}),
        ("master", {}),
        ("head", {}),
        ("expert", {"track": Tier.Track.INDIVIDUAL}),
    ):
        tier = make_tier(role, slug, **values)
        make_section(role, "tier-duties", f"Do as a {slug} does.", tier=tier, introduction=f"You are {slug}.")
    return role


# What is composed


def test_parts_stand_in_order_and_empty_ones_are_left_out() -> None:
    role = make_baker()
    make_requirement(role, "kneading", group="Hands")
    make_section(role, "environment", introduction="Warm.")
    assert headings(composed(role)) == [
        "About the role",
        "What you will do",
        "What you bring",
        "Education and experience",
        "How we work",
        "Pay",
    ]


def test_a_guide_with_nothing_but_a_summary_leaves_only_what_the_employer_fills_in() -> None:
    description = composed(make_role())
    assert [line.text for part in description.parts for line in part.lines] == [
        "[Years of experience]",
        "[Place]",
        "[Hours]",
        "[Pay range]",
    ]


def test_a_step_opens_with_what_sets_it_apart_and_then_what_it_does() -> None:
    role = make_baker()
    guide_of(role).tiers.filter(slug="master").update(summary="Teaches bakers.")
    assert [line.text for line in composed(role, "master").parts[0].lines] == [
        "The Master teaches bakers.",
        "You are master.",
    ]


def test_what_the_summary_of_a_step_says_is_not_said_again() -> None:
    role = make_baker()
    guide_of(role).tiers.filter(slug="master").update(summary="Is master of three.")
    assert [line.text for line in composed(role, "master").parts[0].lines] == [
        "The Master is master of three."
    ]


def test_duties_that_most_sources_state_are_chosen_and_equals_spread_over_the_page() -> None:
    role = make_role()
    section = make_section(role, "duties-primary", *(f"Duty {number}." for number in range(1, 20)))
    section.points.get(text="Duty 19.").sources.add(make_source("almanac"))
    chosen = [f"Duty {number}." for number in (1, 3, 5, 7, 9, 11, 13, 15, 17, 19)]
    assert items(composed(role), "What you will do") == chosen


def test_the_step_with_the_plain_title_does_its_own_duties_and_then_those_of_the_role() -> None:
    description = composed(make_baker(), "baker")
    assert items(description, "What you will do") == [
        "Do as a baker does.",
        "Knead the dough.",
        "Heat the ovens.",
    ]


def test_a_range_in_a_duty_is_one_sources_figure_and_left_out() -> None:
    role = make_role()
    make_section(role, "duties-primary", "Lead 8 to 20 bakers.", "Bake 24/7.")
    assert items(composed(role), "What you will do") == ["Bake 24/7."]


@pytest.mark.parametrize(
    ("tier", "heading"), [("apprentice", "Duties you grow into"), ("master", "Duties in your charge")]
)
def test_a_step_below_grows_into_the_duties_of_the_role_and_a_manager_above_has_them_in_charge(
    tier: str, heading: str
) -> None:
    description = composed(make_baker(), tier)
    assert headings(description)[1:3] == ["What you will do", heading]
    assert items(description, heading) == ["Knead the dough.", "Heat the ovens."]


@pytest.mark.parametrize("tier", ["head", "expert"])
def test_a_step_that_manages_managers_or_nobody_has_only_its_own_duties(tier: str) -> None:
    description = composed(make_baker(), tier)
    assert items(description, "What you will do") == [f"Do as a {tier} does."]
    assert headings(description) == [
        "About the role",
        "What you will do",
        "Education and experience",
        "How we work",
        "Pay",
    ]


def test_a_step_that_manages_managers_asks_of_the_role_only_what_leaders_need() -> None:
    role = make_baker()
    make_skill("oven", name="Deck Oven", kind="tool")
    make_skill("diploma", name="Diploma", kind="certificate")
    make_requirement(role, "kneading", group="Technical")
    make_requirement(role, "patience", group="People")
    make_requirement(role, "planning", group="Strategy", tier=guide_of(role).tiers.get(slug="head"))
    make_requirement(role, "oven", group="Tools: heat", necessity="used")
    make_requirement(role, "diploma", group="Certificates", necessity="preferred")
    description = composed(role, "head")
    assert items(description, "What you bring") == ["Skill in planning", "Strength in patience"]
    assert {"Tools you will work with", "Good to have"}.isdisjoint(headings(description))


def test_a_duty_that_the_step_states_in_its_own_words_is_not_said_again() -> None:
    role = make_baker()
    make_section(
        role, "tier-duties", "Knead and prove the dough.", tier=guide_of(role).tiers.get(slug="baker")
    )
    assert items(composed(role, "baker"), "What you will do") == [
        "Do as a baker does.",
        "Knead and prove the dough.",
        "Heat the ovens.",
    ]


def test_a_step_without_duties_or_years_says_so_beside_the_text() -> None:
    role = make_baker()
    make_tier(role, "owner")
    description = composed(role, "owner")
    assert items(description, "What you will do") == ["Knead the dough.", "Heat the ovens."]
    assert items(description, "Education and experience") == ["[Years of experience]"]
    assert description.remarks == (
        "Our sources name no duties for this step alone; those in the text are the duties of the role.",
        "Our sources name no years of experience for this step.",
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (3, 6, "You have 3 to 6 years of experience in total."),
        (15, None, "You have 15 or more years of experience in total."),
        (None, 2, "You have up to 2 years of experience in total."),
    ],
)
def test_a_step_asks_for_its_own_years(low: int | None, high: int | None, words: str) -> None:
    role = make_role()
    make_tier(role, "junior", years_min=low, years_max=high)
    assert items(composed(role, "junior"), "Education and experience") == [words]


@pytest.mark.parametrize(
    ("lead", "text", "words"),
    [
        ("3 to 5 years", "At an oven.", "You have 3 to 5 years at an oven."),
        ("Preferred: 7 years", "With a team.", "Preferred: 7 years with a team."),
        ("Minimum", "At least a school.", "You have at least a school."),
        ("", "A good nose.", "A good nose."),
    ],
)
def test_experience_is_as_a_job_description_states_it_where_one_is_among_the_sources(
    lead: str, text: str, words: str
) -> None:
    role = make_role()
    section = make_section(role, "experience", "Start at dawn.", text, introduction="Count on some years.")
    point = section.points.get(text=text)
    point.sources.add(make_source("advert", kind="job-description"))
    section.points.filter(pk=point.pk).update(lead=lead)
    assert items(composed(role), "Education and experience") == [words]


def test_without_a_job_description_among_the_sources_the_section_answers() -> None:
    role = make_role()
    make_section(role, "education", "Bakers rarely study.", introduction="A school\nor none.")
    assert items(composed(role), "Education and experience") == ["[Years of experience]", "A school or none."]


def test_place_and_hours_are_for_the_employer_to_fill_in() -> None:
    role = make_role()
    make_section(role, "environment", "It is warm.", "It is early.", "It is late.", introduction="A bakery.")
    description = composed(role)
    part = next(part for part in description.parts if part.heading == "How we work")
    assert [line.text for line in part.paragraphs] == ["A bakery."]
    assert items(description, "How we work") == [
        "Place: [Place]",
        "Hours: [Hours]",
        "It is warm.",
        "It is early.",
    ]


def test_skills_of_a_group_and_level_are_one_phrase_with_abbreviations() -> None:
    role = make_role()
    make_skill("sourdough", name="Sourdough care", abbreviation="SC")
    make_skill("haccp", name="HACCP standard", abbreviation="HACCP")
    for slug, level in (("kneading", ""), ("haccp", ""), ("sourdough", "awareness")):
        make_requirement(role, slug, group="Technical", level=level)
    make_requirement(role, "kneading", group="Muscles")
    assert items(composed(role), "What you bring") == [
        "Command of kneading and HACCP",
        "A basic understanding of sourdough care (SC)",
    ]


def test_groups_of_one_skill_share_a_last_line() -> None:
    role = make_role()
    for slug, group in (("timing", "Mind"), ("kneading", "Hands"), ("shaping", "Hands"), ("calm", "Soul")):
        make_requirement(role, slug, group=group)
    assert items(composed(role), "What you bring") == [
        "Skill in kneading and shaping",
        "Skill in timing and calm",
    ]


def test_of_many_skills_and_groups_those_that_most_sources_name_are_kept() -> None:
    role = make_role()
    for group in range(1, 11):
        for number in range(1, 7):
            make_requirement(role, f"s{group}-{number}", group=f"Group {group}").sources.add(
                *([make_source("almanac")] if number == 6 and group > 2 else [])
            )
    assert items(composed(role), "What you bring") == [
        f"Skill in S{group}-6, S{group}-1, S{group}-2 and S{group}-3" for group in range(3, 11)
    ]


def test_a_step_brings_its_own_skills_first_and_then_what_the_role_asks_for_at_every_step() -> None:
    role = make_baker()
    other, own = guide_of(role).tiers.get(slug="apprentice"), guide_of(role).tiers.get(slug="master")
    make_requirement(role, "kneading", group="Hands")
    make_requirement(role, "shaping", group="Hands")
    make_requirement(role, "sweeping", group="Hands", tier=other)
    make_requirement(role, "teaching", group="People", tier=own)
    make_requirement(role, "shaping", group="Hands", tier=own)
    assert items(composed(role, "master"), "What you bring") == [
        "Strength in teaching",
        "Skill in shaping",
        "Skill in kneading",
    ]


def test_all_that_a_step_asks_for_stands_in_lines_of_readable_length() -> None:
    role = make_baker()
    for number in range(1, 8):
        make_requirement(role, f"s{number}", group="Hands", tier=guide_of(role).tiers.get(slug="master"))
    assert items(composed(role, "master"), "What you bring") == [
        "Skill in S1, S2, S3 and S4",
        "Skill in S5, S6 and S7",
    ]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a and b", "c"], "a and b, and c"),
        (["a", "b", "c and d"], "a, b, and c and d"),
    ],
)
def test_a_list_reads_as_a_sentence(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_what_is_required_is_not_also_good_to_have() -> None:
    role = make_role()
    preferred = Requirement.Necessity.PREFERRED
    make_requirement(role, "kneading", group="Hands")
    make_requirement(role, "kneading", group="On the rise", necessity=preferred)
    make_requirement(role, "icing", group="On the rise", necessity=preferred)
    assert items(composed(role), "Good to have") == ["Familiarity with icing"]


def test_of_certificates_three_are_examples() -> None:
    role = make_role()
    for slug in ("a", "b", "c", "d"):
        make_skill(slug, name=f"Diploma {slug.upper()}", kind="certificate")
        make_requirement(role, slug, group="Certificates", necessity="preferred")
    assert items(composed(role), "Good to have") == [
        "A qualification such as Diploma A, Diploma B or Diploma C"
    ]


def test_tools_stand_apart_from_skills_as_three_examples_a_group() -> None:
    role = make_role()
    for slug, name, group in (
        ("any", "Other ovens", "heat"),
        ("deck", "Deck Oven", "heat"),
        ("rack", "Rack Oven", "heat"),
        ("gas", "Gas Oven", "heat"),
        ("spiral", "Spiral Mix", "mixers"),
        ("fork", "Fork Mix", "mixers"),
        ("alone", "Scale Pro", "weight"),
    ):
        make_skill(slug, name=name, kind="tool")
        make_requirement(
            role,
            slug,
            group=f"Tools: {group}",
            necessity="used",
            level="awareness" if group == "mixers" else "",
        )
    assert items(composed(role), "Tools you will work with") == [
        "Heat tools such as Deck Oven, Rack Oven or Gas Oven",
        "A basic understanding of mixers such as Spiral Mix or Fork Mix",
    ]
    assert "What you bring" not in headings(composed(role))


def test_sources_are_those_of_what_is_said_and_of_the_step() -> None:
    role = make_role()
    make_section(role, "definition", introduction="A baker bakes.")
    make_tier(role, "junior", source=make_source("ladders", publisher="Rungs"))
    make_claim(role, "growth", source=make_source("unused"))
    assert [source.slug for source in composed(role).sources] == ["handbook"]
    assert [source.slug for source in composed(role, "junior").sources] == ["ladders"]


# Plain text and Markdown


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("*bold* _and_ `code`", r"\*bold\* \_and\_ \`code\`"),
        ("[link](https://a.example) <b>", r"\[link\](https://a.example) \<b\>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("12) no list", r"12\) no list"),
        ("- no item", r"\- no item"),
        ("a\\b | c ~ d &amp; e & f", r"a\\b \| c \~ d \&amp; e & f"),
        ("24/7 at $5.50, 1 to 2.", "24/7 at $5.50, 1 to 2."),
    ],
)
def test_markdown_lets_no_character_of_a_record_mark_anything_up(text: str, markdown: str) -> None:
    assert escaped(text) == markdown


def test_both_forms_hold_the_same_text() -> None:
    role = make_role(title="Baker *1*")
    make_section(role, "duties-primary", "Knead_the_dough.", "1. Heat ovens.")
    make_requirement(role, "kneading")
    make_requirement(role, "icing", group="Hands", necessity="preferred")
    description = composed(role)
    assert as_text(description) == (
        "Baker *1*\n\nWhat you will do\n\n- Knead_the_dough.\n- 1. Heat ovens.\n\n"
        "What you bring\n\n- Skill in kneading\n\nGood to have\n\n- Skill in icing\n\n"
        "Education and experience\n\n- [Years of experience]\n\n"
        "How we work\n\n- Place: [Place]\n- Hours: [Hours]\n\nPay\n\n[Pay range]\n"
    )
    assert as_markdown(description) == (
        "# Baker \\*1\\*\n\n## What you will do\n\n- Knead\\_the\\_dough.\n- 1\\. Heat ovens.\n\n"
        "## What you bring\n\n- Skill in kneading\n\n## Good to have\n\n- Skill in icing\n\n"
        "## Education and experience\n\n- \\[Years of experience\\]\n\n"
        "## How we work\n\n- **Place:** \\[Place\\]\n- **Hours:** \\[Hours\\]\n\n"
        "## Pay\n\n\\[Pay range\\]\n"
    )


def test_a_file_ends_with_its_date_address_sources_and_terms() -> None:
    role = make_role()
    make_section(role, "definition", introduction="A baker bakes.")
    Guide.objects.update(updated_at="2026-11-22T10:00:00Z")
    below = as_file(composed(role), "md", "https://guides.example/x/").split("---")[1].strip().split("\n\n")
    assert below[:2] == [
        "Text as of 22 November 2026, from <https://guides.example/x/>",
        "Sources: Press: The handbook of jobs.",
    ]
    assert below[2].startswith("Terms: You may copy, change and publish this text")


# Pages and files


def test_the_page_shows_the_text_and_leads_to_files_steps_and_role(client: Client) -> None:
    make_baker()
    page = parse_html(client.get("/roles/baker/job-description/master/"))
    article = next(element for element in page.iter("article"))
    assert text_of(article).startswith(
        "Master About the role You are master. What you will do Do as a master does."
    )
    links = [element.get("href") for element in page.iterfind(".//main//a")]
    assert links == [
        "/roles/",
        "/roles/baker/",
        "/roles/baker/job-description/",
        "/roles/baker/job-description/master.txt",
        "/roles/baker/job-description/master.md",
        "/roles/baker/#pay",
        "/roles/baker/",
        "/sources/handbook/",
        "/roles/baker/job-description/",
        "/roles/baker/job-description/apprentice/",
        "/roles/baker/job-description/baker/",
        "/roles/baker/job-description/master/",
        "/roles/baker/job-description/head/",
        "/roles/baker/job-description/expert/",
        "/roles/baker/",
        "/roles/baker/ladder/",
    ]


def test_buttons_are_hidden_until_the_script_shows_them(client: Client) -> None:
    make_baker()
    page = parse_html(client.get("/roles/baker/job-description/"))
    buttons = next(element for element in page.iter("div") if element.get("class") == "copy-buttons")
    assert buttons.get("hidden") == ""
    assert [text_of(button) for button in buttons] == ["Copy", "Copy as plain text", "Copy as Markdown"]


def test_what_the_buttons_copy_is_the_text_of_the_files(client: Client) -> None:
    make_baker()
    path = "/roles/baker/job-description"
    page = parse_html(client.get(f"{path}/"))
    held = {element.get("id"): "".join(element.itertext()) for element in page.iter("template")}
    files = [client.get(f"{path}.{form}").content.decode().split("\n---\n")[0] for form in ("txt", "md")]
    assert [held["as-text"], held["as-markdown"]] == files


def test_the_figure_of_the_role_or_of_the_step_stands_beside_the_text_and_not_in_it(client: Client) -> None:
    role = make_baker()
    make_band(role)
    make_band(role, "master", tier=guide_of(role).tiers.get(slug="master"), pay_period="", median=70_000)
    make_band(role, "cook", tier=guide_of(role).tiers.get(slug="apprentice"), said_of="Cook")
    asides, texts = {}, []
    for tier in ("", "master/", "apprentice/"):
        page = parse_html(client.get(f"/roles/baker/job-description/{tier}"))
        asides[tier] = text_of(page.find(".//section[@aria-labelledby='fill-in']/p"))
        texts.append(text_of(next(element for element in page.iter("article"))))
    state = "Pay. State your own range: only you know it."
    compare = f"{state} For comparison, our guide's figure for this"
    assert asides == {
        "": f"{compare} role: median $50,000, a year (Press, United States; date not stated). All figures",
        "master/": f"{compare} step: median $70,000 (Press, United States; date and period not stated). All figures",
        "apprentice/": f"{state} Our guide has no figure for this step. All figures",
    }
    assert [text.endswith("Pay [Pay range]") and "$" not in text for text in texts] == [True, True, True]


def test_the_way_back_leads_through_the_role(client: Client) -> None:
    make_baker()
    ways = [
        [text_of(step) for step in parse_html(client.get(path)).iterfind(".//nav[@class='crumbs']//li")]
        for path in ("/roles/baker/job-description/", "/roles/baker/job-description/master/")
    ]
    assert ways == [
        ["Roles", "Baker", "Job description"],
        ["Roles", "Baker", "Job description", "Master"],
    ]


@pytest.mark.parametrize(
    ("form", "content_type"),
    [("txt", "text/plain; charset=utf-8"), ("md", "text/markdown; charset=utf-8")],
)
def test_a_file_is_downloaded_under_a_good_name(client: Client, form: str, content_type: str) -> None:
    make_baker()
    Guide.objects.update(title="Bäcker")
    whole = client.get(f"/roles/baker/job-description.{form}")
    step = client.get(f"/roles/baker/job-description/master.{form}")
    assert whole["Content-Type"] == step["Content-Type"] == content_type
    assert whole["Content-Disposition"] == f'attachment; filename="baker-job-description.{form}"'
    assert step["Content-Disposition"] == f'attachment; filename="baker-master-job-description.{form}"'
    assert whole.content.decode().lstrip("# ").splitlines()[0] == "Bäcker"


@pytest.mark.parametrize(
    "path", [".pdf", ".", ".TXT", "/master.docx", "/nobody/", "/nobody.md", "/master/more/", "/%00/"]
)
def test_other_forms_and_steps_are_not_found(client: Client, path: str) -> None:
    make_baker()
    assert client.get(f"/roles/baker/job-description{path}").status_code == 404


@pytest.mark.parametrize("slug", ["nobody", "%00", "b%C3%A4cker"])
def test_other_addresses_are_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/roles/{slug}/job-description/").status_code == 404


def test_a_step_that_is_not_there_leads_to_those_that_are(client: Client) -> None:
    make_baker()
    page = parse_html(client.get("/roles/baker/job-description/nobody/"))
    assert [element.get("href") for element in page.iterfind(".//main//a")] == [
        "/roles/",
        "/roles/baker/",
        "/roles/baker/",
        "/roles/baker/job-description/",
        "/roles/baker/job-description/apprentice/",
        "/roles/baker/job-description/baker/",
        "/roles/baker/job-description/master/",
        "/roles/baker/job-description/head/",
        "/roles/baker/job-description/expert/",
    ]


def test_a_brief_role_has_no_job_description_and_says_which_roles_have(client: Client) -> None:
    make_baker()
    make_role("miller", depth="brief")
    answers = [client.get(f"/roles/miller/job-description{end}") for end in ("/", ".txt", ".md")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    page = parse_html(answers[0])
    assert [element.get("href") for element in page.iterfind(".//main//a")] == [
        "/roles/",
        "/roles/miller/",
        "/roles/miller/",
        "/roles/baker/job-description/",
    ]


@pytest.mark.parametrize("end", ["/", ".txt", "/master/", "/master.md"])
def test_a_former_address_redirects_to_the_same_page(client: Client, end: str) -> None:
    make_baker().addresses.create(slug="bread-maker")
    answer = client.get(f"/roles/bread-maker/job-description{end}")
    assert (answer.status_code, answer["Location"]) == (301, f"/roles/baker/job-description{end}")


@pytest.mark.parametrize(
    "path", ["/job-descriptions/", "/roles/baker/job-description/", "/roles/baker/job-description/master.md"]
)
def test_reading_is_all_one_can_do(client: Client, path: str) -> None:
    make_baker()
    assert client.head(path).status_code == 200
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405


def test_a_draft_shows_nowhere(client: Client) -> None:
    role = make_baker()
    draft = Guide.objects.create(role=role, title="Secret", summary="Secret.")
    Tier.objects.create(guide=draft, slug="secret", title="Secret", source=make_source())
    make_role("spy", published=False, title="Secret")
    assert client.get("/roles/spy/job-description/").status_code == 404
    assert client.get("/roles/baker/job-description/secret/").status_code == 404
    for path in (
        "/job-descriptions/",
        "/roles/baker/job-description/",
        "/roles/baker/job-description/secret.md",
    ):
        assert "secret" not in re.sub(r"/secret", "", client.get(path).content.decode().lower())


def test_the_list_names_full_guides_with_their_steps_in_order(client: Client) -> None:
    make_baker()
    make_role("miller", depth="brief")
    make_role("butcher")
    page = parse_html(client.get("/job-descriptions/"))
    assert [element.get("href") for element in page.iterfind(".//main//a")] == [
        "/roles/baker/job-description/",
        "/roles/baker/job-description/apprentice/",
        "/roles/baker/job-description/baker/",
        "/roles/baker/job-description/master/",
        "/roles/baker/job-description/head/",
        "/roles/baker/job-description/expert/",
        "/roles/butcher/job-description/",
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_two_queries(client: Client, django_assert_num_queries, number: int) -> None:
    for role in range(number):
        make_tier(make_role(f"role-{role}"))
    with django_assert_num_queries(2):  # roles with their guides; tiers
        client.get("/job-descriptions/")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("end", "queries"), [("/", 9), ("/t0/", 9), (".md", 8)])
def test_a_job_description_costs_eight_queries_and_its_page_one_more(
    client: Client, django_assert_num_queries, number: int, end: str, queries: int
) -> None:
    role = make_role()
    for n in range(number):
        tier = make_tier(role, f"t{n}")
        make_section(role, "duties-primary", f"Duty {n}.")
        make_section(role, "tier-duties", f"Do {n}.", tier=tier)
        make_requirement(role, f"skill-{n}")
        make_band(role, f"band-{n}", tier=tier, source=make_source(f"source-{n}"))
    # role with guide and address; tiers; sections, their sources, points, their sources; requirements, their
    # sources; on the page: bands
    with django_assert_num_queries(queries):
        client.get(f"/roles/baker/job-description{end}")
