"""The site's settings, with files straight from their folders: for servers that are started without collecting any."""

from careerguide.settings import *  # noqa: F403
from careerguide.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
