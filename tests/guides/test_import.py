"""What an import makes, what it leaves as it is, and that a broken file changes nothing and says where it is wrong."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from guides import editions
from guides.export import export_guide
from guides.groups import make_groups
from guides.loading import FixtureError, import_guide, load
from guides.loading.one_file import MAX_BYTES
from guides.models import Address, Guide, Role, SearchEntry, Skill
from salaries.models import ExchangeRate
from tests.emptying import empty
from tests.fixture_tree import dump, write_tree

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def text(tmp_path: Path) -> str:
    """The baker's guide as a file, and an empty site."""
    load(write_tree(tmp_path))
    found = export_guide(role_at("baker").public_guide)
    empty()
    return found


def role_at(slug: str) -> Role:
    return Role.objects.get(address__slug=slug)


def make_editor(group: str = "Editors") -> User:
    make_groups()
    user = User.objects.create_user(group)
    user.groups.add(Group.objects.get(name=group))
    return user


def imported(text: str, by: User | None = None) -> Guide:
    return import_guide(text.encode(), "baker.toml", by=by).guide


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
    return text.replace(old, new)


def refused(raw: bytes | str, by: User | None = None) -> list[str]:
    """The problems for which the file is refused; fails if anything at all was written."""
    before = dump()
    with pytest.raises(FixtureError) as caught:
        import_guide(raw if isinstance(raw, bytes) else raw.encode(), "baker.toml", by=by)
    assert dump() == before
    return caught.value.lines()


def test_the_guide_becomes_a_draft_that_editors_find_and_readers_do_not(text: str) -> None:
    guide = imported(text)
    assert (guide.state, guide.role, guide.role.published) == ("draft", role_at("baker"), None)
    assert SearchEntry.objects.filter(guide=guide).exists()
    assert not Role.objects.published().exists()


def test_a_role_that_is_only_named_waits_without_a_guide_until_its_own_comes(
    text: str, tmp_path: Path
) -> None:
    found = import_guide(text.encode(), "baker.toml")
    miller = role_at("miller")
    assert (found.awaited, found.guide.links.get().role, miller.guides.count()) == (["miller"], miller, 0)
    load(tmp_path)
    assert role_at("miller") == miller
    assert (miller.guides.count(), found.guide.links.get().role) == (1, miller)


def test_a_role_that_was_deleted_here_is_named_and_not_made_again(text: str, tmp_path: Path) -> None:
    load(tmp_path)
    Role.objects.filter(address__slug="baker").update(published=None)
    Guide.objects.filter(title="Baker").delete()
    Role.objects.filter(address__slug="miller").update(address=None)
    Role.objects.filter(guides__title="Miller").delete()
    found = import_guide(text.encode(), "baker.toml")
    assert (found.gone, found.awaited, found.guide.links.get().role) == (["miller"], [], None)


def test_shared_rows_stay_as_they_are_and_differences_are_named(text: str) -> None:
    Skill.objects.create(slug="kneading", name="Working dough", kind="skill")
    found = import_guide(text.encode(), "baker.toml")
    assert found.kept == ["skill Working dough"]
    assert found.guide.requirements.get().skill.name == "Working dough"


def test_a_published_role_goes_on_showing_what_it_shows(text: str) -> None:
    shown = imported(text)
    editions.publish(shown, by=None)
    copy = imported(text.replace("Bakes bread.", "Bakes rolls."))
    role = role_at("baker")
    assert (role.published, copy.role, copy.state) == (shown, role, "draft")
    assert role.published and role.published.summary == "Bakes bread."


def test_a_role_is_found_by_any_of_its_addresses(text: str) -> None:
    editions.publish(imported(text), by=None)
    role = role_at("baker")
    Role.objects.update(address=None)
    role.address = Address.objects.get(slug="bread-maker")
    role.save()
    found = import_guide(text.encode(), "baker.toml")
    assert (found.guide.role, found.guide.role.slug) == (role, "bread-maker")


