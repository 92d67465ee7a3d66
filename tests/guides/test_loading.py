"""What a load writes, what it leaves alone, and what it says of it."""

import re
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import loading
from guides.loading import FixtureError, Problem, Report, load
from guides.loading.guide import GUIDE, PARTS, POINT, STATEMENT
from guides.loading.roles import ADDRESS
from guides.loading.roles import ROLE as ROLE_TABLE
from guides.loading.vocabulary import VOCABULARY
from guides.models import Address, Family, Guide, Place, Role, SearchEntry, Section, Skill
from salaries.models import Band
from tests.factories import make_place
from tests.fixture_tree import TREE, dump, replaced, write_tree

pytestmark = pytest.mark.django_db

ROLE, PAY, SECTIONS = "roles/baker/role.toml", "roles/baker/pay.toml", "roles/baker/sections.toml"
SKILLS, PLACES = "skills.toml", "places.toml"


def baker() -> Guide:
    """The latest edition."""
    return Guide.objects.filter(title="Baker").latest("pk")


def test_a_first_load_writes_and_publishes_everything(tmp_path: Path) -> None:
    report = load(write_tree(tmp_path))
    assert (report.written, len(report.shared_written)) == (["Baker", "Miller"], 11)
    published = Role.objects.published().order_by("address__slug")
    assert [(role.slug, role.published.title) for role in published if role.published] == [
        ("baker", "Baker"),
        ("miller", "Miller"),
    ]
    assert list(baker().role.addresses.values_list("slug", "title")) == [
        ("baker", ""),
        ("bread-maker", "Bread Maker"),
    ]


