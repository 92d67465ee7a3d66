from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.models import Guide, Role
from guides.previews import Preview
from guides.structured_data import breadcrumbs, occupation

from .finding import find_role
from .lean import render_lean
from .role_page import role_page


@require_safe
def role_detail(request: HttpRequest, slug: str) -> HttpResponse:
    role = find_role(request, slug, Role.objects.published().select_related("family"))
    if isinstance(role, HttpResponse):
        return role
    return render_guide(request, role.public_guide)


def render_guide(request: HttpRequest, guide: Guide, *, preview: Preview | None = None) -> HttpResponse:
    """The page of one edition: the published one for readers, any other only as a preview."""
    page = role_page(guide)
    context = {
        "page": page,
        "guide": guide,
        "role": guide.role,
        "structured_data": [
            occupation(page),
            breadcrumbs([("Roles", "guides:roles")], guide.title, page.url),
        ],
    }
    if preview is not None:
        # Not lean, which would join the paragraphs of a comment that has to be mended.
        return render(request, "guides/role_detail.html", context | preview.context)
    return render_lean(request, "guides/role_detail.html", context)
