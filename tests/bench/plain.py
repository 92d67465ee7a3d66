"""What the site is held against: a bare Django, with one view that answers bytes it was given, and no middleware."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="for-the-bench-only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup(set_prefix=False)
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def page(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(
        BODY, headers={"Content-Encoding": os.environ["BENCH_CODING"], "Content-Length": str(len(BODY))}
    )


urlpatterns = [path("roles/<slug:slug>/", page)]
application = WSGIHandler()
