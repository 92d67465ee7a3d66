"""Who may go where: every address of the admin, read from the routes, with whoever may look and send at least.

An address without an entry fails, so that nobody adds a page and forgets who it is for.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from guides import editions
from guides.groups import make_groups
from guides.models import Guide, Role
from tests.admin.forms import form_of
from tests.admin.test_editions import guide_of_published, of
from tests.factories import (
    guide_of,
    make_comment,
    make_draft,
    make_family,
    make_preview_link,
    make_rate,
    make_role,
)
from tests.fixture_tree import write_tree
from tests.guides.test_editions import fill

pytestmark = pytest.mark.django_db

# In rising order: each may do what those before may, and more.
LEVELS = ["anonymous", "staff", "editor", "publisher", "superuser"]
NOBODY = "nobody"
PARTS = ["section", "tier", "requirement", "question", "link", "disagreement", "claim", "band"]
SHARED = ["skill", "source", "place", "family", "currency", "exchangerate", "role"]
ACCOUNTS = ["user", "group"]


def entries() -> dict[str, tuple[str, str]]:
    """Route names with the least who may look at the page and the least whose sending does something."""
    found = {
        "index": ("staff", "staff"),
        "login": ("anonymous", "anonymous"),
        "logout": (NOBODY, "staff"),
        "password_change": ("staff", "staff"),
        "password_change_done": ("staff", NOBODY),
        "second_factor": ("staff", "staff"),
        "second_factor_code": (NOBODY, NOBODY),  # for whoever has one and has not shown it yet
        "jsi18n": ("staff", NOBODY),
        "autocomplete": ("editor", NOBODY),
        "view_on_site": ("staff", "staff"),
        "app_list": ("editor", "editor"),
        "auth_user_password_change": ("superuser", "superuser"),
        "auth_user_second_factor": ("superuser", "superuser"),
        # A working copy; what is published is only looked at.
        "guides_guide_changelist": ("editor", "editor"),
        "guides_guide_add": ("editor", "editor"),
        "guides_guide_change": ("editor", "editor"),
        "guides_guide_history": ("editor", "editor"),
        "guides_guide_delete": (NOBODY, NOBODY),
        "guides_guide_preview": ("editor", "editor"),
        "guides_guide_preview-ladder": ("editor", "editor"),
        "guides_guide_preview-description": ("editor", "editor"),
        "guides_guide_preview-links": ("editor", "editor"),
        "guides_previewlink_revoke": (NOBODY, "editor"),
        "guides_comment_done": (NOBODY, "editor"),
        "guides_guide_open": (NOBODY, "editor"),
        "guides_guide_changes": ("editor", NOBODY),
        "guides_guide_export": ("editor", NOBODY),
        "guides_guide_import": ("editor", "editor"),
        "guides_guide_prose": (NOBODY, "editor"),
        "guides_guide_edit": (NOBODY, "editor"),
        "guides_guide_submit": (NOBODY, "editor"),
        "guides_guide_reopen": (NOBODY, "editor"),
        "guides_guide_discard": ("editor", "editor"),
        "guides_guide_publish": (NOBODY, "publisher"),
        "guides_guide_unschedule": (NOBODY, "publisher"),
        "guides_guide_restore": (NOBODY, "publisher"),
        "guides_role_editions": ("editor", NOBODY),
        "guides_role_compare": ("editor", NOBODY),
        "guides_role_withdraw": ("publisher", "publisher"),
        "guides_role_keep": (NOBODY, "publisher"),
        "guides_role_publish-again": (NOBODY, "publisher"),
        "guides_role_merge": ("publisher", "publisher"),
        "guides_role_take-apart": (NOBODY, "publisher"),
        "guides_role_bring-back": (NOBODY, "publisher"),
    }
    for name in ("band", "claim", "requirement"):
        found[f"guides_guide_sheet-{name}"] = ("editor", "editor")
        found[f"guides_guide_sheet-{name}-xlsx"] = ("editor", NOBODY)
        found[f"guides_guide_sheet-{name}-csv"] = ("editor", NOBODY)
    for name in PARTS:
        for page in ("changelist", "add", "change", "history", "delete"):
            found[f"{app(name)}_{name}_{page}"] = ("editor", "editor")
        found[f"{app(name)}_{name}_edit"] = (NOBODY, "editor")
        found[f"{app(name)}_{name}_sortable_update"] = (NOBODY, "editor")
    for name in SHARED:
        adds = "publisher" if name == "exchangerate" else "editor"
        found[f"{app(name)}_{name}_changelist"] = ("editor", "editor")
        found[f"{app(name)}_{name}_add"] = (adds, adds)
        found[f"{app(name)}_{name}_change"] = ("editor", "publisher")
        found[f"{app(name)}_{name}_history"] = ("editor", "editor")
        found[f"{app(name)}_{name}_delete"] = ("publisher", "publisher")
    for name in ACCOUNTS:
        for page in ("changelist", "add", "change", "history", "delete"):
            found[f"auth_{name}_{page}"] = ("superuser", "superuser")
    return found


def app(name: str) -> str:
    return "salaries" if name in ("band", "currency", "exchangerate") else "guides"


def routes() -> dict[str, str]:
    """The admin's addresses by name, each with a gap for a key; the last is what leads from old addresses on."""
    resolver = get_resolver("careerguide.urls")
    admin = next(one for one in resolver.url_patterns if getattr(one, "app_name", "") == "admin")
    found: dict[str, str] = {}

    def walk(patterns: Any, prefix: str) -> None:
        for pattern in patterns:
            route = f"{prefix}{pattern.pattern}"
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            elif pattern.name:
                found[pattern.name] = route
            else:
                found[route] = route

    walk(admin.url_patterns, "/admin/")
    return found


