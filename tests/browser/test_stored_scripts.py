"""Scripts stored in every field run nowhere: not under the content security policy, and not without it either."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from guides import editions
from guides.models import Guide, Requirement, Role
from guides.models.fields import PlainCharField, PlainTextField
from guides.search import index_guide
from tests.factories import make_role
from tests.guides.test_editions import fill
from tests.test_garbage import make_site
from tests.test_leaks import PATHS

# Each runs, or calls zq() once clicked, wherever one kind of escaping is missing: text, attributes, addresses, titles,
# text areas, comments, scripts, styles, SVG, templates. What closes something comes first.
SCRIPTS = [
    "</script><script>zq()</script>",
    "</textarea><script>zq()</script>",
    "</title><script>zq()</script>",
    "</style><script>zq()</script>",
    "</option></select><img src=x onerror=zq()>",
    "</template><img src=x onerror=zq()>",
    "</noscript><img src=x onerror=zq()>",
    "--><script>zq()</script>",
    "]]><script>zq()</script>",
    "<script>zq()</script>",
    "<ScRiPt/x>zq()</sCrIpT>",
    "<img src=x onerror=zq()>",
    "<svg onload=zq()>",
    "<svg><script>zq()</script></svg>",
    "<svg><animate onbegin=zq() attributeName=x dur=1s>",
    "<details open ontoggle=zq()>",
    "<input autofocus onfocus=zq()>",
    "<iframe srcdoc='<script>parent.zq()</script>'>",
    "<iframe src=javascript:parent.zq()>",
    "<video><source onerror=zq()></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=zq()>",
    '"><script>zq()</script>',
    "'><script>zq()</script>",
    '" autofocus onfocus=zq() x="',
    "' autofocus onfocus=zq() x='",
    "javascript:zq()",
    '");zq();("',
    "\\u003cscript\\u003ezq()\\u003c/script\\u003e",
    "{{constructor.constructor('zq()')()}}",
    "&lt;script&gt;zq()&lt;/script&gt;",
]
# All that could run, now or once clicked, on a page of ours, where nothing does.
FOUND = """() => [
  ...window.ran,
  ...[...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
    .filter(({ name, value }) => name.startsWith("on") || /^\\s*javascript:/i.test(value)
      && !["value", "title", "aria-label"].includes(name))
    .map(({ name, value }) => `${one.tagName} ${name}=${value}`)),
  ...[...document.scripts].filter((one) => !one.src && !one.type).map((one) => one.outerHTML),
  ...[...document.querySelectorAll("iframe, object, embed, style")].map((one) => one.outerHTML),
]"""
WATCH = "window.ran = []; window.zq = () => window.ran.push('a script ran'); window.alert = window.zq;"
PUBLIC = [
    path
    for path in PATHS
    if not path.split("?")[0].endswith((".md", ".csv", ".json", ".xml", ".txt", ".atom"))
]
UNDER_THE_POLICY = [
    "/",
    "/roles/baker/",
    "/compare/?role=baker&role=baker:junior",
    "/search/?q=zq",
    "/sources/handbook/",
]


def put_scripts_everywhere() -> None:
    """All of them in every field of text, past the forms, which refuse markup; each field begins with another one."""
    turn = 0
    for app in ("guides", "salaries"):
        for model in apps.get_app_config(app).get_models():
            names = [
                one.name for one in model._meta.fields if isinstance(one, PlainCharField | PlainTextField)
            ]
            for row in model._base_manager.all() if names else ():
                values = {}
                for name in names:
                    turn = (turn + 7) % len(SCRIPTS)
                    values[name] = "\n".join([*SCRIPTS[turn:], *SCRIPTS[:turn], str(row.pk)])
                model._base_manager.filter(pk=row.pk).update(**values)
    User.objects.update(
        first_name=SCRIPTS[0], last_name=SCRIPTS[11], email="<svg/onload=zq()>@guides.example"
    )


@pytest.fixture
def editor(transactional_db: None) -> User:
    """A superuser, on a site with something on every page and scripts in all of it."""
    editor = User.objects.create_superuser("<img src=x onerror=zq()>")
    make_site()
    baker = Role.objects.get()
    fill(baker)
    gone = make_role("gone")
    gone.addresses.update(title="Gone", note="Gone.")
    gone.delete()
    Requirement.objects.update(level="working")  # so that it may have a conclusion
    first = editions.working_copy(baker, by=editor)
    put_scripts_everywhere()
    editions.publish(first, by=editor, why="")
    editions.working_copy(baker, by=editor)
    put_scripts_everywhere()
    for guide in Guide.objects.all():
        index_guide(guide)
    return editor


def admin_pages() -> list[str]:
    """Lists and forms of everything, and the pages of a guide's editions."""
    draft = Guide.objects.get(state="draft")
    pages = [
        "",
        "auth/user/",
        f"auth/user/{User.objects.get().pk}/change/",
        f"guides/role/{draft.role_id}/editions/",
    ]
    pages += [f"guides/guide/{draft.pk}/{page}/" for page in ("changes", "history", "discard", "preview")]
    for app in ("guides", "salaries"):
        for model in apps.get_app_config(app).get_models():
            if (row := row_of(model, draft)) is not None:
                name = model._meta.model_name
                pages += [f"{app}/{name}/", f"{app}/{name}/{row.pk}/change/"]
    return [f"/admin/{page}" for page in pages]


def row_of(model: type[models.Model], draft: Guide) -> Any:
    if not admin.site.is_registered(model):
        return None
    of_draft = {"guide": draft} if "guide" in {one.name for one in model._meta.fields} else {}
    return draft if model is Guide else model._base_manager.filter(**of_draft).first()


def sign_in(context: BrowserContext, editor: User, url: str) -> None:
    client = Client()
    client.force_login(editor)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def found_on(page: Page, url: str, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        response = page.goto(url + path)
        assert response is not None and response.status in (200, 410), (path, response and response.status)
        found[path] = page.evaluate(FOUND)
    return {path: one for path, one in found.items() if one}


@pytest.mark.parametrize("bypass_csp", [True, False], ids=["without the policy", "under the policy"])
def test_no_stored_script_runs_on_any_page(
    new_context: Any, live_server: Any, surprises: list[str], editor: User, bypass_csp: bool
) -> None:
    context = new_context(bypass_csp=bypass_csp)
    context.add_init_script(WATCH)
    sign_in(context, editor, live_server.url)
    paths = (
        [*PUBLIC, "/roles/gone/", *admin_pages()] if bypass_csp else [*UNDER_THE_POLICY, *admin_pages()[:8]]
    )
    page = context.new_page()
    assert found_on(page, live_server.url, paths) == {}
    page.close()
    # Under the policy the console would name whatever it stopped.
    assert [one for one in surprises if "410" not in one] == []
    surprises.clear()


def test_the_watch_sees_scripts_where_nothing_escapes_them(new_context: Any, surprises: list[str]) -> None:
    context = new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("\n".join(SCRIPTS[9:]))
    page.wait_for_function("window.ran.length > 5")
    assert len(page.evaluate(FOUND)) > 15
    surprises.clear()
