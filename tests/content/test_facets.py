"""The counts of the list of roles: each is what its choice gives, whatever else is chosen."""

from itertools import product

import pytest
from django.http import QueryDict
from django.test import Client

from guides.views.role_list import NOT_STATED, Index, choose, facets_of, role_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content"), pytest.mark.once]

SKILLS = ["csat", "zendesk", "pmp", NOT_STATED]


def combinations(labels: dict[str, dict[str, str]]) -> list[dict[str, list[str]]]:
    """None or one of each facet's values, and for families also both."""
    facets = [
        [(name, [value]) for value in (SKILLS if name == "skill" else values)]
        for name, values in labels.items()
    ]
    facets[0].append(("family", list(labels["family"])))
    return [dict(one for one in chosen if one) for chosen in product(*([None, *some] for some in facets))]


def shown(index: Index, chosen: dict[str, list[str]]) -> int:
    selected = index.matching(chosen)
    return len(index.guides) if selected is None else sum(selected)


def test_every_count_is_what_its_choice_gives_for_any_combination() -> None:
    index = role_index()
    labels = index.labels
    wrong, compared = [], 0
    for chosen in combinations(labels):
        for facet in facets_of(index, chosen, "depth"):
            for choice in facet.choices:
                alone = {**chosen, facet.name: [choice.value]}
                then, dropped = choose(QueryDict(choice.query.removeprefix("?")), labels)
                compared += 1
                if choice.count != shown(index, alone) or dropped:
                    wrong.append((chosen, facet.name, choice.value))
                if facet.name not in chosen and choice.count != shown(index, then):
                    wrong.append((chosen, facet.name, choice.value, "by its link"))
                if not choice.count and not choice.chosen:
                    wrong.append((chosen, facet.name, choice.value, "leads to nothing"))
    assert (wrong, compared > 10_000) == ([], True)


def test_the_page_prints_those_counts_the_select_of_skills_too(client: Client) -> None:
    for query in (
        "",
        "?family=technical-support",
        "?depth=full&pay=60k-100k",
        "?skill=csat&family=customer-support",
    ):
        facets = client.get(f"/roles/{query}").context["facets"]
        for facet in facets:
            own = QueryDict(query.removeprefix("?")).get(facet.name)
            for choice in facet.choices[:8]:
                address = f"/roles/{query}{'&' if query else '?'}{facet.name}={choice.value}"
                if own is None:
                    assert len(client.get(address).context["items"]) == choice.count, address
