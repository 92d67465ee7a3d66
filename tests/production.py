"""The settings that a site has in public, on https, for tests of what only those bring about."""

import os
from importlib.util import find_spec, module_from_spec
from typing import Any
from unittest import mock

HOST = "guides.example"
SITE = f"https://{HOST}"
OWN_KEY = "vX3m-k9Qe_Zt7uRfLw2sYcHb8nPjDa5gKo1iTqVx"
NAMES = ("SITE_URL", "ALLOWED_HOSTS", "SECURE_", "SESSION_COOKIE_", "CSRF_")


def production_settings() -> dict[str, Any]:
    """As settings.py reads them where SITE_URL begins with https, but for those that name the machine."""
    with mock.patch.dict(os.environ, SITE_URL=SITE, ALLOWED_HOSTS=HOST, SECRET_KEY=OWN_KEY):
        spec = find_spec("careerguide.settings")
        assert spec is not None and spec.loader is not None
        spec.loader.exec_module(read_anew := module_from_spec(spec))
    return {name: value for name, value in vars(read_anew).items() if name.startswith(NAMES)}