def test_a_working_copy_is_never_replaced(text: str) -> None:
    imported(text)
    assert refused(text) == [
        'baker.toml: role 1 "baker": address: This role has a working copy already. Publish or discard that first,'
        " then import this file."
    ]


def test_the_address_of_a_deleted_role_is_refused(text: str) -> None:
    editions.publish(imported(text), by=None)
    Role.objects.update(address=None)
    Role.objects.filter(guides__title="Baker").delete()
    assert refused(text) == [
        'baker.toml: role 1 "baker": address: This address belonged to a role that was deleted. Bring that role'
        " back, or give [role] another address."
    ]


def test_a_new_address_for_a_role_with_another_is_refused(text: str, tmp_path: Path) -> None:
    load(tmp_path)
    assert refused(replaced(text, '[role]\naddress = "baker"', '[role]\naddress = "bakeress"')) == [
        'baker.toml: role 1 "bakeress": address: Its role has the address "baker" here. Give that, and list this'
        " one as another."
    ]


# What an editor may


def test_what_an_editor_imports_is_marked_as_his_and_a_load_leaves_it_alone(
    text: str, tmp_path: Path
) -> None:
    by = make_editor("Publishers")
    guide = imported(text, by)
    assert (guide.edited_by, Skill.objects.get(slug="kneading").edited_by) == (by, by)
    assert load(tmp_path).kept == ["Baker"]
    assert role_at("baker").guides.get() == guide


def test_an_editor_adds_no_rate_by_import_that_he_may_not_add_by_hand(text: str) -> None:
    by = make_editor()
    assert refused(text, by) == [
        'baker.toml: rate 1 "EUR": This exchange rate is not here yet, and adding one needs its own permission.'
    ]
    assert not ExchangeRate.objects.exists()


def test_an_editor_gives_a_published_role_no_address_by_import(text: str) -> None:
    editions.publish(imported(text), by=None)
    more = replaced(text, "[[address]]", '[[address]]\nslug = "bun-maker"\n\n[[address]]')
    found = import_guide(more.encode(), "baker.toml", by=make_editor())
    assert found.kept == ["other addresses of the role baker, without bun-maker"]
    assert not Address.objects.filter(slug="bun-maker").exists()
    editions.discard(found.guide, by=None)
    import_guide(more.encode(), "baker.toml", by=make_editor("Publishers"))
    assert Address.objects.get(slug="bun-maker").role == role_at("baker")


def test_nobody_imports_who_may_add_no_guide(text: str) -> None:
    with pytest.raises(PermissionDenied):
        imported(text, User.objects.create_user("somebody"))


# Broken files


def test_a_file_that_is_too_large_is_not_even_read(text: str) -> None:
    assert refused(text + "#" * MAX_BYTES) == [
        "baker.toml: A guide's file has at most 1,000,000 bytes; this one has more."
    ]


def test_a_file_in_another_encoding_is_refused_with_the_line(text: str) -> None:
    assert refused(text.replace("Baker", "Bäcker").encode("latin-1")) == [
        "baker.toml: Line 12 is not UTF-8. Save the file with that encoding."
    ]


