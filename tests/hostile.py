"""Hostile requests over every route of the resolver: `make hostile` sends them all, the tests a sample.

Every gap in an address, every parameter, form field, header and method, with every hostile value; editors' pages as a
superuser, whom nothing is refused for want of permission. What has to hold is in `fault_of`.
"""

import logging
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
    import django

    django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import get_resolver

from guides.models import Guide
from tests.factories import make_draft
from tests.guides.test_editions import fill
from tests.test_garbage import MARKUP, NUMBERS, PARAMETERS, VALUES, make_site

HOSTILE = list(dict.fromkeys([*VALUES, *MARKUP, *NUMBERS]))
# What fills the gaps that are not tried, by their names.
SENSE = {
    "slug": "baker",
    "from_tier": "junior",
    "to_tier": "senior",
    "tier": "junior",
    "form": "csv",
    "app_label": "guides",
    "content_type_id": "1",
}
# What editors' addresses and forms hold, of any of them.
OF_EDITORS = [
    *(
        "q",
        "p",
        "o",
        "e",
        "_changelist_filters",
        "_popup",
        "_to_field",
        "next",
        "guide",
        "role",
        "source",
        "section",
    ),
    *(
        "guide__id__exact",
        "from",
        "app_label",
        "field_name",
        "term",
        "action",
        "_selected_action",
        "post",
        "_opened",
    ),
    *("seen", "code", "username", "password", "name", "slug", "position"),
]
METHODS = ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "\x00"]
GOALS = ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:zq()", "\r\nX-Evil: zq"]
# What a header may be given to be taken for another request, or to be kept for other readers.
HEADERS = {
    "Host": ["evil.example", "127.0.0.1:80@evil.example", "evil.example:zq", "", "x" * 3000, '"><zq'],
    "X-Forwarded-Host": ["evil.example", '"><zq'],
    "X-Forwarded-Proto": ["https", "zq"],
    "X-Forwarded-For": ["zq", "," * 3000, "\x00"],
    "X-Forwarded-Prefix": ["/evil", '"><zq'],
    "Forwarded": ["host=evil.example;proto=https"],
    "X-Original-URL": ["/admin/", "//evil.example/"],
    "X-Rewrite-URL": ["/admin/"],
    "X-HTTP-Method-Override": ["DELETE", "POST"],
    "X-HTTP-Method": ["DELETE"],
    "X-Script-Name": ["/evil"],
    "HX-Request": ["true", '"><zq'],
    "HX-Target": ["<zq>"],
    "HX-Current-URL": ["https://evil.example/"],
    "HX-Boosted": ["true"],
    "HX-History-Restore-Request": ["true"],
    "Accept": ["zq", "*/*;q=zq", "text/event-stream"],
    "Accept-Language": ["zq", "x" * 3000, "de;q=9"],
    "Cookie": ["sessionid=zq", "sessionid=%00", "zq", "csrftoken=" + "x" * 3000, ";;==;"],
    "If-None-Match": ["zq", '"' * 999, "W/"],
    "If-Modified-Since": ["zq", "Fri, 99 Zzz 99999999 99:99:99 GMT"],
    "Range": ["bytes=0-", "bytes=9-1", "zq"],
    "Referer": ["https://evil.example/?<zq>", "\x00"],
    "User-Agent": ["", "<zq>", "x" * 3000],
}
KINDS_OF_BODY = [
    "zq",
    "multipart/form-data",
    "multipart/form-data; boundary=zq",
    "application/json; charset=zq",
]
# A page of a site as small as this takes a hundredth of it.
MOST_SECONDS = 3
# What tells that the site, or its database, is away.
SAYS_503 = ("/readyz", "/unavailable")
# Random letters, which may begin with any.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
SIGNS = re.compile(r"<script>alert|<img src=x|</?zq|[\"'] ?zq|href=\"javascript")


class Asked(NamedTuple):
    """One request; those of editors are sent as a superuser. Its address is written when asked for: there are many."""

    form: str
    filled: tuple[str, ...] = ()
    query: tuple[str, str] | None = None
    method: str = "GET"
    data: tuple[str, str] | None = None
    body: str = ""
    header: tuple[str, str] = ("", "")
    of_editors: bool = False

    @property
    def url(self) -> str:
        path = self.form.format(*(quote(value, safe="") for value in self.filled))
        return f"{path}?{quote(self.query[0])}={quote(self.query[1], safe='')}" if self.query else path

    def __str__(self) -> str:
        parts = (self.method, self.url, self.data, self.body, self.header)
        return " ".join(ascii(part)[:200] for part in parts if part)


