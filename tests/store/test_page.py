"""One finished page as readers get it: in their coding, or not at all if they have it."""

import gzip

import brotli
import pytest

from careerguide.store.page import Page, preferred

from .conftest import make_page


def answer(page: Page, **environ: str) -> tuple[str, dict[str, str], bytes]:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    body = page.answer(
        {"REQUEST_METHOD": "GET", **environ}, lambda status, headers: started.append((status, headers))
    )
    return started[0][0], dict(started[0][1]), b"".join(body)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0.8, br", "br"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=0, br;q=0, identity;q=0", ""),
        ("zstd", ""),
        ("brew", ""),
        ("br;q=high", ""),
        ("br;q=2", ""),
        (";;;,,,q=1", ""),
        ("gzip" * 5_000, ""),
    ],
)
def test_a_reader_gets_the_coding_that_he_likes_best(accepted: str, coding: str) -> None:
    assert preferred(accepted)[0] == coding


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("", bytes)]
)
def test_a_page_says_the_same_in_every_coding(coding: str, unpack) -> None:  # type: ignore[no-untyped-def]
    page = make_page()
    _, headers, body = answer(page, HTTP_ACCEPT_ENCODING=coding)
    assert unpack(body) == page.bodies[""]
    assert headers.get("Content-Encoding", "") == coding
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding"


def test_the_smallest_page_says_the_same_and_has_the_same_tag() -> None:
    page = make_page()
    before, after = (answer(one, HTTP_ACCEPT_ENCODING="br") for one in (page, page.smallest()))
    assert brotli.decompress(after[2]) == page.bodies[""]
    assert len(after[2]) <= len(before[2])
    assert after[1]["ETag"] == before[1]["ETag"] == '"abc-br"'


def test_each_coding_has_a_tag_of_its_own() -> None:
    tags = [answer(make_page(), HTTP_ACCEPT_ENCODING=one)[1]["ETag"] for one in ("br", "gzip", "")]
    assert tags == ['"abc-br"', '"abc-gzip"', '"abc"']


@pytest.mark.parametrize(
    "known", ['"abc"', 'W/"abc"', '"x", "abc"', '"x",W/"abc" , "y"', "*", ' "abc" ', '"a,b", "abc"']
)
def test_a_reader_who_has_the_page_is_told_so(known: str) -> None:
    status, headers, body = answer(make_page(), HTTP_IF_NONE_MATCH=known)
    assert (status, body) == ("304 Not Modified", b"")
    assert headers == {"Vary": "Accept-Encoding", "ETag": '"abc"'}


@pytest.mark.parametrize("known", ["", '"ab"', '"abc-br"', "abc", '"', '"x" "', "\x00", '"abc'])
def test_a_reader_who_has_another_page_gets_this_one(known: str) -> None:
    assert answer(make_page(), HTTP_IF_NONE_MATCH=known)[0] == "200 OK"


def test_a_redirect_or_a_page_that_is_gone_is_always_told() -> None:
    page = make_page(code="410 Gone")
    status, headers, _ = answer(page, HTTP_IF_NONE_MATCH="*")
    assert (status, "ETag" in headers) == ("410 Gone", False)


def test_nobody_who_asks_for_the_head_gets_a_body() -> None:
    page = make_page()
    whole = answer(page)
    head = answer(page, REQUEST_METHOD="HEAD")
    assert (head[:2], head[2]) == (whole[:2], b"")


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_half_a_page_is_none(cut: int) -> None:
    stored = make_page().to_bytes("/roles/baker/")
    assert Page.from_bytes("/roles/baker/", stored) is not None
    assert Page.from_bytes("/roles/baker/", stored[:cut]) is None
    assert Page.from_bytes("/roles/cook/", stored) is None


@pytest.mark.parametrize("stored", [b"{}\n", b"[]\n", b"null\n", b'{"key": "/", "sizes": 3}\n', b"\xff\n"])
def test_what_is_no_page_is_none(stored: bytes) -> None:
    assert Page.from_bytes("/", stored) is None


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ([], True),
        ([("Cache-Control", "no-cache")], True),
        ([("Cache-Control", "no-store")], False),
        ([("cache-control", "private, max-age=5")], False),
        ([("Set-Cookie", "a=b")], False),
        ([("Vary", "Accept-Encoding, Cookie")], False),
    ],
)
def test_nothing_private_is_kept(headers: list[tuple[str, str]], may: bool) -> None:
    assert Page("200 OK", headers, {"": b""}, "").may_be_kept is may


@pytest.mark.parametrize("code", ["302 Found", "404 Not Found", "500 Internal Server Error", "503 No"])
def test_no_passing_answer_is_kept(code: str) -> None:
    assert not Page(code, [], {"": b""}, "").may_be_kept
