import json
from decimal import Decimal

import pytest
from django.test import Client

from guides.models import Address
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_disagreement,
    make_link,
    make_place,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_source,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(client: Client, path: str = "/roles/baker/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def fill(role, number: int) -> None:
    """Give a role `number` of everything that its page lists."""
    for count in range(number):
        make_section(role, "definition", *[f"Point {count}.{one}" for one in range(number)])
        make_question(role, f"question-{count}", question=f"Question {count}?")
        tier = make_tier(role, f"tier-{count}", years_min=count, years_max=count + 2)
        make_requirement(role, f"skill-{count}")
        make_band(role, f"band-{count}", disagreement=make_disagreement(role, f"pay-{count}"))
        make_band(role, f"band-{count}-tier", tier=tier)
        make_claim(role, f"claim-{count}", place=make_place())
        make_link(role, f"Other {count}", role=make_role(f"other-{count}"))
        Address.objects.create(slug=f"alias-{count}", role=role, title=f"Alias {count}")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_whatever_the_guide_holds(
    client, django_assert_num_queries, number
) -> None:
    role = make_role("baker")
    fill(role, number)
    # 1 role, 2 sections, 3 their sources, 4 points, 5 their sources, 6 tiers, 7 requirements, 8 their sources,
    # 9 questions, 10 their sources, 11 claims, 12 bands, 13 links, 14 their sources, 15 addresses.
    with django_assert_num_queries(15):
        client.get("/roles/baker/")


def test_the_first_screen_answers_what_pay_years_and_first_step(client) -> None:
    role = make_role("baker", summary="Bakes bread.")
    make_band(role, median=Decimal(41_000), attributed_to="BLS", as_of="2023-05", source=make_source("press"))
    make_claim(
        role, "years", topic="experience", text="2 to 4 years at an oven.", low=2, high=4, unit="years"
    )
    steps = make_section(role, "steps", "Find a bakery.", slug="how-to-begin")
    steps.points.update(lead="Become an apprentice")
    masthead = page(client).split("</header>")[1]
    assert "Bakes bread." in masthead
    assert "$41,000" in masthead
    assert "BLS, relayed by Press, May 2023, United States" in masthead
    assert "2 to 4 years" in masthead
    assert '<a class="words" href="#how-to-begin">Become an apprentice</a>' in masthead


def test_what_no_source_states_says_so(client) -> None:
    make_role("baker")
    assert page(client).count("Not stated by any source here.") == 2


def test_years_of_the_plain_step_stand_in_where_no_number_is_stated(client) -> None:
    role = make_role("baker")
    make_tier(role, "plain", plain=True, years_min=3, years_max=5)
    make_claim(role, "years", topic="experience", text="Years vary.")
    assert '<span class="figure">3 to 5 years</span>' in page(client)


def test_differing_figures_are_all_there_with_the_explanation(client) -> None:
    role = make_role("baker")
    disagreement = make_disagreement(
        role, "median-pay", topic="Median pay", explanation="Counted differently."
    )
    make_band(role, "one", median=Decimal(40_000), disagreement=disagreement)
    make_band(role, "two", median=Decimal(50_000), disagreement=disagreement, source=make_source("almanac"))
    text = page(client)
    assert "2 figures differ" in text
    assert "Counted differently." in text
    assert text.count('id="differ-median-pay"') == 1
    assert "$40,000" in text and "$50,000" in text


def test_each_headline_says_why_it_was_chosen_and_what_each_part_of_the_rule_left(client) -> None:
    role = make_role("baker")
    junior = make_tier(role, "junior")
    make_band(role, "best", median=Decimal(41_000), as_of="2023")
    make_band(role, "undated", median=Decimal(42_000))
    make_band(role, "elsewhere", place=None, median=Decimal(43_000))
    make_band(role, "step", tier=junior, median=Decimal(31_000))
    make_band(role, "step-total", tier=junior, median=Decimal(39_000), basis="total")
    tree = parse_html(client.get("/roles/baker/"))
    first_screen = text_of(tree.find(".//*[@class='answers']"))
    assert (
        "$41,000 Median. Press, 2023, United States. Chosen over 2 others: for the United States"
        in first_screen
    )
    rule = tree.find(".//*[@id='headline-rule']")
    left = [text_of(item.find("b")) for item in rule.iter("li") if item.find("b") is not None]
    assert left == ["3 figures left.", "2 figures left.", "1 figure left."]
    ladder = text_of(tree.find(".//*[@id='ladder-brief']//tbody"))
    assert ladder.endswith("$31,0001chosen over 1 other: not known to be total pay")
    step = text_of(parse_html(client.get("/roles/baker/ladder/")).find(".//*[@id='junior']"))
    assert step.count("Stands for this step") == 1
    assert "$31,000 Press, United States; date not stated. Stands for this step: chosen over 1 other" in step


def test_a_lone_statement_bears_no_mark_of_disagreement(client) -> None:
    role = make_role("baker")
    make_band(role, disagreement=make_disagreement(role))
    assert "figures differ" not in page(client)


def test_each_note_leads_to_its_source_and_the_source_leads_back(client) -> None:
    role = make_role("baker")
    make_section(role, "definition", "Bread is baked.")
    text = page(client)
    assert '<sup><a href="#source-1" aria-label="Source 1">1</a></sup>' in text
    assert '<li id="source-1">' in text
    assert 'Cited in <a href="#the-job">The job</a>' in text


def test_a_long_list_is_folded_after_its_first_points(client) -> None:
    role = make_role("baker")
    make_section(role, "pros", *[f"Reason {number}." for number in range(9)], heading="Why bake")
    assert 'Show 6 more<span class="visually-hidden">: Why bake</span>' in page(client)


def test_a_role_without_a_page_is_named_without_a_link(client) -> None:
    role = make_role("baker")
    hidden = make_role("secret-chef", published=False, title="Secret title")
    make_link(role, "Chef", role=hidden, difference="Cooks.")
    text = page(client)
    assert "Chef" in text and "Cooks." in text
    assert "secret-chef" not in text and "Secret title" not in text


def test_an_edge_is_seen_from_its_other_end_once(client) -> None:
    baker, miller = make_role("baker"), make_role("miller")
    make_link(miller, "Baker", kind="advancement", role=baker)
    text = page(client)
    assert "<h3>Jobs people come from</h3>" in text
    assert text.count('<a href="/roles/miller/">Miller</a>') == 1
    make_link(baker, "Miller", kind="entry", role=miller)
    assert page(client).split('id="links"')[1].count('href="/roles/miller/"') == 1


def test_a_sideways_move_is_one_from_its_other_end_too(client) -> None:
    make_link(make_role("miller"), "Baker", kind="lateral", role=make_role("baker"))
    connections = client.get("/roles/baker/").context["page"].connections
    assert {kind: [other.name for other in others] for kind, others in connections.items()} == {
        "Sideways moves": ["Miller"]
    }


def test_a_guides_own_words_on_a_link_come_before_the_other_guides(client) -> None:
    baker, miller = make_role("baker"), make_role("a-miller")
    make_link(miller, "Baker", role=baker, difference="Theirs.")
    make_link(baker, "Miller", kind="specialisation", role=miller, difference="Ours.")
    connections = client.get("/roles/baker/").context["page"].connections
    assert [(kind, other.difference) for kind, others in connections.items() for other in others] == [
        ("Specialisations", "Ours.")
    ]


def test_every_claim_stands_on_the_page_once(client) -> None:
    role = make_role("baker")
    make_claim(role, "first", topic="team-size", text="A team of five.")
    make_claim(role, "second", topic="team-size", text="A team of nine.")
    make_claim(role, "third", topic="certificates", text="A master's certificate.")
    text = page(client)
    for words in ("A team of five.", "A team of nine.", "A master&#x27;s certificate."):
        assert text.count(words) == 1


def test_pay_under_a_label_only_is_charted_without_a_headline(client) -> None:
    make_band(make_role("baker"), label="Mid-level", median=Decimal(52_000))
    shown = client.get("/roles/baker/").context["page"]
    assert shown.headline is None
    assert [bar.row.label for bar in shown.pay_chart.bars] == ["Mid-level"]


def test_a_link_from_an_unpublished_guide_does_not_leak(client) -> None:
    make_link(
        make_role("hidden-miller", published=False), "Baker", kind="advancement", role=make_role("baker")
    )
    assert "hidden" not in page(client).lower()


def test_other_titles_redirect_in_one_hop_to_the_same_page(client) -> None:
    role = make_role("baker")
    make_tier(role)
    Address.objects.create(slug="bread-maker", role=role, title="Bread Maker", note="A French title.")
    for path in ("/roles/{}/", "/roles/{}/ladder/"):
        response = client.get(path.format("bread-maker"))
        assert (response.status_code, response["Location"]) == (301, path.format("baker"))
    assert "A French title." in page(client)


def test_a_role_that_is_gone_answers_410_at_all_its_addresses(client) -> None:
    Address.objects.create(slug="lamplighter", title="Lamplighter")
    response = client.get("/roles/lamplighter/")
    assert response.status_code == 410
    assert "Lamplighter was taken down" in response.content.decode()


def test_a_role_that_is_gone_names_roles_with_a_like_title(client) -> None:
    Address.objects.create(slug="bread-master", title="Master Bread Baker")
    make_role("master-baker")
    make_role("bread-baker-in-hiding", published=False)
    links = parse_html(client.get("/roles/bread-master/")).findall(".//ul[@class='links-list']//a")
    assert [link.get("href") for link in links] == ["/roles/master-baker/"]


@pytest.mark.parametrize(
    "slug", ["unknown", "hidden", "%00", "a" * 3000, "Ünïcode", "..", "%F0%9F%8D%9E", "baker%0A"]
)
def test_an_address_that_leads_nowhere_public_answers_404(client, slug) -> None:
    make_role("hidden", published=False)
    assert client.get(f"/roles/{slug}/").status_code == 404
    assert client.get(f"/roles/{slug}/ladder/").status_code == 404


def test_text_is_escaped_and_the_page_valid(client) -> None:
    role = make_role(
        "baker", title="Baker & Co <b>", summary='He said "bake" </script><script>alert(1)</script>'
    )
    fill(role, 2)
    make_section(role, "letter", "Dear <Sir>,")
    text = page(client)
    assert "<script>alert" not in text
    parse_html(client.get("/roles/baker/"))


def test_structured_data_says_what_the_page_shows(client) -> None:
    role = make_role("baker", summary="Bakes bread.")
    make_band(role, low=Decimal(30_000), median=Decimal(41_000), high=Decimal(60_000))
    scripts = page(client).split('<script type="application/ld+json">')[1:]
    occupation, breadcrumbs = (json.loads(script.split("</script>")[0]) for script in scripts)
    assert occupation["@type"] == "Occupation"
    assert occupation["estimatedSalary"] == [
        {
            "@type": "MonetaryAmountDistribution",
            "name": "pay",
            "currency": "USD",
            "median": 41000.0,
            "minValue": 30000.0,
            "maxValue": 60000.0,
            "duration": "P1Y",
        }
    ]
    assert [item["name"] for item in breadcrumbs["itemListElement"]] == ["Career Guide", "Roles", "Baker"]


def test_the_page_is_the_same_for_an_editor_who_is_logged_in(client, admin_client) -> None:
    make_band(make_role("baker"))
    public = client.get("/roles/baker/")
    assert public.content == admin_client.get("/roles/baker/").content
    assert not public.cookies
    assert "Cookie" not in public.get("Vary", "")


def test_head_answers_like_get_without_a_body(client) -> None:
    make_role("baker")
    response = client.head("/roles/baker/")
    assert (response.status_code, response.content) == (200, b"")
    assert client.post("/roles/baker/").status_code == 405


def test_a_brief_role_shows_the_way_to_the_full_guide(client) -> None:
    full = make_role("baker")
    brief = make_role("pastry-cook", depth="brief")
    make_link(brief, "Baker", role=full)
    assert guide_of(brief).depth == "brief"
    masthead = page(client, "/roles/pastry-cook/").split("</dl>")[0]
    assert '<a class="words" href="/roles/baker/">Baker</a>' in masthead
