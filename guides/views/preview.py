from django.core.signing import BadSignature, SignatureExpired
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guides import previews
from guides.comments import CommentForm, leave
from guides.models import Guide, PreviewLink
from guides.previews import ROLE, Preview, link_of

from .description import described, render_description
from .ladder import render_ladder
from .role import render_guide


# The address itself says that one may comment, and no browser sends it along unasked as it would a cookie: without
# the address nobody can forge the form, and with it nobody needs to. So these pages set no cookie either.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def linked(request: HttpRequest, token: str, page: str = ROLE) -> HttpResponse:
    """A preview for whoever has its signed link."""
    response = private(answer(request, token, page))
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def answer(request: HttpRequest, token: str, page: str) -> HttpResponse:
    try:
        link = link_of(token)
    except SignatureExpired:
        return over(request, "expired")
    except BadSignature:
        return over(request, "unknown", status=404)
    if reason := why_closed(link):
        return over(request, reason, link)
    preview = Preview(link.guide, page, reverse("guides:preview", args=[token]), link)
    if not preview.is_there:
        return over(request, "unknown", status=404)
    return respond(request, preview)


def why_closed(link: PreviewLink) -> str:
    """Empty while the link is open."""
    if link.guide.is_sealed or link.guide.role.address is None:
        return "published" if link.guide.published_at else "discarded"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.has_expired else ""


def over(
    request: HttpRequest, reason: str, link: PreviewLink | None = None, *, status: int = 410
) -> HttpResponse:
    """Says why there is nothing to see and what to do; a comment that was on its way is given back."""
    role = link.guide.role if link else None
    context = {
        "reason": reason,
        "link": link,
        "role": role if role and role.published_id and role.address_id else None,
        "words": request.POST.get("text", "")[:10_000],
        "canonical_url": "",
    }
    return render(request, "guides/preview_over.html", context, status=status)


def respond(request: HttpRequest, preview: Preview) -> HttpResponse:
    """Take a comment and lead back to it, or show the page, with a comment that has to be mended."""
    if request.method == "POST":
        form = CommentForm(request.POST, guide=preview.guide, link=preview.link, by=request.user)
        if (comment := leave(form)) is not None:
            return HttpResponseRedirect(f"{request.path}#comment_{comment.pk}")
        preview.form = form
    return show(request, preview.guide, preview)


def show(request: HttpRequest, guide: Guide, preview: Preview) -> HttpResponse:
    match preview.page:
        case previews.LADDER:
            return render_ladder(request, guide, preview=preview)
        case previews.DESCRIPTION:
            prefetch_related_objects([guide], *described())
            return render_description(request, guide, preview=preview)
    return render_guide(request, guide, preview=preview)


def private(response: HttpResponse) -> HttpResponse:
    """Neither kept by anything on the way nor taken up by a search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
