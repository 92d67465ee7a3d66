"""Workers of the real server, killed while editors save: what was acknowledged is there, and nothing is half there."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from guides.models import Guide, Question, Role, SearchEntry
from tests.admin.forms import change_url, form_of
from tests.browser.server import serve
from tests.factories import make_family, make_source
from tests.other_process import database_for_others, take_back

SAVES = 200
EDITORS = 4
# After so many acknowledged saves a worker is killed.
EVERY = 45
BEFORE = "Before dawn."


def make_questions() -> list[Question]:
    """One in a working copy of its own for each save, all alike, so that the form of one is that of each."""
    family, source = make_family(), make_source()
    roles = Role.objects.bulk_create(Role(family=family) for _ in range(SAVES))
    guides = Guide.objects.bulk_create(Guide(role=role, title="Baker", summary="Bakes.") for role in roles)
    questions = Question.objects.bulk_create(
        Question(guide=guide, slug="how-early", question="How early do bakers rise?", answer=BEFORE)
        for guide in guides
    )
    cites = Question.sources.through
    cites.objects.bulk_create(cites(question=question, source=source) for question in questions)
    return questions


class Editor:
    """Sends one form to one question after the other, a connection each, as often as a worker answers it at all."""

    def __init__(self, site: str, cookies: str, form: dict[str, Any]) -> None:
        self.host, self.cookies, self.form = urlsplit(site).netloc, cookies, form

    def save(self, question: Question) -> bool:
        """Whether the save was acknowledged; False where the worker died over it."""
        body = urlencode({**self.form, "answer": answer_of(question)}, doseq=True)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        asked = HTTPConnection(self.host, timeout=20)
        try:
            asked.request("POST", change_url(question), body, {**headers, "Connection": "close"})
            answer = asked.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()
        assert answer.status == 302, answer.status
        return True


def answer_of(question: Question) -> str:
    return f"Save {question.pk}."


def workers(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    return [pid for pid, command in commands.items() if b"resource_tracker" not in command]


@contextmanager
def killing(server: int, saved: list[Question]) -> Iterator[None]:
    """Meanwhile a worker of the server is killed whenever so many more saves are acknowledged; most often in work."""
    with ThreadPoolExecutor(1) as pool:
        over: list[bool] = []
        killer = pool.submit(kill_now_and_then, server, saved, over)
        try:
            yield
        finally:
            over.append(True)
    assert killer.result() >= 3


def kill_now_and_then(server: int, saved: list[Question], over: list[bool]) -> int:
    kills = 0
    while not over:
        if len(saved) >= (kills + 1) * EVERY:
            os.kill(workers(server)[0], signal.SIGKILL)
            kills += 1
        time.sleep(0.005)
    return kills


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_save_outlives_the_workers_killed_among_them(
    client: Client, tmp_path: Path
) -> None:
    client.force_login(User.objects.create_superuser("root"))
    questions = make_questions()
    form = form_of(client, change_url(questions[0]))
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    options = ("--workers", "2", "--respawn-failed-workers", "--respawn-interval", "0.1")
    pid = tmp_path / "server.pid"
    values = {"DATABASE_URL": database_for_others(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.plain_settings"}
    saved: list[Question] = []
    with serve(tmp_path, tmp_path, *options, "--pid-file", str(pid), **values) as site:
        token = {"csrfmiddlewaretoken": "x" * 32}
        editor = Editor(site, f"{cookies}; csrftoken={'x' * 32}", {**form, **token})

        def work(own: list[Question]) -> None:
            for question in own:
                if editor.save(question):
                    saved.append(question)

        with killing(int(pid.read_text()), saved), ThreadPoolExecutor(EDITORS) as pool:
            list(pool.map(work, [questions[number::EDITORS] for number in range(EDITORS)]))
    take_back(tmp_path)
    assert len(saved) > SAVES / 2
    assert {one.pk for one in saved} <= stored_whole(questions)


def stored_whole(questions: list[Question]) -> set[int]:
    """The keys of those that were saved, with all that belongs to a save; the others are as they were."""
    answers = dict(Question.objects.values_list("pk", "answer"))
    logged = {int(key or 0) for key in LogEntry.objects.values_list("object_id", flat=True)}
    edited = set(Guide.objects.exclude(edited_at=None).values_list("questions__pk", flat=True))
    entries = SearchEntry.objects.filter(kind=SearchEntry.Kind.QUESTION)
    found = set(entries.filter(body__startswith="Save ").values_list("guide__questions__pk", flat=True))
    stored = {one.pk for one in questions if answers[one.pk] == answer_of(one)}
    assert {answers[one.pk] for one in questions if one.pk not in stored} <= {BEFORE}
    assert stored == logged == edited == found
    return stored
