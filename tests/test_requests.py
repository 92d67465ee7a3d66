"""What surrounds every answer: its id and its line of log, what an error may say, and what is refused unread."""

import json
import logging
import re
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from careerguide.logs import JsonLines
from careerguide.requests import limited, logged


def hello(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(application: Any, **values: Any) -> tuple[str, dict[str, str], bytes]:
    answer: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", **values}
    body = application(environ, lambda status, headers, exc_info=None: answer.extend([status, dict(headers)]))
    return answer[0], answer[1], b"".join(body)


def post(body: bytes = b"", **values: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **values,
    }


def test_each_request_is_one_line_of_json_without_what_readers_gave(capfd: pytest.CaptureFixture) -> None:
    _, headers, _ = ask(
        logged(hello, as_json=True),
        PATH_INFO='/roles/"\n',
        QUERY_STRING="q=my-pay",
        REMOTE_ADDR="192.0.2.1",
        HTTP_USER_AGENT="my-browser",
        HTTP_REFERER="/?q=my-pay",
        HTTP_COOKIE="sessionid=my-session",
    )
    line = json.loads(capfd.readouterr().out)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+\+00:00", line.pop("time"))
    assert line.pop("ms") < 1000
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": headers["X-Request-ID"],
        "method": "GET",
        "path": '/roles/"\n',
        "status": 200,
        "bytes": 5,
    }


def test_for_a_terminal_a_line_is_short(capfd: pytest.CaptureFixture) -> None:
    ask(logged(hello, as_json=False), PATH_INFO="/a\x1b[2J")
    assert re.fullmatch(r"[\d:]{8} 200 GET /a\\u001b\[2J [\d.]+ ms\n", capfd.readouterr().out)


@pytest.mark.parametrize("given", ["", "short", "with space 123", "line\nbreak-12345", "x" * 65, "ü" * 10])
def test_a_malformed_request_id_is_replaced(given: str) -> None:
    _, headers, _ = ask(logged(hello, as_json=True), HTTP_X_REQUEST_ID=given)
    assert re.fullmatch(r"[0-9a-f]{12}", headers["X-Request-ID"])


def test_a_proxys_request_id_is_kept() -> None:
    _, headers, _ = ask(logged(hello, as_json=True), HTTP_X_REQUEST_ID="5f8e1c1e-0a4b.proxy_1")
    assert headers["X-Request-ID"] == "5f8e1c1e-0a4b.proxy_1"


def test_a_method_that_does_not_exist_is_not_repeated_in_the_log(capfd: pytest.CaptureFixture) -> None:
    ask(logged(hello, as_json=True), REQUEST_METHOD="MY-PAY")
    assert json.loads(capfd.readouterr().out)["method"] == "OTHER"


def test_a_page_goes_out_in_one_piece_and_is_closed() -> None:
    page = HttpResponse(b"page")
    closed: list[bool] = []
    page.close = lambda: closed.append(True)  # type: ignore[method-assign]

    def site(environ: dict[str, Any], start: Any) -> HttpResponse:
        start("200 OK", [])
        return page

    body = logged(site, as_json=True)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: None)
    assert (body, closed) == ([b"page"], [True])


def test_an_error_outside_of_django_is_answered_and_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    def broken(environ: dict[str, Any], start: Any) -> list[bytes]:
        raise ValueError("my-pay")

    status, headers, body = ask(logged(broken, as_json=True))
    assert (status, body) == (
        "500 Internal Server Error",
        b"Something failed on our side. It has been logged.\n",
    )
    assert json.loads(capfd.readouterr().out)["status"] == 500
    line = JsonLines().format(caplog.records[0])
    assert json.loads(line)["request_id"] == headers["X-Request-ID"]


def record_of(error: Exception) -> dict[str, str]:
    try:
        raise error
    except type(error) as caught:
        info = (type(caught), caught, caught.__traceback__)
        record = logging.LogRecord("site", logging.ERROR, __file__, 1, "It failed: %s", ("/roles/",), info)
    line = JsonLines().format(record)
    assert "\n" not in line
    return json.loads(line)


def test_an_error_is_one_line_with_its_traceback_but_not_what_was_typed() -> None:
    line = record_of(ValueError("invalid literal: 'my-pay'"))
    assert line["message"] == "It failed: /roles/"
    assert line["error"] == "ValueError"
    assert re.fullmatch(r".*/test_requests\.py:\d+ in record_of", line["traceback"])
    assert "my-pay" not in str(line)


def test_an_error_of_the_machine_is_told_in_its_own_words() -> None:
    line = record_of(OperationalError("connection refused"))
    assert line["error_message"] == "connection refused"


def test_a_request_without_a_body_passes() -> None:
    site = limited(echo, body_bytes=10, places=1)
    assert ask(site, REQUEST_METHOD="POST", **{"wsgi.input": BytesIO()})[0] == "200 OK"
    assert ask(site, **{"wsgi.input": BytesIO()})[0] == "200 OK"


def test_a_body_within_the_limit_arrives_whole() -> None:
    assert ask(limited(echo, body_bytes=5, places=1), **post(b"12345"))[2] == b"12345"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        (post(b"123456"), "413 Content Too Large"),
        (post(CONTENT_LENGTH="9" * 5000), "413 Content Too Large"),
        (post(CONTENT_LENGTH="-1"), "400 Bad Request"),
        (post(CONTENT_LENGTH="1e3"), "400 Bad Request"),
        (post(b"12", CONTENT_LENGTH="3"), "400 Bad Request"),
        (post(CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"), "411 Length Required"),
    ],
)
def test_a_body_that_is_too_long_or_not_what_it_says_is_refused(values: dict[str, Any], status: str) -> None:
    assert ask(limited(echo, body_bytes=5, places=1), **values)[0] == status


def test_slow_senders_take_only_the_places_that_are_theirs() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            answers.append(ask(site, **post(b"1"))[0])
            answers.append(ask(site, **{"wsgi.input": BytesIO()})[0])
            return b"12"

    answers: list[str] = []
    site = limited(echo, body_bytes=5, places=1)
    answers.append(ask(site, **post(b"12") | {"wsgi.input": Slow()})[0])
    assert answers == ["503 Service Unavailable", "200 OK", "200 OK"]
    assert ask(site, **post(b"1"))[0] == "200 OK"
