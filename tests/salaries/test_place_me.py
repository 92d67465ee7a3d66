from decimal import Decimal

import pytest
from django.utils.http import urlencode

from guides.models import Address, Role
from tests.factories import make_band, make_place, make_rate, make_role, make_source, make_tier
from tests.helpers import parse_html, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def baker() -> Role:
    """A ladder of three steps on one track, one of another, and pay from two sources in two places."""
    baker = make_role("baker")
    almanac = make_source("almanac", publisher="Almanac")
    germany = make_place("germany", parent=make_place("europe"))
    plain = make_tier(baker, "baker", title="Baker", plain=True, years_min=2, years_max=5)
    senior = make_tier(baker, "senior", title="Senior Baker", years_min=5, years_max=9)
    make_tier(baker, "artist", title="Artist", years_min=8, years_max=12, track="individual")
    head = make_tier(baker, "head", title="Head Baker", years_min=10)
    make_band(baker, "plain", tier=plain, low=Decimal(40_000), high=Decimal(60_000))
    make_band(baker, "senior", tier=senior, low=Decimal(50_000), high=Decimal(80_000))
    make_band(baker, "senior-total", tier=senior, median=Decimal(90_000), basis="total", source=almanac)
    make_band(baker, "head", tier=head, low=Decimal(80_000), high=Decimal(100_000), open_top=True)
    make_band(baker, "itself", median=Decimal(55_000), pay_period="", place=None)
    make_band(
        baker,
        "german",
        low=Decimal(32_000),
        high=Decimal(48_000),
        currency="EUR",
        place=germany,
        source=almanac,
    )
    make_band(baker, "hourly", median=Decimal(25), pay_period="hour")
    make_band(baker, "level", label="Entry-Level", median=Decimal(35_000))
    make_band(baker, "of-a-cook", said_of="Cook", median=Decimal(99_000))
    make_rate("EUR", note="Read from a pair of figures.")
    return baker


def place(client, **given):
    given = {"role": "baker", "amount": "60,000", "currency": "USD", **given}
    return client.get(f"/salaries/place-me/?{urlencode(given)}")


def told(groups) -> dict[str, dict[str, str]]:
    """What each group says of each of its figures."""
    return {group.heading: {bar.row.slug: f"{bar.verdict.lies}" for bar in group.bars} for group in groups}


def reasons(placing) -> dict[str, list[str]]:
    return {reason.slug: [row.slug for row in rows] for reason, rows in placing.apart}


def test_years_on_two_steps_show_both_and_the_role_itself(client, baker) -> None:
    response = place(client, years="5")
    placing = response.context["placing"]
    assert told(placing.groups) == {
        "Baker (2 to 5 years)": {"plain": "within"},
        "Senior Baker (5 to 9 years)": {"senior": "within", "senior-total": "below"},
        "The role itself": {"itself": "above", "german": "within"},
    }
    assert reasons(placing) == {"period": ["hourly"], "level": ["level"]}
    text = text_of(parse_html(response))
    assert "Where $60,000 a year lies As Baker with 5 years of experience." in text
    assert "Its ladder has 2 steps that hold so many years; all are shown." in text
    assert "Press, United States; date not stated" in text
    assert "Within: at its high end, $60,000." in text
    assert "Within: 33 per cent of the way from $50,000 to $80,000." in text
    assert "Above: $5,000 (9 per cent) over its median, $55,000." in text
    assert "Of 2 figures, your amount lies below 1 and within 1." in text
    assert "99,000" not in text


def test_without_years_the_role_all_steps_and_levels_are_shown(client, baker) -> None:
    response = place(client)
    assert list(told(response.context["placing"].groups)) == [
        "The role itself",
        "Baker (2 to 5 years)",
        "Senior Baker (5 to 9 years)",
        "Head Baker (10 years and more)",
        "Levels that sources name",
    ]
    assert response.context["placing"].onwards == []
    assert "You gave no years, so all steps are shown." in text_of(parse_html(response))


def test_years_that_no_step_holds_show_all_and_say_so(client, baker) -> None:
    response = place(client, years="1")
    assert len(response.context["placing"].groups) == 5
    assert "No step of its ladder holds so many years, so all steps are shown." in text_of(
        parse_html(response)
    )


def test_years_on_a_role_without_a_ladder_change_nothing_and_say_so(client) -> None:
    make_band(make_role("cook"))
    text = text_of(parse_html(place(client, role="cook", years="3")))
    assert "No source here gives this role a ladder, so your years change nothing." in text
    assert "Above: $10,000 (20 per cent) over its median, $50,000." in text


def test_the_next_step_changes_pay_by_the_same_source(client, baker) -> None:
    response = place(client, years="6")
    [onwards] = response.context["placing"].onwards
    assert told([onwards.group]) == {"Head Baker (10 years and more)": {"head": "below"}}
    text = text_of(parse_html(response))
    assert (
        "What the next step would change: Head Baker Over Senior Baker: low end $30,000 (60 per cent) more,"
        " high end $20,000 (25 per cent) more Press, United States; date not stated"
    ) in text
    assert "Below: $20,000 (25 per cent) under its low end, $80,000." in text


