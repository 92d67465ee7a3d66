import re
import sys
from collections import Counter

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from careerguide import store
from guides.models import Claim, Role, Source, Tier
from guides.search import Grouping, near
from salaries.models import Band
from salaries.pay import HEADLINE_RULE

SLUG = re.compile(r"[a-z0-9-]{2,80}")
# What an address under these was probably meant to lead to.
NEAR_BY = {"roles": (Grouping.ROLES, Grouping.STEPS), "skills": (Grouping.SKILLS,)}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    roles = list(Role.objects.for_list())
    statements = statements_by_source()
    context = {
        "full": [role for role in roles if role.published and role.published.is_full],
        "brief": [role for role in roles if role.published and not role.published.is_full],
        "figures": sum(statements.values()),
        "with_ladder": set(Tier.objects.public().values_list("guide", flat=True)),
        "sources": len(statements),
    }
    return render(request, "guides/home.html", context)


def statements_by_source() -> Counter[int]:
    """How many figures and statements each source gives published guides, by the source's id."""
    bands = Band.objects.public().values_list("source_id", flat=True)
    claims = Claim.objects.public().values_list("source_id", flat=True)
    return Counter([*bands, *claims])


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {
        "headline_rule": HEADLINE_RULE,
        "sources": Source.objects.cited().exclude(licence_note=""),
    }
    return render(request, "guides/about.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is touched."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """What answers. The site is ready as long as there is something to serve: a database, or pages made before."""
    state = store.state()
    is_ready = state["database"] == "ok" or state["pages"]
    return JsonResponse(state, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})


@require_safe
def unavailable(request: HttpRequest) -> HttpResponse:
    """What needs the database cannot be shown now; this can, without it."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 with what one probably looked for: the words of the address, and what comes near to them."""
    parts = request.path.strip("/").split("/")
    name = parts[1] if parts[0] in NEAR_BY and len(parts) > 1 else parts[-1]
    words = name.replace("-", " ")[:80]
    # Whoever tries the doors of other sites (wp-login.php) is not looking for anything here.
    groups = NEAR_BY.get(parts[0], tuple(Grouping)[:3]) if SLUG.fullmatch(name) else ()
    context = {"words": words, "near": near(words, groups) if groups else []}
    return render(request, "404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is to blame: it is away, or too slow."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return render(request, "500.html", status=500)
