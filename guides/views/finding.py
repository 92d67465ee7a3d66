from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from guides.models import Address, Role
from guides.search import Grouping, near

LONGEST_QUERY = 10_000


def find_role(request: HttpRequest, slug: str, roles: "QuerySet[Role] | None" = None) -> Role | HttpResponse:
    """The published role that an address leads to, or the answer to give instead.

    That answer is a redirect, in one hop and to the same page of the role with the same query string, from any
    address but the current one, and 410 from an address whose role is gone. Raises Http404 for addresses that
    lead nowhere public.
    """
    roles = Role.objects.published() if roles is None else roles
    role = roles.filter(address__slug=slug).first()
    if role is not None:
        return role
    address = Address.objects.filter(slug=slug).first()
    if address is None:
        raise Http404(f"No role has the address {slug!r}.")
    if address.role_id is None:
        words = address.title or address.slug.replace("-", " ")
        context = {"address": address, "near": near(words, (Grouping.ROLES, Grouping.STEPS))}
        return render(request, "410.html", context, status=410)
    role = Role.objects.published().filter(pk=address.role_id).first()
    if role is None:
        raise Http404(f"No published role has the address {slug!r}.")
    match = request.resolver_match
    if match is None or match.view_name is None:
        raise Http404
    # Encoded anew, so that nothing but a query string can follow. None of our own links is nearly as long.
    query = request.GET.urlencode(safe=",:")
    behind = f"?{query}" if 0 < len(query) <= LONGEST_QUERY else ""
    response = HttpResponsePermanentRedirect(
        reverse(match.view_name, kwargs={**match.kwargs, "slug": role.slug}) + behind
    )
    # A role may get its old name back; browsers that had kept this answer would then go round in circles.
    response["Cache-Control"] = "no-cache"
    return response