BROKEN = {
    "a NUL": ("Bakes bread.", "Bakes\0bread.", "baker.toml: This is not valid TOML: Illegal character"),
    "an escaped NUL": (
        *("Bakes bread.", "Bakes\\u0000bread."),
        "baker.toml: guide 1: summary: Remove the control character U+0000.",
    ),
    "HTML": (
        *("Bakes bread.", "Bakes <b>bread</b>."),
        "baker.toml: guide 1: summary: Write plain text: HTML tags are not allowed here.",
    ),
    "an unknown key": (
        *('title = "Baker"\n', 'title = "Baker"\ncolour = "red"\n'),
        "baker.toml: guide 1: colour: This key is not known here.",
    ),
    "an unknown table": (
        *("[guide]", '[user]\nusername = "mallory"\n\n[guide]'),
        "baker.toml: user: This table is not known here.",
    ),
    "a smuggled state": (
        *('title = "Baker"\n', 'title = "Baker"\nstate = "published"\n'),
        "baker.toml: guide 1: state: This key is not known here.",
    ),
    "a smuggled editor": (
        *('slug = "kneading"\n', 'slug = "kneading"\nedited_by = 1\n'),
        'baker.toml: skill 1 "kneading": edited_by: This key is not known here.',
    ),
    "two guides": (
        *("[guide]", '[guide]\ntitle = "Miller"\n\n[guide]'),
        "baker.toml: This is not valid TOML: Cannot declare ('guide',) twice",
    ),
    "two roles": (
        *(
            '[role]\naddress = "baker"\nfamily = "food"\n',
            '[[role]]\naddress = "a"\n[[role]]\naddress = "b"\n',
        ),
        "baker.toml: role: A guide's file needs [role] exactly once; here it stands 2 times.",
    ),
    "an inverted band": (
        *("low = 20000", "low = 90000"),
        'baker.toml: band 2 "in-euros": p10: This must not be below the low (90,000).',
    ),
    "a missing source": (
        *('source = "survey"\n', 'source = "surveys"\n'),
        'baker.toml: claim 1 "growth": source: There is no source "surveys". Did you mean "survey"?',
    ),
    "an address that is none": (
        *('role = "miller"\n', 'role = "No Address"\n'),
        'baker.toml: link 1 "Flour Miller": role: There is no role "No Address".',
    ),
    "a bad date": (
        *("review_by = 2027-05-01", "review_by = 2027-13-01"),
        "baker.toml: This is not valid TOML: ",
    ),
    "a place within itself": (
        *('slug = "europe"\n', 'slug = "europe"\nparent = "france"\n'),
        "A place cannot lie in itself: ",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_changes_nothing_and_says_where(text: str, name: str) -> None:
    old, new, message = BROKEN[name]
    assert message in refused(replaced(text, old, new))[0]


def test_a_file_cut_off_at_any_line_is_refused(text: str) -> None:
    lines = text.splitlines(keepends=True)
    for end in range(len(lines)):
        assert refused("".join(lines[:end]))


def test_all_problems_are_named_at_once_but_no_more_than_anybody_reads(text: str) -> None:
    question = '[[question]]\nslug = "No {}"\nquestion = "Why?"\nanswer = "So."\nsources = ["handbook"]\n'
    lines = refused(text + "".join(question.format(number) for number in range(130)))
    assert (len(lines), lines[-1]) == (101, "and 30 more")


# The command


def test_the_command_checks_first_and_then_makes_the_working_copy(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "baker.toml"
    file.write_text(text, "utf-8")
    before = dump()
    call_command("import_guide", str(file), "--dry-run")
    assert dump() == before
    call_command("import_guide", str(file))
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith(("Would make", "Made", "Named"))] == [
        "Would make Baker the working copy of the new role baker. Readers see it once it is published.",
        "Named in it and without a guide here as yet: miller.",
        "Made Baker the working copy of the new role baker. Readers see it once it is published.",
        "Named in it and without a guide here as yet: miller.",
    ]
    assert role_at("baker").guides.get().state == "draft"


def test_the_command_names_what_is_wrong(text: str, tmp_path: Path) -> None:
    file = tmp_path / "baker.toml"
    file.write_text(replaced(text, 'depth = "full"', 'depth = "deep"'), "utf-8")
    with pytest.raises(
        CommandError, match=r"Nothing was written\.\n  baker\.toml: guide 1: depth: Value 'deep'"
    ):
        call_command("import_guide", str(file))
    with pytest.raises(CommandError, match=r"missing\.toml cannot be read: No such file or directory"):
        call_command("import_guide", str(tmp_path / "missing.toml"))
