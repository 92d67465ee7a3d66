"""A guide as one file: what is written is read back the same, down to the last byte."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guides import editions
from guides.export import ExportError, blocks_of, export_guide, written
from guides.loading import import_guide, load
from guides.loading.read import SHARED_FILES
from guides.models import Address, Guide, Role, Section
from tests.emptying import empty
from tests.factories import guide_of, make_draft
from tests.fixture_tree import write_tree
from tests.guides.test_editions import fill

TEXTS = st.text(max_size=40) | st.text(alphabet='"\\\n\r\t\0 a\x7f\u2028\ufeff', max_size=20)
VALUES = (
    TEXTS
    | st.booleans()
    | st.integers()
    | st.dates()
    | st.decimals(min_value=-(10**12), max_value=10**12, places=8)
    | st.lists(TEXTS, max_size=3)
)


@given(VALUES)
def test_what_is_written_is_read_back_the_same(value: Any) -> None:
    text = f"before = 1\nvalue = {written(value)}\nafter = 2\n"
    assert tomllib.loads(text, parse_float=Decimal) == {"before": 1, "value": value, "after": 2}


def test_values_are_written_as_people_write_them() -> None:
    values = [True, 3, Decimal("37500.00"), Decimal("1.25000000"), date(2027, 5, 1), ["a", "b"], 'So "it" is']
    assert [written(value) for value in values] == [
        *("true", "3", "37500", "1.25", "2027-05-01", '["a", "b"]'),
        r'"So \"it\" is"',
    ]


def test_paragraphs_stand_on_lines_of_their_own_and_quotes_as_they_are() -> None:
    assert written('One "word".\n\nTwo""\\"') == '"""\nOne "word".\n\nTwo\\""\\\\\\""""'


def files_of_all() -> dict[str, str]:
    return {role.slug: export_guide(role.public_guide) for role in Role.objects.published()}


PAGES = [
    "/roles/",
    "/sources/",
    "/skills/",
    "/salaries/",
    *(f"/roles/{{slug}}/{part}" for part in ("", "ladder/")),
]


def pages(client: Client) -> dict[str, bytes]:
    slugs = sorted(role.slug for role in Role.objects.published())
    urls = sorted({page.format(slug=slug) for page in PAGES for slug in slugs})
    return {url: client.get(url).content for url in urls}


@pytest.mark.django_db
def test_all_real_guides_come_out_of_an_empty_site_as_they_went_in(client: Client) -> None:
    """In an order in which most name roles that come later."""
    load(settings.FIXTURES_ROOT)
    files, shown = files_of_all(), pages(client)
    assert len(files) == 13
    empty()
    for slug in sorted(files, reverse=True):
        guide = import_guide(files[slug].encode(), f"{slug}.toml").guide
        assert export_guide(guide) == files[slug]
        editions.publish(guide, by=None)
    assert files_of_all() == files
    assert pages(client) == shown


@pytest.mark.once
@pytest.mark.django_db
def test_a_guide_alone_comes_out_of_an_empty_site_as_it_went_in() -> None:
    load(settings.FIXTURES_ROOT)
    for slug, text in list(files_of_all().items())[::3]:
        empty()
        found = import_guide(text.encode(), f"{slug}.toml")
        editions.publish(found.guide, by=None)
        assert export_guide(Guide.objects.get(pk=found.guide.pk)) == text
        assert [role.slug for role in Role.objects.published()] == [slug]


@pytest.mark.once
@pytest.mark.django_db
def test_exported_guides_make_a_folder_of_fixtures_that_shows_the_same_pages(
    client: Client, tmp_path: Path
) -> None:
    load(settings.FIXTURES_ROOT)
    files, shown = files_of_all(), pages(client)
    write_folder(tmp_path)
    empty()
    load(tmp_path)
    assert files_of_all() == files
    assert pages(client) == shown


def write_folder(root: Path) -> None:
    """All exported guides, each in a folder, and what they share, once, in the shared files."""
    shared: dict[str, dict[str, None]] = {name: {} for name in SHARED_FILES}
    for role in Role.objects.published():
        own, others = blocks_of(role.public_guide)
        folder = root / "roles" / role.slug
        folder.mkdir(parents=True)
        (folder / "guide.toml").write_text("\n\n".join(text for _, text in own), "utf-8")
        for table, text in others:
            file = next(name for name, tables in SHARED_FILES.items() if table in tables)
            shared[file][text] = None
    for name, texts in shared.items():
        (root / name).write_text("\n\n".join(texts), "utf-8")


@pytest.mark.django_db
def test_every_value_of_the_small_tree_comes_back(tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    files = files_of_all()
    empty()
    for slug, text in files.items():
        editions.publish(import_guide(text.encode(), f"{slug}.toml").guide, by=None)
    assert files_of_all() == files
    assert '[[rate]]\ncurrency = "EUR"\nbase = "USD"\nrate = 1.25\n' in files["baker"]
    assert '[[place]]\nslug = "europe"\nname = "Europe"\n' in files["baker"]
    assert "[[rate]]" not in files["miller"]


@pytest.mark.django_db
def test_sections_keep_the_order_that_editors_gave_them() -> None:
    role = make_draft("baker")
    guide = guide_of(role)
    for position, kind in enumerate(["day", "environment", "definition"], 1):
        Section.objects.create(guide=guide, kind=kind, slug=f"a-{kind}", heading=kind, position=position)
    text = export_guide(guide)
    empty()
    found = import_guide(text.encode(), "baker.toml").guide
    assert [section.kind for section in found.sections.all()] == ["day", "environment", "definition"]
    assert export_guide(found) == text


@pytest.mark.django_db
@pytest.mark.parametrize("times", [1, 3])
def test_an_export_takes_the_same_queries_however_much_there_is(times: int) -> None:
    role = make_draft("baker")
    fill(role)
    guide = guide_of(role)
    for number in range(times):
        section = Section.objects.create(guide=guide, kind="day", slug=f"day-{number}", heading="A day")
        section.points.create(text="Bake.").sources.add(guide.bands.all()[0].source)
        guide.questions.create(slug=f"why-{number}", question="Why?", answer="So.")
    with CaptureQueriesContext(connection) as queries:
        export_guide(guide)
    # The role with its family, its addresses; tiers; disagreements; sections, their points, the sources of both;
    # requirements, questions and links, each with sources; claims; bands; rates; places; currencies.
    assert len(queries) == 19


@pytest.mark.django_db
def test_a_role_without_an_address_cannot_be_exported() -> None:
    guide = guide_of(make_draft("baker"))
    Role.objects.update(address=None)
    with pytest.raises(ExportError, match="The role has no address yet"):
        export_guide(guide)
    with pytest.raises(CommandError, match="The role has no address yet"):
        call_command("export_guide", "baker", "--working-copy")
    assert Address.objects.get().slug == "baker"


# The command


@pytest.mark.django_db
def test_the_command_writes_what_readers_see_or_what_editors_work_on(tmp_path: Path) -> None:
    load(write_tree(tmp_path / "tree"))
    role = Role.objects.get(address__slug="baker")
    copy = editions.working_copy(role, by=None)
    Guide.objects.filter(pk=copy.pk).update(summary="Bakes rolls.")
    shown, working = tmp_path / "shown.toml", tmp_path / "working.toml"
    call_command("export_guide", "bread-maker", str(shown))
    call_command("export_guide", "baker", str(working), "--working-copy")
    summaries = [tomllib.loads(file.read_text("utf-8"))["guide"]["summary"] for file in (shown, working)]
    assert summaries == ["Bakes bread.", "Bakes rolls."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["butcher"], "No role has the address butcher."),
        (["baker"], "baker was never published. --working-copy writes what editors work on."),
        (["baker", "/nowhere/at/all.toml", "--working-copy"], "/nowhere/at/all.toml cannot be written"),
    ],
)
def test_the_command_says_what_it_cannot_do(arguments: list[str], message: str) -> None:
    make_draft("baker")
    with pytest.raises(CommandError, match=message):
        call_command("export_guide", *arguments)
