import brotli
import pytest
from django.test import Client
from django.urls import reverse

from .factories import make_role

pytestmark = pytest.mark.django_db

BROWSER = "gzip, deflate, br, zstd"


@pytest.mark.parametrize("query", ["", "?sort=title"])
def test_a_page_goes_out_as_brotli_and_says_the_same(client: Client, query: str) -> None:
    make_role()
    address = reverse("guides:roles") + query
    sent = client.get(address, headers={"Accept-Encoding": BROWSER})
    assert sent["Content-Encoding"] == "br"
    assert sent["Content-Length"] == str(len(sent.content))
    assert sent["Vary"] == "Accept-Encoding"
    assert brotli.decompress(sent.content) == client.get(address).content


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip"), ("zstd", "zstd"), ("brew", None)],
)
def test_a_reader_gets_no_coding_that_was_not_asked_for(
    client: Client, accepted: str, coding: str | None
) -> None:
    sent = client.get(reverse("guides:roles"), headers={"Accept-Encoding": accepted})
    assert sent.headers.get("Content-Encoding") == coding


@pytest.mark.parametrize(("most", "quality"), [(1_000_000, 11), (1_000, 5)])
def test_a_very_long_page_is_compressed_quickly(
    client: Client, monkeypatch: pytest.MonkeyPatch, most: int, quality: int
) -> None:
    monkeypatch.setattr("careerguide.compression.MOST_BYTES", most)
    page = client.get(reverse("guides:roles"))
    sent = client.get(reverse("guides:roles"), headers={"Accept-Encoding": BROWSER})
    assert sent.content == brotli.compress(page.content, quality=quality)


def test_pages_with_secrets_keep_their_length_to_themselves(client: Client) -> None:
    sent = client.get(reverse("admin:login"), headers={"Accept-Encoding": BROWSER})
    assert sent["Content-Encoding"] == "zstd"
    assert "x-noise" in sent.headers


def test_a_page_that_changes_is_compressed_anew(client: Client) -> None:
    make_role("baker")
    before = client.get(reverse("guides:roles"), headers={"Accept-Encoding": BROWSER})
    make_role("miller")
    after = client.get(reverse("guides:roles"), headers={"Accept-Encoding": BROWSER})
    assert b"Miller" not in brotli.decompress(before.content)
    assert b"Miller" in brotli.decompress(after.content)