# Django's own: "<key>/" leads on to "<key>/change/", and what matches nothing is not found.
UNNAMED = {"/admin/(?P<url>.*)$"}


def unnamed(name: str) -> bool:
    return name in UNNAMED or name.endswith("/<path:object_id>/")


def test_every_address_of_the_admin_has_an_entry() -> None:
    assert {name for name in routes() if not unnamed(name)} == set(entries())


@pytest.fixture
def keys() -> dict[str, str]:
    """A key for each model: of the working copy and its parts, of the role, and of the rows that it uses."""
    make_groups()
    role = make_draft("baker")
    fill(role)
    withdrawn = make_role("miller")
    make_rate("EUR")
    make_family()
    guide = guide_of(role)
    found = {}
    for name in (*PARTS, *SHARED, "guide"):
        model: Any = apps.get_model(app(name), name)
        rows = of(model, guide) if name in PARTS else model._default_manager.order_by("pk")
        found[name] = str(rows.first().pk)
    found["role"], found["guide"] = str(withdrawn.pk), str(guide.pk)
    found["previewlink"], found["comment"] = str(make_preview_link(role).pk), str(make_comment(role).pk)
    found["user"] = str(User.objects.create_user("somebody").pk)
    found["group"] = str(Group.objects.first().pk)  # type: ignore[union-attr]
    return found


def sign_in(client: Client, level: str) -> User | None:
    if level == "anonymous":
        return None
    user = User.objects.create_user(level, is_staff=True, is_superuser=level == "superuser")
    if level in ("editor", "publisher"):
        user.groups.add(Group.objects.get(name=f"{level.title()}s"))
    client.force_login(user)
    return user


def address(name: str, route: str, keys: dict[str, str]) -> str:
    model = next((one for one in keys if f"_{one}_" in name), "")
    for gap in ("<path:object_id>", "<int:key>", "<id>", "<int:object_id>"):
        route = route.replace(gap, keys.get(model, ""))
    return route


def refused(response: Any) -> bool:
    """Sent to sign in or to the start, forbidden, or not answered at all."""
    sent_away = response.status_code == 302 and re.match(r"/admin/(login/.*)?$", response["Location"])
    return bool(sent_away) or response.status_code in (403, 404, 405)


WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(guides|salaries|auth|accounts|otp)_')


