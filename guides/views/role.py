import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.models import Guide, Role
from guides.structured_data import breadcrumbs, occupation
from salaries.pay import HEADLINE_RULE

from .finding import find_role
from .role_page import role_page


@require_safe
def role_detail(request: HttpRequest, slug: str) -> HttpResponse:
    role = find_role(request, slug, Role.objects.published().select_related("family"))
    if isinstance(role, HttpResponse):
        return role
    return render_guide(request, role.public_guide)


def render_guide(request: HttpRequest, guide: Guide, *, preview: bool = False) -> HttpResponse:
    """The page of one edition: the published one for readers, any other only as an editor's preview."""
    page = role_page(guide)
    context = {
        "page": page,
        "guide": guide,
        "role": guide.role,
        "preview": preview,
        "headline_rule": HEADLINE_RULE,
        "structured_data": [
            occupation(page),
            breadcrumbs([("Roles", "guides:roles")], guide.title, page.url),
        ],
    }
    response = render(request, "guides/role_detail.html", context)
    # Indentation is a sixth of the page's bytes; no part of it is preformatted.
    response.content = re.sub(rb"\n\s+", b"\n", response.content)
    return response
