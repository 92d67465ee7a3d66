"""What a load does where editors have been: it keeps their work and says so, unless told otherwise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from guides.editions import publish, working_copy
from guides.loading import FixtureError, Report, load
from guides.models import Address, Family, Guide, Role, Skill
from salaries.models import Currency
from tests.factories import make_family, make_role
from tests.fixture_tree import TREE, dump, replaced, write_tree

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROLE, PAY, SKILLS = "roles/baker/role.toml", "roles/baker/pay.toml", "skills.toml"
CHANGED_PAY = replaced(PAY, "37500", "37400")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree that is loaded already."""
    load(write_tree(tmp_path))
    return tmp_path


def role_at(slug: str) -> Role:
    return Role.objects.get(address__slug=slug)


def delete_role(slug: str) -> None:
    """As the admin does: the role goes with its guides, its addresses stay."""
    role = role_at(slug)
    Role.objects.filter(pk=role.pk).update(address=None)
    role.delete()


def test_a_guide_that_an_editor_touched_is_kept_and_named(root: Path) -> None:
    Guide.objects.filter(title="Baker").update(edited_at=THEN, summary="Bakes the best bread.")
    before = dump()
    assert load(write_tree(root, CHANGED_PAY)) == Report(kept=["Baker"], unchanged=["Miller"])
    assert dump() == before


def test_a_part_that_an_editor_deleted_does_not_come_back(root: Path) -> None:
    guide = Guide.objects.get(title="Baker")
    guide.questions.all().delete()
    Guide.objects.filter(pk=guide.pk).update(edited_at=THEN)
    load(write_tree(root, CHANGED_PAY))
    assert role_at("baker").published == guide
    assert guide.questions.count() == 0


def test_a_guide_that_an_editor_deleted_does_not_come_back(root: Path) -> None:
    Guide.objects.filter(title="Baker").delete()
    Role.objects.filter(address__slug="baker").update(edited_at=THEN)
    assert load(root) == Report(kept=["Baker"], unchanged=["Miller"])
    assert role_at("baker").guides.count() == 0


def test_overwriting_replaces_what_an_editor_did(root: Path) -> None:
    guide = Guide.objects.get(title="Baker")
    guide.questions.all().delete()
    Guide.objects.filter(pk=guide.pk).update(edited_at=THEN)
    assert load(root, overwrite=True) == Report(written=["Baker"], unchanged=["Miller"])
    published = role_at("baker").published
    assert published is not None
    assert (published.edited_at, published.questions.count()) == (None, 1)


def test_overwriting_brings_back_a_deleted_guide(root: Path) -> None:
    Guide.objects.filter(title="Baker").delete()
    Role.objects.filter(address__slug="baker").update(edited_at=THEN)
    assert load(root, overwrite=True).written == ["Baker"]
    assert role_at("baker").published == Guide.objects.get(title="Baker")


def test_a_role_with_a_working_copy_is_kept_and_named(root: Path) -> None:
    copy = working_copy(role_at("baker"), by=None)
    before = dump()
    assert load(write_tree(root, CHANGED_PAY)) == Report(kept=["Baker"], unchanged=["Miller"])
    assert dump() == before
    assert load(root, overwrite=True).written == ["Baker"]
    assert list(role_at("baker").guides.working()) == [copy]
    assert load(root, overwrite=True) == Report(unchanged=["Baker", "Miller"])


def test_an_edition_that_an_editor_published_is_kept_while_the_files_say_something_else(root: Path) -> None:
    role = role_at("baker")
    publish(working_copy(role, by=None), by=None)
    assert load(root) == Report(unchanged=["Baker", "Miller"])
    assert load(write_tree(root, CHANGED_PAY)) == Report(kept=["Baker"], unchanged=["Miller"])


def test_overwriting_publishes_over_an_editors_edition_which_joins_the_history(root: Path) -> None:
    role = role_at("baker")
    edition = working_copy(role, by=None)
    edition.questions.update(answer="At noon.")
    publish(edition, by=None)
    load(root, overwrite=True)
    published = role_at("baker").published
    assert published is not None
    assert [guide.questions.get().answer for guide in (published, edition)] == ["Before dawn.", "At noon."]
    assert role.guides.filter(state="published").count() == 3


def test_overwriting_puts_the_working_copy_of_a_withdrawn_role_aside(root: Path) -> None:
    role = role_at("baker")
    copy = working_copy(role, by=None)
    Role.objects.filter(pk=role.pk).update(published=None)
    assert load(write_tree(root, CHANGED_PAY), overwrite=True).written == ["Baker"]
    copy.refresh_from_db()
    assert (copy.state, role.guides.working().get().bands.get(slug="in-dollars").median) == (
        "discarded",
        37400,
    )


def test_a_shared_row_that_an_editor_touched_is_kept_and_named(root: Path) -> None:
    Skill.objects.filter(slug="kneading").update(edited_at=THEN, name="Kneading by hand")
    report = load(root)
    assert report == Report(unchanged=["Baker", "Miller"], shared_kept=["skill Kneading by hand"])
    assert Skill.objects.get(slug="kneading").name == "Kneading by hand"


