"""What every answer tells browsers to refuse: pages, files, redirects and errors, of readers and editors alike."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

# No nonces, so that pages can be kept; no exception for any page, the admin's neither.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# What could spy on a reader. Not all that browsers know, since each name goes out with every answer.
NEVER_USED = ("camera", "geolocation", "microphone")
TRANSPORT = "Strict-Transport-Security"


def headers() -> dict[str, str]:
    """The headers by name, for whatever answers before or beside Django too."""
    found = {
        "Content-Security-Policy": "; ".join(f"{name} {source}" for name, source in POLICY.items()),
        "Permissions-Policy": ", ".join(f"{name}=()" for name in NEVER_USED),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.SECURE_HSTS_SECONDS:
        found[TRANSPORT] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    return found


class HeadersMiddleware:
    """Gives an answer those of the headers that it does not have yet; a view may be stricter, as on referrers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = headers()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        secure = request.is_secure()
        for name, value in self.headers.items():
            # The last one means nothing without TLS, and must not be sent there.
            if secure or name != TRANSPORT:
                response.headers.setdefault(name, value)
        return response


class NoCookiesMiddleware:
    """Takes cookies off all requests but editors': what a reader's browser holds is neither read nor answered.

    Django would answer an old or damaged one with an order to drop it, on pages that everybody shares.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.editors = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(self.editors):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