def test_a_next_step_of_which_no_source_states_both_ends_is_not_compared(client, baker) -> None:
    text = text_of(parse_html(place(client, years="6", place="germany")))
    assert "No source here states pay for both steps in this place, so the difference is not known." in text


def test_above_an_open_top_is_within(client, baker) -> None:
    response = place(client, amount="250k", years="12")
    assert told(response.context["placing"].groups)["Head Baker (10 years and more)"] == {"head": "within"}
    assert "Within: above $100,000, where it is open upwards." in text_of(parse_html(response))


def test_a_place_keeps_the_figures_of_others_apart_but_places_you_there_too(client, baker) -> None:
    response = place(client, place="europe", years="5")
    placing = response.context["placing"]
    assert told(placing.groups) == {
        "Baker (2 to 5 years)": {},
        "Senior Baker (5 to 9 years)": {},
        "The role itself": {"german": "within"},
    }
    assert told(placing.elsewhere) == {
        "The role itself": {"itself": "above"},
        "Baker (2 to 5 years)": {"plain": "within"},
        "Senior Baker (5 to 9 years)": {"senior": "within", "senior-total": "below"},
    }
    text = text_of(parse_html(response))
    assert "Baker (2 to 5 years) No source here states pay for this step in Europe." in text
    assert "For other places, or none stated These figures are not said of Europe." in text


def test_another_currency_is_converted_by_a_named_rate(client, baker) -> None:
    response = place(client, amount="€45.000", currency="", place="germany")
    placing = response.context["placing"]
    assert told(placing.groups) == {"The role itself": {"german": "within"}}
    assert told(placing.elsewhere)["The role itself"] == {"itself": "above"}
    text = text_of(parse_html(response))
    assert "Where €45,000 a year lies" in text
    assert "Within: 81 per cent of the way from €32,000 to €48,000." in text
    assert "Above: about €1,000 (2 per cent) over its median, €44,000." in text
    assert "Rates used 1 EUR = 1.25 USD Press, date not stated. Read from a pair of figures." in text


def test_a_currency_without_a_rate_leaves_the_figure_apart(client, baker) -> None:
    make_band(baker, "reais", currency="BRL")
    placing = place(client).context["placing"]
    assert reasons(placing) == {"rate": ["reais"], "period": ["hourly"]}


def test_pay_by_the_month_meets_a_twelfth_of_a_year(client, baker) -> None:
    response = place(client, amount="5000", per="month", years="3")
    assert told(response.context["placing"].groups) == {
        "Baker (2 to 5 years)": {"plain": "within"},
        "The role itself": {"itself": "above", "german": "within"},
    }
    text = text_of(parse_html(response))
    assert "Within: at its high end, $5,000." in text
    assert "the figure is read as a year’s pay, and divided by twelve. That is our reading." in text


def test_pay_by_the_hour_meets_only_pay_by_the_hour(client, baker) -> None:
    placing = place(client, amount="22.50", per="hour").context["placing"]
    assert told(placing.groups) == {"The role itself": {"hourly": "below"}}
    assert reasons(placing) == {
        "period": ["plain", "senior", "senior-total", "head", "german", "level"],
        "period-not-stated": ["itself"],
    }


def test_where_nothing_can_be_compared_the_page_says_so(client) -> None:
    make_band(make_role("baker"), pay_period="hour", median=Decimal(20))
    text = text_of(parse_html(place(client)))
    assert (
        "None of its figures can be compared with this amount; they are listed below, with the reason."
        in text
    )


def test_the_other_kind_of_pay_stands_apart_and_what_is_not_stated_stays(client, baker) -> None:
    placing = place(client, basis="base", years="6").context["placing"]
    assert told(placing.groups)["Senior Baker (5 to 9 years)"] == {"senior": "within"}
    assert reasons(placing)["basis"] == ["senior-total"]


def test_a_role_without_pay_is_said_to_have_none(client, baker) -> None:
    make_role("waiter")
    response = place(client, role="waiter")
    assert [option.value for option in response.context["roles"]] == ["baker", "waiter"]
    assert "No source here states what this role pays" in text_of(parse_html(response))
    assert [option.value for option in place(client).context["roles"]] == ["baker"]


def test_the_chart_marks_the_amount_unless_it_lies_far_beyond(client, baker) -> None:
    response = place(client, years="6")
    chart = response.context["placing"].chart
    lines = [one for one in parse_html(response).iter() if one.get("class") == "you"]
    assert {one.get("x1") for one in lines} == {f"{chart.marker}%"}
    assert len(lines) == response.context["placing"].count
    beyond = place(client, amount="5m")
    assert beyond.context["placing"].chart.marker is None
    assert "Your amount lies far beyond this chart, to the right of it." in text_of(parse_html(beyond))


