from typing import Any

from django.http import HttpRequest, HttpResponse


def search_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("")
