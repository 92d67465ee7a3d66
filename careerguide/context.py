from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and address, and this page's canonical address (its path, without parameters).

    `nav` is the first part of the path, by which the main navigation marks where one is.
    """
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path,
        "nav": request.path.split("/")[1],
    }