def routes() -> list[str]:
    """All addresses, each gap as <converter:name>; what Django matches by patterns is what nothing else does."""
    found: list[str] = []

    def walk(patterns: Any, before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            elif "(?P<" not in route:
                found.append(f"/{route}")

    walk(get_resolver().url_patterns, "")
    return [*found, "/<rest>", "/admin/<rest>", "/static/<rest>"]


GAP = re.compile(r"<(?:\w+:)?(\w+)>")


def requests(route: str, keys: dict[str, str]) -> Iterator[Asked]:
    """All to one route; `keys` are primary keys by model, for editors' addresses."""
    sense = {**SENSE, **({"slug": "kneading"} if "/skills/" in route else {})}
    model = next((one for one in keys if f"/{one}/" in route), "guide")
    gaps = GAP.findall(route)
    filled = tuple(sense.get(name, keys[model]) for name in gaps)
    usual = Asked(GAP.sub("{}", route), filled, of_editors=route.startswith("/admin/"))
    for place in range(len(gaps)):
        for value in HOSTILE:
            yield usual._replace(filled=(*filled[:place], value, *filled[place + 1 :]))
    known = OF_EDITORS if usual.of_editors else PARAMETERS.get(usual.url, ["q", "page", "unknown"])
    values = [*(VALUES if usual.of_editors else HOSTILE), *GOALS]
    for name in known:
        for value in values:
            yield usual._replace(query=(name, value))
            yield usual._replace(data=(name, value), method="POST")
    for method in METHODS:
        yield usual._replace(method=method)
    for name, values in HEADERS.items():
        for value in values:
            yield usual._replace(header=(name, value))
    for kind in KINDS_OF_BODY:
        yield usual._replace(method="POST", body="--zq\r\n\x00", header=("Content-Type", kind))


# What has to hold


class Site:
    """Two browsers, a stranger's and a superuser's, and what a stranger's gets without tricks."""

    def __init__(self) -> None:
        self.stranger, self.editor = Client(), Client()
        self.user = User.objects.create_superuser("hostile")
        self.editor.force_login(self.user)
        self.cookies = self.editor.cookies.copy()
        self.plain: dict[str, bytes] = {}

    def send(self, asked: Asked) -> HttpResponse | StreamingHttpResponse:
        """And undo whatever it did."""
        client = self.editor if asked.of_editors else self.stranger
        name, value = asked.header
        rest: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value} if name else {}
        if asked.body:
            rest = {"data": asked.body, "content_type": value}
        elif asked.method == "POST":
            rest["data"] = dict([asked.data]) if asked.data else {}
        with transaction.atomic():
            if asked.method == "POST" and not asked.body:
                response = client.post(asked.url, **rest)
            else:
                response = client.generic(asked.method, asked.url, **rest)
            transaction.set_rollback(True)
        b"".join(response)  # files are closed once they are read
        self.stranger.cookies.clear()
        self.editor.cookies = self.cookies.copy()
        return response

    def fault_of(self, asked: Asked) -> str | None:
        """What is wrong with the answer; None if it is harmless."""
        start = time.process_time()
        try:
            response = self.send(asked)
        except Exception as fault:
            return f"{type(fault).__name__}: {fault}"
        seconds = time.process_time() - start
        text = "" if response.streaming else TOKEN.sub("", response.content.decode(errors="replace")).lower()
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        goal = response.headers.get("Location", "/")
        said = [text for pair in response.headers.items() for text in pair]
        faults = {
            f"status {response.status_code}": response.status_code >= 500 and asked.form not in SAYS_503,
            "unescaped": is_page and SIGNS.search(text) is not None,
            "a header": any(not one.isprintable() or not one.isascii() for one in said),
            f"leads to {goal}": re.match(r"/(?![/\\])|\?|(?:\.\./)+$", goal) is None,
            "a cookie": not asked.of_editors and bool(response.cookies),
            f"took {seconds:.1f} s": seconds > MOST_SECONDS,
            "names the host": asked.header[0] == "Host" and "evil.example" in text,
            "another answer": self.differs(asked, response),
        }
        return next((fault for fault, is_so in faults.items() if is_so), None)

    def differs(self, asked: Asked, response: HttpResponse | StreamingHttpResponse) -> bool:
        """Whether headers changed what readers get, and what others could get who ask for the same later."""
        ours = asked.of_editors or asked.method != "GET" or not asked.header[0]
        if ours or response.status_code != 200 or response.streaming:
            return False
        if asked.url not in self.plain:
            self.plain[asked.url] = self.stranger.get(asked.url).content
        return response.content != self.plain[asked.url]


def make_hostile_site() -> tuple[Site, dict[str, str]]:
    """A site with something of everything, and a key of each model for editors' addresses."""
    make_site()
    draft = make_draft("cook")
    fill(draft)
    guide = Guide.objects.get(role=draft)
    site = Site()
    keys = {"user": str(site.user.pk), "guide": str(guide.pk), "role": str(draft.pk)}
    for relation in guide._meta.related_objects:
        model = relation.related_model
        if model is not Guide and (row := model._base_manager.order_by("-pk").first()) is not None:
            keys.setdefault(str(model._meta.model_name), str(row.pk))
    return site, keys


def sample(keys: dict[str, str], *, readers: int, editors: int, seed: int) -> list[Asked]:
    """So many for either, the same ones every time."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeated, not to be secret
    everything = [one for route in routes() for one in requests(route, keys)]
    of_readers = [one for one in everything if not one.of_editors]
    of_editors = [one for one in everything if one.of_editors]
    return [*chance.sample(of_readers, readers), *chance.sample(of_editors, editors)]


def main() -> int:
    own = connection.settings_dict["NAME"]
    logging.disable(logging.CRITICAL)
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"] |= {
            "NAME": f"hostile_{own}",
            "CHARSET": "UTF8",
            "TEMPLATE": "template0",
        }
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        site, keys = make_hostile_site()
        asked = [one for route in routes() for one in requests(route, keys)]
        print(f"{connection.display_name}: {len(asked):,} requests to {len(routes())} routes.", flush=True)
        faults, start = [], time.monotonic()
        for number, one in enumerate(asked, 1):
            if fault := site.fault_of(one):
                faults.append(fault)
                print(f"{fault}\n    {one}", flush=True)
            if number % 1_000 == 0:
                rate = number / (time.monotonic() - start)
                print(f"{number:>9,} sent, {rate:.0f} a second, {len(faults)} faults", flush=True)
        print(f"{len(asked):,} requests, {len(faults)} faults, {time.monotonic() - start:.0f} s.")
        return 1 if faults else 0
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
