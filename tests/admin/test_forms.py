"""What the forms offer, propose and refuse."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from guides.models import (
    Address,
    Claim,
    Disagreement,
    Guide,
    Question,
    Requirement,
    Role,
    Section,
    Skill,
    Source,
    Tier,
)
from salaries.models import Band
from tests.admin.forms import delete, delete_all, errors_of, form_of, save, send
from tests.factories import (
    guide_of,
    make_band,
    make_claim,
    make_currency,
    make_disagreement,
    make_draft,
    make_family,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_source,
    make_tier,
)
from tests.helpers import parse_html

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAME_A_SOURCE = ["Name at least one source that states this."]


def add(client: Client, path: str, **values: Any) -> Any:
    url = f"/admin/{path}"
    return client.post(url, form_of(client, url) | values)


def choices(client: Client, url: str, field: str) -> list[str]:
    form = client.get(url).context["adminform"].form
    return [str(row) for row in form.fields[field].queryset]


# Choices


def test_a_form_offers_only_what_belongs_to_its_guide(admin_client: Client) -> None:
    baker, miller = make_draft("baker"), make_draft("miller")
    for role, slug in ((baker, "own"), (miller, "foreign")):
        make_tier(role, slug)
        make_disagreement(role, slug)
        make_band(role, slug)
    own = Band.objects.get(slug="own")
    add_url = f"/admin/salaries/band/add/?guide={guide_of(baker).pk}"
    change_url = f"/admin/salaries/band/{own.pk}/change/"
    fields = ("tier", "disagreement", "converts")
    assert [choices(admin_client, add_url, field) for field in fields] == [["Own"], ["Own"], [str(own)]]
    assert [choices(admin_client, change_url, field) for field in fields] == [["Own"], ["Own"], []]


def test_a_step_of_another_guide_is_refused(admin_client: Client) -> None:
    section = make_section(make_draft("baker"), "definition")
    foreign = make_tier(make_draft("miller"))
    response = send(admin_client, section, kind="tier-duties", tier=foreign.pk)
    assert errors_of(response)["tier"] == [
        "Select a valid choice. That choice is not one of the available choices."
    ]


@pytest.mark.parametrize("make", [make_section, make_requirement, make_claim, make_band])
def test_models_refuse_a_step_of_another_guide(make: Any) -> None:
    row = make(make_draft("baker"))
    row.tier = make_tier(make_draft("miller"))
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert refused.value.message_dict["tier"] == ["This belongs to another guide."]


def test_an_editor_says_at_which_step_a_skill_is_handed_over_and_from_what_it_is_concluded(
    admin_client: Client,
) -> None:
    role = make_draft()
    requirement = make_requirement(role)
    response = send(admin_client, requirement, necessity="handed-over")
    assert errors_of(response)["__all__"] == [
        "What is handed over names the step at which it is, and has no level."
    ]
    tier = make_tier(role)
    save(admin_client, requirement, necessity="handed-over", tier=tier.pk, conclusion="puts others below")
    requirement.refresh_from_db()
    assert (requirement.tier, requirement.is_asked_for, requirement.conclusion) == (
        tier,
        False,
        "puts others below",
    )


def test_a_role_offers_only_its_own_addresses(admin_client: Client) -> None:
    baker, _ = make_draft("baker"), make_draft("miller")
    assert choices(admin_client, f"/admin/guides/role/{baker.pk}/change/", "address") == ["baker"]


def test_a_part_stays_in_its_guide(admin_client: Client) -> None:
    question = make_question(make_draft("baker"))
    save(admin_client, question, guide=guide_of(make_draft("miller")).pk, answer="At three.")
    question.refresh_from_db()
    assert (question.guide.title, question.answer) == ("Baker", "At three.")


def test_adding_a_part_asks_first_to_which_guide(admin_client: Client) -> None:
    guides = [guide_of(make_draft(name)) for name in ("baker", "miller")]
    for query in ("", "?guide=", "?guide=999", "?guide=x", f"?guide={10**30}", "?guide=%00"):
        context = admin_client.get(f"/admin/guides/tier/add/{query}").context
        assert context["guides"] == [(guide, f"?guide={guide.pk}") for guide in guides]


def test_adding_from_a_list_of_one_guide_adds_to_that_guide(admin_client: Client) -> None:
    guide = guide_of(make_draft())
    url = f"/admin/guides/tier/add/?_changelist_filters=guide__id__exact%3D{guide.pk}"
    assert admin_client.get(url).context["adminform"].form.instance.guide == guide


# Slugs


def test_a_slug_is_made_of_what_names_the_row(admin_client: Client) -> None:
    role = make_draft()
    guide, source = guide_of(role), make_source().pk
    tier = make_tier(role, "junior", title="Junior_Baker")
    part = f"?guide={guide.pk}"
    statement = {"source": source, "method": "reported"}
    make_currency()
    add(
        admin_client,
        f"salaries/band/add/{part}",
        **statement,
        currency="USD",
        low="5",
        label="Mid-Level & up",
    )
    add(admin_client, f"salaries/band/add/{part}", **statement, currency="USD", low="5", tier=tier.pk)
    add(admin_client, f"guides/claim/add/{part}", **statement, topic="ai-impact", text="It helps.")
    add(admin_client, f"guides/question/add/{part}", question="Why early?", answer="So.", sources=[source])
    add(admin_client, f"guides/section/add/{part}", kind="pros", heading="Pros", **{"points-TOTAL_FORMS": 0})
    add(admin_client, f"guides/tier/add/{part}", title="Head Baker", track="management", source=source)
    add(admin_client, f"guides/disagreement/add/{part}", topic="Median pay")
    add(admin_client, "guides/skill/add/", name="C++ (basics)", kind="skill")
    add(admin_client, "guides/source/add/", title="パンの本", kind="guide")
    assert list(Band.objects.values_list("slug", flat=True)) == ["mid-level-up", "junior-baker"]
    assert Claim.objects.get().slug == "ai-impact"
    assert Question.objects.get().slug == "why-early"
    assert Section.objects.get().slug == "pros"
    assert Tier.objects.exclude(pk=tier.pk).get().slug == "head-baker"
    assert Disagreement.objects.get().slug == "median-pay"
    assert Skill.objects.get().slug == "c-basics"
    assert Source.objects.exclude(pk=source).get().slug == "source"


def test_a_slug_that_is_taken_in_the_guide_gets_a_number(admin_client: Client) -> None:
    baker, miller = make_draft("baker"), make_draft("miller")
    make_claim(baker, "growth")
    make_claim(baker, "growth-2")
    for role in (baker, miller):
        values = {"source": make_source().pk, "method": "reported", "topic": "growth", "text": "It grows."}
        add(admin_client, f"guides/claim/add/?guide={guide_of(role).pk}", **values)
    slugs = Claim.objects.order_by("id").values_list("guide__title", "slug")
    assert list(slugs)[2:] == [("Baker", "growth-3"), ("Miller", "growth")]


def test_a_slug_that_the_page_uses_itself_is_neither_proposed_nor_taken(admin_client: Client) -> None:
    role = make_draft()
    part = f"?guide={guide_of(role).pk}"
    for heading in ("Pay", "Source 7"):
        add(
            admin_client,
            f"guides/section/add/{part}",
            **{"kind": "pros", "heading": heading, "points-TOTAL_FORMS": 0},
        )
    add(admin_client, f"guides/tier/add/{part}", title="Content", track="management", source=make_source().pk)
    assert list(Section.objects.values_list("slug", flat=True)) == ["section-pay", "section-source-7"]
    tier = Tier.objects.get()
    assert tier.slug == "tier-content"
    used = {"slug": ["The page itself uses this slug for one of its parts. Choose another."]}
    for slug in ("skills", "skills-heading", "questions", "question-why", "requirements"):
        assert errors_of(send(admin_client, Section.objects.all()[0], slug=slug)) == used
        assert errors_of(send(admin_client, tier, slug=slug)) == used


def test_a_step_and_a_section_of_the_ladder_do_not_share_a_slug(admin_client: Client) -> None:
    role = make_draft()
    tier = make_tier(role, "junior")
    section = make_section(role, "tier-duties", tier=tier, slug="duties", introduction="")
    free = make_section(role, "pros", slug="free")
    assert errors_of(send(admin_client, section, slug="junior")) == {
        "slug": ["A step of this guide's ladder has this slug; both stand on one page."]
    }
    assert errors_of(send(admin_client, tier, slug="duties")) == {
        "slug": ["A section of this guide's ladder has this slug; both stand on one page."]
    }
    save(admin_client, free, slug="junior")
    url = f"guides/tier/add/?guide={guide_of(role).pk}"
    add(admin_client, url, title="Duties", track="management", source=make_source().pk)
    assert Tier.objects.get(title="Duties").slug == "duties-2"


def test_an_emptied_slug_stays_what_it_was(admin_client: Client) -> None:
    section = make_section(make_draft(), slug="kept")
    save(admin_client, section, slug="", heading="Another heading")
    section.refresh_from_db()
    assert (section.slug, section.heading) == ("kept", "Another heading")


# Sources


def test_texts_need_a_source(admin_client: Client) -> None:
    role = make_draft()
    for row in (make_question(role), make_requirement(role), make_link(role)):
        assert errors_of(send(admin_client, row, sources=[])) == {"sources": NAME_A_SOURCE}
    section = make_section(role, "definition", "One bakes.")
    assert errors_of(send(admin_client, section, **{"points-0-sources": []})) == {
        "points-0-sources": NAME_A_SOURCE
    }


def test_a_section_needs_a_source_only_for_an_introduction(admin_client: Client) -> None:
    section = make_section(make_draft(), heading="On")
    response = send(admin_client, section, introduction="One bakes.", sources=[])
    assert errors_of(response) == {"sources": NAME_A_SOURCE}
    save(admin_client, section, introduction="", sources=[])
    assert section.sources.count() == 0


# Sentences for what the database would refuse


def test_each_field_of_a_point_is_named_with_the_point_it_belongs_to(admin_client: Client) -> None:
    section = make_section(make_draft(), "day", "One bakes.", "One rests.")
    page = parse_html(admin_client.get(f"/admin/guides/section/{section.pk}/change/"))
    named = {one.get("name"): one.get("aria-label") for one in page.iter()}
    assert [
        named[f"points-{row}-{name}"] for name in ("text", "sources") for row in (0, 1, "__prefix__")
    ] == [
        *("Text, point 1", "Text, point 2", "Text, new point"),
        *("Sources, point 1", "Sources, point 2", "Sources, new point"),
    ]


def test_a_slug_that_is_taken_is_refused_with_a_sentence(admin_client: Client) -> None:
    role = make_draft()
    make_question(role, "one")
    response = send(admin_client, make_question(role, "two"), slug="one")
    assert errors_of(response) == {"__all__": ["This guide has another question with this slug."]}


def test_figures_that_do_not_rise_are_refused_beside_the_figure(admin_client: Client) -> None:
    response = send(admin_client, make_band(make_draft()), low="70000", median="60000")
    assert errors_of(response) == {"median": ["This must not be below the low (70,000)."]}


def test_a_second_plain_title_is_refused(admin_client: Client) -> None:
    role = make_draft()
    make_tier(role, "plain", plain=True)
    response = send(admin_client, make_tier(role, "other"), plain="on")
    assert errors_of(response) == {"__all__": ["Another step bears the plain title already."]}


def test_an_amount_without_its_currency_is_refused(admin_client: Client) -> None:
    response = send(admin_client, make_claim(make_draft()), low="5", unit="amount")
    assert errors_of(response) == {"__all__": ["An amount of money names its currency; nothing else does."]}


def test_a_currency_that_is_not_ours_is_refused(admin_client: Client) -> None:
    make_currency("USD")
    response = send(admin_client, make_claim(make_draft()), low="5", unit="amount", currency="XXX")
    assert errors_of(response) == {
        "currency": ["Select a valid choice. XXX is not one of the available choices."]
    }


# Roles and addresses


def test_a_role_takes_neither_the_guide_nor_the_address_of_another() -> None:
    baker, miller = make_draft("baker"), make_draft("miller")
    baker.published, baker.address = guide_of(miller), miller.address
    with pytest.raises(ValidationError) as caught:
        baker.clean()
    assert caught.value.message_dict == {
        "published": ["This guide belongs to another role."],
        "address": ["This address belongs to another role."],
    }


def test_a_role_a_guide_and_a_publication_from_nothing(admin_client: Client) -> None:
    family = make_family()
    values = {"family": family.pk, "addresses-0-title": "Bread Baker", "addresses-0-slug": ""}
    add(admin_client, "guides/role/add/", **values)
    role = Role.objects.get()
    assert (role.slug, role.published) == ("bread-baker", None)
    add(admin_client, f"guides/guide/add/?role={role.pk}", title="Baker", summary="Bakes.")
    guide = Guide.objects.get()
    assert (guide.role, guide.edited_by_id is not None) == (role, True)
    changes = f"/admin/guides/guide/{guide.pk}/changes/"
    seen = admin_client.get(changes).context["seen"]
    admin_client.post(f"/admin/guides/guide/{guide.pk}/publish/", {"seen": seen})
    assert Role.objects.published().get() == role


def test_a_role_has_one_working_copy(admin_client: Client) -> None:
    role = make_draft()
    response = add(admin_client, "guides/guide/add/", role=role.pk, title="Baker", summary="Bakes.")
    assert errors_of(response) == {"role": ["This role has a working copy already. Open that one."]}


def test_a_role_needs_an_address(admin_client: Client) -> None:
    response = add(admin_client, "guides/role/add/", family=make_family().pk)
    assert errors_of(response) == {"addresses": ["Please submit at least 1 form."]}
    assert not Role.objects.exists()


def test_an_address_is_never_renamed_or_deleted(admin_client: Client) -> None:
    role = make_draft("baker")
    save(
        admin_client,
        role,
        **{"addresses-0-slug": "cook", "addresses-0-DELETE": "on", "addresses-0-note": "A note."},
    )
    assert list(Address.objects.values_list("slug", "note")) == [("baker", "A note.")]


def test_an_address_is_never_reused(admin_client: Client) -> None:
    make_role("baker").delete()
    miller = make_role("miller")
    response = send(admin_client, miller, **{"addresses-TOTAL_FORMS": 2, "addresses-1-slug": "baker"})
    assert errors_of(response) == {"addresses-1-slug": ["This address is taken; addresses are never reused."]}


# Deletion


def test_a_role_that_no_reader_saw_leaves_no_address_behind_once_it_is_gone_for_good(client: Client) -> None:
    role = make_draft("draft")
    Address.objects.create(slug="draft-too", role=role, title="A draft")
    role.delete()
    assert (Role.objects.count(), Address.objects.count()) == (0, 0)
    assert client.get("/roles/draft-too/").status_code == 404


def test_a_role_deleted_while_published_keeps_the_titles_that_readers_knew() -> None:
    role = make_role("baker")
    Address.objects.create(slug="bread-maker", role=role, title="Bread Maker")
    Role.objects.all().delete()
    assert list(Address.objects.values_list("slug", "title")) == [
        ("baker", ""),
        ("bread-maker", "Bread Maker"),
    ]


def test_a_publication_is_remembered_however_it_is_saved() -> None:
    role = make_role("baker", published=False)
    assert not Role.objects.get().was_public
    role.published = guide_of(role)
    role.save(update_fields=["published"])
    Role.objects.get().save()
    Role.objects.update(published=None)
    assert Role.objects.get().was_public


def test_a_source_that_a_text_cites_is_not_deleted(admin_client: Client) -> None:
    source = make_section(make_draft(), "definition", "One bakes.").sources.get()
    url = f"/admin/guides/source/{source.pk}/delete/"
    shown = admin_client.get(url, follow=True).context["protected"]
    assert shown == ["cited by 1 section", "cited by 1 point"]
    delete(admin_client, source)
    delete_all(admin_client, [source])
    assert Source.objects.get() == source


def test_a_skill_that_is_required_is_not_deleted(admin_client: Client) -> None:
    requirement = make_requirement(make_draft())
    delete(admin_client, make_skill())
    assert Requirement.objects.get() == requirement