def test_a_link_that_names_a_role_asks_nothing_yet(client, baker) -> None:
    tree = parse_html(client.get("/salaries/place-me/?role=baker"))
    [chosen] = [
        one for one in tree.iter("option") if one.get("selected") is not None and one.get("value") == "baker"
    ]
    assert text_of(chosen) == "Baker"
    assert [one for one in tree.iter() if one.get("aria-invalid") or one.get("id") == "answer"] == []


def test_another_address_of_a_role_is_understood(client, baker) -> None:
    Address.objects.create(slug="bread-maker", role=baker)
    assert place(client, role="bread-maker").context["given"].role == "baker"


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"amount": ""}, {"amount": "Type what you earn or are offered, such as 85,000."}),
        ({"amount": "lots"}, {"amount": "This was not read as an amount. Write it like 85,000, 85.000, 85000 or 85k,"
                                        " with nothing else."}),
        ({"amount": "-1"}, {"amount": "An amount is more than nothing."}),
        ({"amount": "€60k"}, {"amount": "The amount is marked as EUR, and the currency chosen is USD."}),
        ({"currency": ""}, {"currency": "Choose the currency."}),
        ({"currency": "", "amount": "$60k"}, None),
        ({"role": "", "years": "many"}, {"role": "Choose the role.",
                                         "years": "Write the years as a number from 0 to 60, such as 4."}),
        ({"role": "nobody", "currency": "XTS"}, {"role": "Choose the role.", "currency": "Choose the currency."}),
    ],
)  # fmt: skip
def test_a_field_that_makes_no_sense_says_so_and_keeps_what_was_typed(client, baker, given, errors) -> None:
    response = place(client, **given)
    if errors is None:
        assert response.context["given"].currency == "USD"
        return
    assert response.context["given"].errors == errors
    tree = parse_html(response)
    fields = {one.get("name"): one for one in tree.iter() if one.tag in ("input", "select")}
    marked = {name for name, field in fields.items() if field.get("aria-invalid") == "true"}
    assert marked == set(errors)
    for name, sentence in errors.items():
        described = [one for one in tree.iter("span") if one.get("id") == f"error-{name}"]
        assert [text_of(one) for one in described] == [sentence]
        assert f"error-{name}" in fields[name].get("aria-describedby")
    assert fields["amount"].get("value") == given.get("amount", "60,000")
    assert fields["years"].get("value") == given.get("years", "")
    assert "answer" not in {one.get("id") for one in tree.iter()}


def test_choices_that_make_no_sense_are_named_and_left_out(client, baker) -> None:
    response = place(client, place="atlantis", per="week", basis="net", colour="red")
    assert response.context["given"].dropped == (
        '"colour" is not a field here; it was left out.',
        '"week" is not a pay period here; it was left out.',
        '"atlantis" is not a place here; it was left out.',
        '"net" is not a kind of pay here; it was left out.',
    )
    assert response.context["placing"].count == 7


@pytest.mark.parametrize("name", ["role", "amount", "currency", "per", "place", "years", "basis"])
@pytest.mark.parametrize(
    "value",
    ["\0", "<script>alert(1)</script>", "1e309", "NaN", "-0", "\u202e", "x" * 5_000, "9" * 300, "' OR 1=1"],
)
def test_nonsense_in_one_field_of_a_whole_question_breaks_nothing(client, baker, name, value) -> None:
    response = place(client, **{"years": "5", name: value})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    parse_html(response)


@pytest.mark.parametrize("number", [1, 3])
def test_an_answer_costs_the_same_queries_whatever_the_number_of_figures(
    client, django_assert_num_queries, number
) -> None:
    role = make_role("baker")
    for one in range(number):
        own = make_role(f"role-{one}")
        make_band(own)
        tier = make_tier(role, f"tier-{one}", years_min=1, years_max=5, role=own)
        place_ = make_place(f"city-{one}", parent=make_place(f"land-{one}"))
        make_band(
            role, f"band-{one}", tier=tier, place=place_, source=make_source(f"source-{one}"), currency="EUR"
        )
    make_rate("EUR")
    # 1 roles, 2 rates, 3 currencies, 4 slugs of places with pay, 5 places.
    with django_assert_num_queries(5):
        client.get("/salaries/place-me/?role=baker")
    # The same, and 6 bands of the role, 7 its steps.
    with django_assert_num_queries(7):
        response = place(client, years="3")
    assert response.context["placing"].count == number


def test_only_reading_is_allowed(client, baker) -> None:
    assert client.head("/salaries/place-me/").status_code == 200
    assert client.post("/salaries/place-me/", {"amount": "1"}).status_code == 405


def test_the_page_is_found_from_the_salaries_and_from_a_role(client, baker) -> None:
    assert b'href="/salaries/place-me/"' in client.get("/salaries/").content
    assert b'href="/salaries/place-me/?role=baker"' in client.get("/roles/baker/").content