@pytest.mark.once
@pytest.mark.parametrize("level", LEVELS)
def test_nobody_goes_further_than_his_group(client: Client, keys: dict[str, str], level: str) -> None:
    user = sign_in(client, level)
    known = routes()
    wrong = []
    for name, least in entries().items():
        if name == "login" and user is not None:
            continue  # whoever is signed in is led on to the start
        for method, lowest in zip(("get", "post"), least, strict=True):
            may = lowest != NOBODY and LEVELS.index(level) >= LEVELS.index(lowest)
            with transaction.atomic():
                if user is not None:
                    client.force_login(user)  # anew, for one of the addresses signs out
                with CaptureQueriesContext(connection) as queries:
                    response = getattr(client, method)(url_of(name, known[name], keys))
                transaction.set_rollback(True)
            if refused(response) is may:
                wrong.append((level, method, name, response.status_code))
            if not may and any(WRITES.match(query["sql"]) for query in queries):
                wrong.append((level, method, name, "wrote something"))
    assert wrong == []


def url_of(name: str, route: str, keys: dict[str, str]) -> str:
    match name:
        case "app_list":
            return "/admin/guides/"
        case "autocomplete":
            return f"{route}?app_label=guides&model_name=claim&field_name=source&term=a"
        case "view_on_site":
            role = ContentType.objects.get_for_model(Role).pk
            return f"/admin/r/{role}/{keys['role']}/"
    return address(name, route, keys)


# Accounts


@pytest.mark.parametrize("level", ["editor", "publisher"])
def test_permissions_on_accounts_make_nobody_a_superuser(
    client: Client, keys: dict[str, str], level: str
) -> None:
    sign_in(client, level)
    user = User.objects.get(username=level)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    url = f"/admin/auth/user/{user.pk}/change/"
    forged = {"username": level, "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    assert (client.get(url).status_code, client.post(url, forged).status_code) == (403, 403)
    assert client.get("/admin/auth/user/").status_code == 403
    user.refresh_from_db()
    assert not user.is_superuser


# Publishing, for every way in


def test_an_editor_publishes_in_no_way(client: Client, keys: dict[str, str]) -> None:
    sign_in(client, "editor")
    guide = Guide.objects.get(pk=keys["guide"])
    role = guide.role
    seen = editions.version(role, guide)
    client.post(f"/admin/guides/guide/{guide.pk}/publish/", {"seen": seen})
    client.post(f"/admin/guides/role/{role.pk}/change/", {"published": guide.pk, "family": role.family_id})
    data = form_of(client, f"/admin/guides/guide/{guide.pk}/change/")
    client.post(f"/admin/guides/guide/{guide.pk}/change/", data | {"state": "published"})
    client.post("/admin/guides/guide/", {"action": "publish", "_selected_action": guide.pk})
    shown = Role.objects.get(pk=keys["role"])
    client.post(f"/admin/guides/role/{shown.pk}/withdraw/")
    client.post(f"/admin/guides/guide/{guide_of_published(shown).pk}/restore/")
    role.refresh_from_db()
    guide.refresh_from_db()
    assert (role.published, guide.state, shown.guides.count()) == (None, "draft", 1)
    assert Role.objects.published().get() == shown


def test_loading_the_guides_makes_the_groups(tmp_path: Path) -> None:
    call_command("load_guides", str(write_tree(tmp_path)), "--dry-run")
    assert not Group.objects.exists()
    call_command("load_guides", str(tmp_path))
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Editors", "Publishers"]


def test_the_groups_are_made_once_and_keep_what_superusers_make_of_them() -> None:
    make_groups()
    editors = Group.objects.get(name="Editors")
    editors.permissions.clear()
    make_groups()
    assert (editors.permissions.count(), Group.objects.count()) == (0, 2)


def test_only_publishers_may_publish_and_change_what_shows_at_once() -> None:
    make_groups()
    editors, publishers = (
        set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for name in ("Editors", "Publishers")
    )
    assert editors < publishers
    assert {"publish_guide", "change_source", "add_exchangerate"} <= publishers - editors
    assert not {name for name in editors if name.endswith(("_user", "_group", "_permission"))}
