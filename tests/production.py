"""The settings that a site has in public, on https, for tests of what only those bring about."""

import os
import runpy
from typing import Any
from unittest import mock

from django.conf import settings

HOST = "guides.example"
SITE = f"https://{HOST}"
NAMES = ("SITE_URL", "ALLOWED_HOSTS", "SECURE_", "SESSION_COOKIE_", "CSRF_")


def production_settings() -> dict[str, Any]:
    """As settings.py reads them where SITE_URL begins with https, but for those that name the machine."""
    with mock.patch.dict(os.environ, SITE_URL=SITE, ALLOWED_HOSTS=HOST):
        values = runpy.run_path(str(settings.BASE_DIR / "careerguide" / "settings.py"))
    return {name: value for name, value in values.items() if name.startswith(NAMES)}
