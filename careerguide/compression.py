"""Pages as small as they get on the wire."""

import re
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header, patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware

TAKES_BROTLI = re.compile(r"(?:^|,)\s*br\s*(?:,|$)")
QUICK, SMALLEST = 5, 11
# The highest quality takes a second for every megabyte; the longest guide has 0.2.
MOST_BYTES = 300_000


class CompressionMiddleware(HttpCompressionMiddleware):
    """As its parent, but public pages go out as Brotli to every browser that takes it.

    The longest guide takes 29 KB so, and 39 KB in the Zstandard that the parent prefers. What depends on cookies
    is left to the parent, which guards secrets by a header of random length.
    """

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if (
            not isinstance(response, HttpResponse)
            or not response.headers.get("Content-Type", "").startswith("text/html")
            or "Content-Encoding" in response.headers
            or has_vary_header(response, "Cookie")
            or not TAKES_BROTLI.search(request.headers.get("Accept-Encoding", ""))
        ):
            super().maybe_compress(request, response)
            return
        # Filters and searches have too many answers to be worth the time and the room; long lists take too much.
        # What nobody may store is not kept here either.
        page = response.content
        may_keep = "no-store" not in response.headers.get("Cache-Control", "")
        is_worth_it = may_keep and not request.GET and len(page) <= MOST_BYTES
        response.content = smallest(page) if is_worth_it else brotli.compress(page, quality=QUICK)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ("Accept-Encoding",))


@lru_cache(maxsize=128)
def smallest(page: bytes) -> bytes:
    """The page in Brotli's highest quality: 0.2 s for the longest guide, and no time when it is read again."""
    return brotli.compress(page, quality=SMALLEST)
