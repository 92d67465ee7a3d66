"""The content version grows with whatever changes a public page, whichever way it comes, and with nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides import content, editions, roles
from guides.content import Version
from guides.export import export_guide
from guides.loading import import_guide, load
from guides.models import ContentVersion, Guide, Role
from tests.admin.forms import delete, delete_all, form_of, save
from tests.emptying import empty
from tests.factories import (
    guide_of,
    make_draft,
    make_family,
    make_place,
    make_question,
    make_rate,
    make_requirement,
    make_role,
    make_source,
)
from tests.fixture_tree import replaced, write_tree

pytestmark = pytest.mark.django_db

ALONE, GREW, TOOK = (0, False), (1, False), (1, True)


class Watch:
    """How far the number has grown since it was last looked at, and whether something was taken from readers."""

    def __init__(self) -> None:
        self.before = content.current()

    def __call__(self) -> tuple[int, bool]:
        before, self.before = self.before, content.current()
        assert self.before.floor in {before.floor, self.before.number}
        return self.before.number - before.number, self.before.floor > before.floor


@pytest.fixture
def watch(db: None) -> Watch:
    return Watch()


def test_the_steps_of_an_edition(watch: Watch) -> None:
    role = make_role()
    copy = editions.working_copy(role, by=None)
    editions.submit(copy, by=None)
    editions.reopen(copy, by=None)
    assert watch() == ALONE
    editions.publish(copy, by=None)
    assert watch() == GREW
    editions.withdraw(role, by=None)
    assert watch() == TOOK
    editions.publish_again(role, by=None)
    assert watch() == GREW
    copy.refresh_from_db()
    editions.discard(editions.restore(copy, by=None), by=None)
    assert watch() == ALONE


def test_nothing_that_an_editor_does_in_a_working_copy(watch: Watch, admin_client: Client) -> None:
    question = make_question(make_draft(), answer="Before dawn.")
    save(admin_client, guide_of(Role.objects.get()), title="Bread Baker")
    save(admin_client, question, answer="At noon.")
    url = f"/admin/guides/question/add/?guide={question.guide_id}"
    values = {"question": "Why bread?", "answer": "It keeps.", "sources": [make_source().pk]}
    admin_client.post(url, form_of(admin_client, url) | values)
    delete(admin_client, question)
    assert ([one.question for one in guide_of(Role.objects.get()).questions.all()], watch()) == (
        ["Why bread?"],
        ALONE,
    )


def test_saves_and_deletions_of_what_guides_share(watch: Watch, admin_client: Client) -> None:
    role = make_role()
    rate = make_rate("EUR")
    skill = make_requirement(role).skill
    save(admin_client, rate)  # as it is
    assert watch() == ALONE
    for row, values in (
        (rate, {"rate": "1.3"}),
        (rate.source, {"title": "A handbook"}),
        (skill, {"summary": "With both hands."}),
        (role, {"family": make_family("food").pk}),
    ):
        save(admin_client, row, **values)
        assert (row, watch()) == (row, GREW)
    delete(admin_client, rate)
    assert watch() == TOOK
    delete_all(admin_client, [make_place("france"), make_place("spain")])
    assert watch() == TOOK


def test_a_new_shared_row_only_where_it_shows_at_once(watch: Watch, admin_client: Client) -> None:
    def add(model: str, **values: Any) -> tuple[int, bool]:
        response = admin_client.post(f"/admin/{model}/add/", values)
        assert response.status_code == 302
        return watch()

    assert add("guides/place", name="France", slug="france") == ALONE
    assert add("salaries/currency", code="EUR", name="Euro") == ALONE
    assert add("salaries/currency", code="USD", name="Dollar") == ALONE
    rate = {"currency": "EUR", "base": "USD", "rate": "1.25", "source": make_source().pk}
    assert add("salaries/exchangerate", **rate) == GREW


def test_a_new_address_and_a_deleted_role(watch: Watch, admin_client: Client) -> None:
    role = make_role()
    rows = {"addresses-TOTAL_FORMS": "2", "addresses-1-slug": "bread-baker", "addresses-1-role": str(role.pk)}
    save(admin_client, role, **rows)
    assert (role.addresses.count(), watch()) == (2, GREW)
    delete(admin_client, role)
    assert (Role.objects.present().count(), watch()) == (0, TOOK)


def test_a_role_merged_taken_apart_deleted_and_brought_back(watch: Watch) -> None:
    role, other = make_role("baker"), make_role("cook")
    watch()
    roles.merge(role, other, by=None)
    assert watch() == TOOK
    roles.take_apart(role, by=None)
    assert watch() == TOOK
    roles.delete(role, by=None)
    assert watch() == TOOK
    roles.bring_back(role, by=None)
    assert watch() == GREW


def test_a_load_only_where_it_writes_what_readers_see(watch: Watch, tmp_path: Path) -> None:
    load(write_tree(tmp_path), dry_run=True)
    assert watch() == ALONE
    load(tmp_path)
    assert watch() == GREW
    load(tmp_path)
    assert watch() == ALONE
    load(write_tree(tmp_path, replaced("roles/baker/pay.toml", "37500", "37400")))
    assert watch() == GREW
    load(write_tree(tmp_path, replaced("families.toml", "They feed us.", "They feed all.")))
    assert watch() == GREW
    load(write_tree(tmp_path))
    watch()
    baker = Role.objects.get(address__slug="baker")
    baker.published = None
    baker.save()
    load(write_tree(tmp_path, replaced("roles/baker/pay.toml", "37500", "37300")))
    assert (baker.guides.working().count(), watch()) == (1, ALONE)


def test_an_import_only_with_rows_that_were_not_here(watch: Watch, tmp_path: Path) -> None:
    load(write_tree(tmp_path))
    text = export_guide(Guide.objects.get(title="Baker")).encode()
    watch()
    import_guide(text, "baker.toml")
    assert watch() == ALONE
    empty()
    watch()
    import_guide(text, "baker.toml", dry_run=True)
    assert watch() == ALONE
    import_guide(text, "baker.toml")
    assert watch() == GREW


def test_a_new_index(watch: Watch) -> None:
    make_role()
    call_command("index_guides")
    assert watch() == GREW


def test_a_step_that_is_undone(watch: Watch) -> None:
    role = make_role()
    with transaction.atomic():
        editions.withdraw(role, by=None)
        transaction.set_rollback(True)
    assert (Role.objects.published().get(), watch()) == (role, ALONE)


def test_it_is_read_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert content.current() == Version(number=1)


def test_there_is_one_row_and_where_it_was_emptied_away_it_comes_again() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentVersion.objects.create(pk=2)
    ContentVersion.objects.all().delete()
    assert content.current() == Version(number=0)
    content.changed(taken=True)
    assert content.current() == Version(number=2, floor=2)


def test_who_may_not_publish_changes_no_number(watch: Watch) -> None:
    copy = editions.working_copy(make_role(), by=None)
    with pytest.raises(Exception, match="need their own permission"):
        editions.publish(copy, by=User.objects.create_user("editor"))
    assert watch() == ALONE
