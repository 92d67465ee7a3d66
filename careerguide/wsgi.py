import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from careerguide import store

from .metrics import started
from .requests import limited, logged

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerguide.settings")
django = get_wsgi_application()
# Else the first reader of each new worker would wait for the import of all views.
get_resolver().url_patterns  # noqa: B018

# While one works on the code or a template, every page is made anew.
site = django if settings.DEBUG else store.before(django)
application = logged(
    limited(site, body_bytes=settings.MOST_BODY_BYTES, places=max(1, settings.THREADS // 2)),
    as_json=settings.LOG_FORMAT == "json",
    counts=started(),
)
