import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from .metrics import started
from .requests import limited, logged

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
site = get_wsgi_application()
# Else the first reader of each new worker would wait for the import of all views.
get_resolver().url_patterns  # noqa: B018

# What hands out stored pages belongs between the two: it gets no request's body, and all of its answers are logged.
application = logged(
    limited(site, body_bytes=settings.MOST_BODY_BYTES, places=max(1, settings.THREADS // 2)),
    as_json=settings.LOG_FORMAT == "json",
    counts=started(),
)
