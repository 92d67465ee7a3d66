"""A database that fails under a request is no fault of ours: 503 and one line of log, not 500 and a report."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


class DatabaseAwayMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        from guides.views.pages import unavailable  # views need the apps, which need the middleware's module

        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.warning("The database failed: %s", " ".join(str(exception).split()))
        return unavailable(request)