def test_sections_stand_in_the_order_of_their_kinds_and_all_else_in_that_of_the_file(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    assert list(baker().sections.values_list("position", "slug")) == [
        (1, "what-it-is"),
        (2, "duties-of-juniors"),
    ]
    assert list(baker().bands.values_list("position", "slug")) == [(1, "in-dollars"), (2, "in-euros")]


def test_points_cite_each_of_their_sources(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    point = baker().sections.get(slug="duties-of-juniors").points.get()
    assert list(point.sources.order_by("slug").values_list("slug", flat=True)) == ["handbook", "survey"]


def test_references_within_a_guide_stay_within_it(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    euros, dollars = baker().bands.get(slug="in-euros"), baker().bands.get(slug="in-dollars")
    assert dollars.converts == euros
    assert (euros.tier, euros.disagreement) == (baker().tiers.get(slug="junior"), baker().disagreements.get())


def test_a_place_may_stand_before_the_one_that_it_lies_in(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    assert Place.objects.get(slug="france").parent == Place.objects.get(slug="europe")


def test_entries_may_refer_to_rows_that_only_the_database_has(tmp_path: Path) -> None:
    spain = make_place("spain")
    load(write_tree(tmp_path, replaced(PAY, 'place = "france"', 'place = "spain"')))
    assert baker().bands.get(slug="in-euros").place == spain


def test_a_link_may_name_a_role_by_any_of_its_addresses(tmp_path: Path) -> None:
    changes = replaced("roles/miller/role.toml", "", '[[address]]\nslug = "grinder"')
    load(write_tree(tmp_path, changes | replaced(SECTIONS, 'role = "miller"', 'role = "grinder"')))
    assert baker().links.get().role == Role.objects.get(address__slug="miller")


def test_a_byte_order_mark_windows_lines_and_other_peoples_files_do_no_harm(tmp_path: Path) -> None:
    skills = b"\xef\xbb\xbf" + TREE[SKILLS].replace("\n", "\r\n").encode()
    others: dict[str, Any] = {"roles/baker/pay.toml~": "[", ".DS_Store": b"\0", "roles/notes.md": "# Notes"}
    assert load(write_tree(tmp_path, {SKILLS: skills} | others)).written == ["Baker", "Miller"]


def test_a_second_load_reads_only(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    before = dump()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load(tmp_path)
    assert report == Report(unchanged=["Baker", "Miller"])
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs - {"LOCK"} == {"SAVEPOINT", "SELECT", "RELEASE"}
    assert dump() == before


def test_a_guide_whose_file_changed_gets_a_new_edition_in_place_of_the_one_before(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    old = baker()
    report = load(write_tree(tmp_path, replaced(PAY, "median = 37500", "median = 37400")))
    assert (report.written, report.unchanged) == (["Baker"], ["Miller"])
    role = Role.objects.get(address__slug="baker")
    assert role.published == baker()
    assert (baker().why, baker().changes[0]["fields"]) == (
        "Loaded from the guides’ files.",
        [{"name": "median", "label": "Median", "old": "37,500", "new": "37,400"}],
    )
    assert [guide.bands.get(slug="in-dollars").median for guide in (baker(), old)] == [37400, 37500]
    assert not SearchEntry.objects.filter(guide=old).exists()


def test_an_unpublished_role_stays_unpublished(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    Role.objects.filter(address__slug="baker").update(published=None)
    for median in ("37400", "37300"):
        assert load(write_tree(tmp_path, replaced(PAY, "37500", median))).written == ["Baker"]
    assert Role.objects.get(address__slug="baker").published is None
    assert [guide.state for guide in Guide.objects.filter(title="Baker").order_by("pk")] == [
        "published",
        "draft",
    ]
    assert baker().bands.get(slug="in-dollars").median == 37300


def test_a_shared_row_that_changed_is_updated_in_place_and_found_by_its_new_name(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    old = Skill.objects.get(slug="kneading")
    report = load(write_tree(tmp_path, replaced(SKILLS, '"Kneading"', '"Working dough"')))
    assert (report.written, report.shared_written) == ([], ["skill Working dough"])
    assert Skill.objects.get(slug="kneading") == old
    assert SearchEntry.objects.filter(title="Working dough").exists()
    assert not SearchEntry.objects.filter(title="Kneading").exists()


def test_a_dry_run_checks_all_and_writes_nothing(tmp_path: Path) -> None:
    before = dump()
    report = load(write_tree(tmp_path), dry_run=True)
    assert report.written == ["Baker", "Miller"]
    assert dump() == before


def test_what_the_fixtures_no_longer_name_stays(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    for name in ("role.toml", "sections.toml", "pay.toml"):
        (tmp_path / "roles/baker" / name).unlink()
    (tmp_path / "roles/baker").rmdir()
    report = load(tmp_path)
    assert report == Report(unchanged=["Miller"])
    assert baker().is_published


@pytest.mark.parametrize("step", ["write_shared", "write_role", "write_part", "index_guide"])
def test_a_failure_in_the_middle_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    load(write_tree(tmp_path))
    before = dump()
    done = getattr(loading.write, step)

    def fail_afterwards(*args: Any, **options: Any) -> None:
        done(*args, **options)
        raise OSError("the disk is full")

    monkeypatch.setattr(loading.write, step, fail_afterwards)
    changes = replaced(PAY, "37500", "37400") | replaced(SKILLS, '"Kneading"', '"Dough"')
    with pytest.raises(OSError, match="the disk is full"):
        load(write_tree(tmp_path, changes))
    assert dump() == before


def test_a_name_of_a_row_that_only_the_database_has_is_refused(tmp_path: Path) -> None:
    Family.objects.create(slug="edibles", name="Food")
    with pytest.raises(FixtureError) as caught:
        load(write_tree(tmp_path))
    reason = '"Food" is taken already by family "edibles", which is in the database.'
    assert caught.value.problems == [Problem("families.toml", 'family 1 "food"', "name", reason)]


def test_names_that_rows_exchange_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    before = dump()
    text = (
        TREE[SKILLS].replace('"Kneading"', '"?"').replace('"Scales"', '"Kneading"').replace('"?"', '"Scales"')
    )
    with pytest.raises(FixtureError) as caught:
        load(write_tree(tmp_path, {SKILLS: text}))
    reason = "Another row has this name or code until this load is done. Rename them in two loads."
    assert caught.value.problems == [Problem(SKILLS, 'skill 1 "kneading"', "", reason)]
    assert dump() == before


def test_a_place_in_a_place_of_the_database_that_lies_in_it_is_refused(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    make_place("eurasia", parent=Place.objects.get(slug="europe"))
    changes = replaced(PLACES, 'name = "Europe"', 'name = "Europe"\nparent = "eurasia"')
    with pytest.raises(FixtureError) as caught:
        load(write_tree(tmp_path, changes))
    reason = "A place cannot lie in itself, nor in one that lies in it."
    assert caught.value.problems == [Problem(PLACES, 'place 2 "europe"', "parent", reason)]


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    write_tree(tmp_path / "tree")
    (tmp_path / "tree/roles/baker/more.toml").symlink_to("/etc/hostname")
    with pytest.raises(FixtureError) as caught:
        load(tmp_path / "tree")
    reason = "This is a symbolic link. Put the file itself here."
    assert caught.value.problems == [Problem("roles/baker/more.toml", "", "", reason)]


def test_a_folder_without_fixtures_is_refused_whatever_else_it_holds(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Not a fixture.")
    with pytest.raises(FixtureError, match="it has no folder named roles"):
        load(tmp_path)


def test_the_command_counts_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_guides", str(write_tree(tmp_path)), "--dry-run")
    call_command("load_guides", str(tmp_path))
    write_tree(tmp_path, replaced(SKILLS, '"Kneading"', '"Dough"') | replaced(PAY, "37500", "37400"))
    call_command("load_guides", str(tmp_path))
    assert capsys.readouterr().out.splitlines() == [
        "Would write 2 guides and 11 shared entries.",
        "Wrote 2 guides and 11 shared entries.",
        "Wrote 1 guide and 1 shared entry; 1 guide was up to date.",
    ]


def test_the_command_lists_every_problem(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("load_guides", str(write_tree(tmp_path, replaced(PAY, "low = 20000", "low = -1"))))
    assert str(caught.value) == (
        "1 problem in the fixtures; nothing was written.\n"
        '  roles/baker/pay.toml: band 2 "in-euros": low: Ensure this value is greater than or equal to 0.'
    )


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        *((name, table.keys) for name, table, _ in VOCABULARY),
        *((name, table.keys) for name, table in PARTS.items()),
        *(
            ("role", ROLE_TABLE.keys),
            ("address", ADDRESS.keys),
            ("guide", GUIDE.keys),
            ("section.point", POINT.keys),
        ),
    ],
)
def test_the_readme_of_the_fixtures_lists_every_key(name: str, keys: str) -> None:
    readme = (settings.FIXTURES_ROOT / "README.md").read_text()
    listed = readme.partition(f"[{name}]")[2].partition("    [")[0].partition("\n\n")[0]
    if STATEMENT in keys:
        listed += readme.partition("common to claims and bands:")[2].partition("    [[")[0]
    assert set(keys.split()) <= set(re.findall(r"[a-z0-9_]+\??", listed))


def test_the_command_lists_a_hundred_problems_and_counts_the_rest(tmp_path: Path) -> None:
    changes = {f"roles/baker/{number}.txt": "" for number in range(102)}
    with pytest.raises(CommandError) as caught:
        call_command("load_guides", str(write_tree(tmp_path, {**changes})))
    lines = str(caught.value).splitlines()
    assert (lines[0], len(lines), lines[-1]) == (
        "102 problems in the fixtures; nothing was written.",
        102,
        "  and 2 more",
    )


def test_the_guides_of_this_project_load_and_load_again() -> None:
    folders = [path.name for path in (settings.FIXTURES_ROOT / "roles").iterdir() if path.is_dir()]
    report = load(settings.FIXTURES_ROOT)
    assert len(report.written) == len(folders) == Role.objects.published().count()
    assert load(settings.FIXTURES_ROOT) == Report(unchanged=report.written)


def test_no_part_of_this_projects_guides_points_into_another_guide() -> None:
    load(settings.FIXTURES_ROOT)
    for model, names in ((Band, ("tier", "disagreement", "converts")), (Section, ("tier",))):
        for name in names:
            rows = model.objects.filter(**{f"{name}__isnull": False}).values_list("guide", f"{name}__guide")
            assert [pair for pair in rows if pair[0] != pair[1]] == []


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory knows no two transactions at once"
)
@pytest.mark.django_db(transaction=True)
def test_of_two_loads_at_once_the_second_finds_everything_up_to_date(tmp_path: Path) -> None:
    write_tree(tmp_path)
    reports: list[Report] = []
    start = Barrier(2)

    def run() -> None:
        start.wait()
        reports.append(load(tmp_path))
        connection.close()

    threads = [Thread(target=run), Thread(target=run)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(report.written) for report in reports) == [0, 2]
    assert (Guide.objects.count(), Address.objects.count()) == (2, 3)