def test_overwriting_a_shared_row_leaves_it_to_the_fixtures_again(root: Path) -> None:
    Skill.objects.filter(slug="kneading").update(edited_at=THEN, name="Kneading by hand")
    load(root, overwrite=True)
    load(write_tree(root, replaced(SKILLS, '"Kneading"', '"Working dough"')))
    assert Skill.objects.get(slug="kneading").name == "Working dough"


def test_a_name_that_an_editor_gave_a_shared_row_is_taken(root: Path) -> None:
    Skill.objects.filter(slug="kneading").update(edited_at=THEN, name="Weighing")
    with pytest.raises(FixtureError) as caught:
        load(write_tree(root, replaced(SKILLS, '"Scales"', '"Weighing"')))
    assert [problem.reason for problem in caught.value.problems] == [
        '"Weighing" is taken already by skill "kneading", which is in the database.'
    ]


def test_a_currency_that_an_editor_touched_is_kept_and_named(root: Path) -> None:
    Currency.objects.filter(code="EUR").update(edited_at=THEN, name="The euro")
    assert load(root) == Report(shared_kept=["currency EUR"], unchanged=["Baker", "Miller"])
    assert Currency.objects.get(code="EUR").name == "The euro"


def test_another_title_that_an_editor_touched_is_kept_and_named(root: Path) -> None:
    Address.objects.filter(slug="bread-maker").update(edited_at=THEN, title="Maker of Bread")
    assert load(root).shared_kept == ["address bread-maker"]
    assert Address.objects.get(slug="bread-maker").title == "Maker of Bread"


def test_a_family_that_an_editor_chose_is_kept_and_named(root: Path) -> None:
    Role.objects.filter(address__slug="baker").update(edited_at=THEN, family=make_family("crafts"))
    assert load(root).shared_kept == ["family of the role baker"]
    assert role_at("baker").family == Family.objects.get(slug="crafts")


def test_a_role_that_an_editor_renamed_keeps_its_new_address(root: Path) -> None:
    role = role_at("baker")
    address = Address.objects.create(slug="artisan-baker", role=role)
    Role.objects.filter(pk=role.pk).update(address=address)
    assert load(write_tree(root, CHANGED_PAY)).written == ["Baker"]
    assert (role_at("artisan-baker"), Role.objects.count()) == (role, 2)
    assert Address.objects.get(slug="baker").role == role


def test_a_role_that_the_fixtures_rename_keeps_its_old_address_as_a_redirect(root: Path) -> None:
    role = role_at("baker")
    renamed = TREE[ROLE].replace('"baker"', '"artisan-baker"').replace('"bread-maker"', '"baker"')
    assert load(write_tree(root, {ROLE: renamed})).written == ["Baker"]
    assert (role_at("artisan-baker"), Role.objects.count()) == (role, 2)
    assert set(role.addresses.values_list("slug", flat=True)) == {"artisan-baker", "baker", "bread-maker"}


def test_a_folder_whose_role_was_deleted_is_left_out_with_what_links_to_it(root: Path) -> None:
    delete_role("miller")
    report = load(write_tree(root, CHANGED_PAY))
    assert report == Report(written=["Baker"], deleted=["miller"])
    assert Guide.objects.latest("pk").links.get().role is None
    assert Address.objects.get(slug="miller").role is None


def test_overwriting_brings_back_a_deleted_role_with_its_addresses(root: Path) -> None:
    delete_role("baker")
    assert load(root, overwrite=True).written == ["Baker"]
    role = role_at("baker")
    assert list(role.addresses.values_list("slug", flat=True)) == ["baker", "bread-maker"]
    assert role.published == Guide.objects.get(title="Baker")


def test_a_folder_never_takes_a_role_of_another_folder(root: Path) -> None:
    titles = TREE[ROLE].replace('slug = "bread-maker"', 'slug = "loaf-maker"')
    cook = TREE["roles/miller/role.toml"].replace('"miller"', '"bread-maker"').replace('"Miller"', '"Cook"')
    with pytest.raises(FixtureError) as caught:
        load(write_tree(root, {ROLE: titles, "roles/cook/role.toml": cook}))
    assert [str(problem) for problem in caught.value.problems] == [
        'roles/cook/role.toml: role 1 "bread-maker": address:'
        ' "bread-maker" leads to the role of roles/baker; addresses are never reused.'
    ]


def test_a_role_that_editors_made_at_the_address_of_a_folder_is_kept(tmp_path: Path) -> None:
    role = make_role("baker", title="Our baker", edited_at=THEN)
    report = load(write_tree(tmp_path))
    assert (report.written, report.kept) == (["Miller"], ["Baker"])
    assert role_at("baker") == role
    assert list(role.guides.values_list("title", flat=True)) == ["Our baker"]


def test_the_command_says_what_it_kept_and_left_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Guide.objects.filter(title="Baker").update(edited_at=THEN)
    Skill.objects.filter(slug="scales").update(edited_at=THEN, name="Balance")
    delete_role("miller")
    call_command("load_guides", str(write_tree(root, CHANGED_PAY)))
    assert capsys.readouterr().out.splitlines() == [
        "Kept as an editor left it: Baker (--overwrite replaces it)",
        "Kept as an editor left it: skill Balance (--overwrite replaces it)",
        "Left out, for its role was deleted: miller (--overwrite brings it back)",
        "Wrote 0 guides and 0 shared entries; 1 guide was kept as edited; 1 guide was left out.",
    ]
