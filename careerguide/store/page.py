"""A finished answer: how it is made from Django's, compressed, kept as bytes, and handed to a reader."""

import gzip
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import brotli

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Best first, where a reader takes several alike.
CODINGS = ("br", "gzip", "")
# Brotli 5 takes a hundredth of the time of 11 and gives a seventh more bytes; 9 is hardly smaller than 5.
QUICK, SMALLEST, GZIP = 5, 11, 5
# Below this there is nothing to gain; above it the highest quality takes seconds.
FEWEST_BYTES, MOST_BYTES = 200, 1_000_000
COMPRESSIBLE = re.compile(r"text/|application/(?:json|atom\+xml|xml|ld\+json)")
# These are written anew for each coding, or belong to the one answer that was kept.
OWN_HEADERS = {"content-length", "content-encoding", "etag", "vary", "date"}
ENTITY_HEADERS = {"content-type", "content-length", "content-encoding", "content-disposition"}
STORABLE = {"200", "301", "308", "410"}


@dataclass(slots=True)
class Page:
    """An answer in all its codings. `number` is the content version that it was made from, or a later one."""

    status: str
    headers: Headers
    bodies: dict[str, bytes]
    digest: str
    number: int = 0
    is_smallest: bool = False
    ready: dict[str, tuple[Headers, str, bytes]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.status[:3]

    @property
    def size(self) -> int:
        """The room it takes in memory."""
        return 2_000 + sum(map(len, self.bodies.values()))

    @property
    def may_be_kept(self) -> bool:
        names = {name.lower(): value for name, value in self.headers}
        return (
            self.code in STORABLE
            and "no-store" not in names.get("cache-control", "")
            and "private" not in names.get("cache-control", "")
            and "set-cookie" not in names
            and "cookie" not in names.get("vary", "").lower()
        )

    def compress(self, *codings: str) -> None:
        """Add these codings, each unless it would be no smaller."""
        whole = self.bodies[""]
        if len(whole) < FEWEST_BYTES or not COMPRESSIBLE.match(dict(self.headers).get("Content-Type", "")):
            return
        for coding in codings:
            packed = (
                brotli.compress(whole, quality=QUICK)
                if coding == "br"
                else gzip.compress(whole, GZIP, mtime=0)
            )
            if len(packed) < len(whole):
                self.bodies[coding] = packed

    def smallest(self) -> "Page":
        """The same in Brotli's highest quality: the time that takes is worth it for what is read."""
        bodies = dict(self.bodies)
        if "br" in bodies and len(bodies[""]) <= MOST_BYTES:
            bodies["br"] = min(bodies["br"], brotli.compress(bodies[""], quality=SMALLEST), key=len)
        return Page(self.status, self.headers, bodies, self.digest, self.number, is_smallest=True)

    def answer(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Send it in the coding that the reader likes best, or 304 where the reader has that already."""
        coding = next(one for one in preferred(environ.get("HTTP_ACCEPT_ENCODING", "")) if one in self.bodies)
        try:
            headers, etag, body = self.ready[coding]
        except KeyError:
            headers, etag, body = self.ready[coding] = self.prepared(coding)
        if etag and (known := environ.get("HTTP_IF_NONE_MATCH")) and is_among(etag, known):
            kept = [header for header in headers if header[0].lower() not in ENTITY_HEADERS]
            start_response("304 Not Modified", kept)
            return []
        start_response(self.status, headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def prepared(self, coding: str) -> tuple[Headers, str, bytes]:
        """The headers, the entity tag and the body of one coding. A tag is for whatever may be kept and asked again."""
        body = self.bodies[coding]
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        if len(self.bodies) > 1 or coding:
            headers.append(("Vary", "Accept-Encoding"))
        etag = ""
        if self.code == "200" and self.may_be_kept:
            etag = f'"{self.digest}{coding and "-"}{coding}"'
            headers.append(("ETag", etag))
        return headers, etag, body

    def to_bytes(self, key: str) -> bytes:
        head = {
            "key": key,
            "number": self.number,
            "status": self.status,
            "headers": self.headers,
            "digest": self.digest,
            "is_smallest": self.is_smallest,
            "sizes": {coding: len(body) for coding, body in self.bodies.items()},
        }
        return b"\n".join([json.dumps(head).encode(), b"".join(self.bodies.values())])

    @classmethod
    def from_bytes(cls, key: str, stored: bytes) -> "Page | None":
        """None for what is not whole or is another address's page."""
        line, _, rest = stored.partition(b"\n")
        try:
            head = json.loads(line)
            sizes = head["sizes"]
            if head["key"] != key or sum(sizes.values()) != len(rest):
                return None
            bodies, start = {}, 0
            for coding, size in sizes.items():
                bodies[coding] = rest[start : start + size]
                start += size
            headers = [(name, value) for name, value in head["headers"]]
            return cls(
                head["status"], headers, bodies, head["digest"], head["number"], bool(head["is_smallest"])
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def ask(application: Application, environ: Environ) -> Page:
    """The application's whole answer to one request."""
    started: list[tuple[str, Headers]] = []
    body = application(environ, lambda status, headers, exc_info=None: started.append((status, headers)))
    try:
        whole = b"".join(body)
    finally:
        if close := getattr(body, "close", None):
            close()
    status, headers = started[-1]
    return Page(status, headers, {"": whole}, "")


def finished(page: Page, number: int = 0) -> Page:
    """A page of readers as it goes out. Browsers may keep it, but ask again before they show it."""
    headers = [
        (name, value)
        for name, value in page.headers
        if name.lower() not in OWN_HEADERS or (name.lower() == "vary" and "cookie" in value.lower())
    ]
    if page.code == "200" and not any(name.lower() == "cache-control" for name, _ in headers):
        headers.append(("Cache-Control", "no-cache"))
    whole = page.bodies[""]
    return Page(page.status, headers, {"": whole}, blake2b(whole, digest_size=12).hexdigest(), number)


@lru_cache(maxsize=256)
def preferred(accepted: str) -> tuple[str, ...]:
    """The codings in the order in which a reader likes them; plain text is the last resort even where it is refused."""
    weights: dict[str, float] = {}
    for part in accepted[:300].lower().split(","):
        name, _, parameters = part.strip().partition(";")
        match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters) if parameters else None
        if name.strip():
            weights[name.strip()] = float(match[1]) if match else 0.0 if parameters else 1.0
    others = weights.get("*", 0.0)
    liked = {"br": weights.get("br", others), "gzip": weights.get("gzip", weights.get("x-gzip", others))}
    # Plain text is fine unless said otherwise, but anything that is named comes before it.
    plain = weights.get("identity", weights.get("*", min(0.001, *(w for w in liked.values() if w), 1)))
    liked[""] = plain
    order = sorted((one for one in CODINGS if liked[one] > 0), key=lambda one: -liked[one])
    return (*order, "")


def is_among(etag: str, known: str) -> bool:
    """Whether an If-None-Match names the tag; weak and strong ones are alike here (RFC 9110, 13.1.2)."""
    return known.strip() == "*" or etag in re.findall(r'"[^"]*"', known[:4_000])
