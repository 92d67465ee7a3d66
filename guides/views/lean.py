import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_lean(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """As `render`, without indentation, a sixth of a long page's bytes; for pages with no preformatted part."""
    response = render(request, template, context)
    response.content = re.sub(rb"\n\s+", b"\n", response.content)
    return response
