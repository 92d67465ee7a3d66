from http import HTTPStatus

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import ResolverMatch, resolve, reverse

from guides.models import Address, Guide, Role
from guides.search import Grouping, near

LONGEST_QUERY = 10_000
# So many roles are named in place of one that was withdrawn.
NEAR = 6
# Where a page of one step lies, for roles without that step.
ABOVE = {
    "step": "ladder",
    "tier-description": "description",
    "tier-description-file": "description-file",
    "tier-skills-check": "skills-check",
    "tier-skills-check-file": "skills-check-file",
}


def find_role(request: HttpRequest, slug: str, roles: "QuerySet[Role] | None" = None) -> Role | HttpResponse:
    """The published role that an address leads to, or the answer to give instead.

    That answer is a redirect, in one hop and to the same page of the role (after a merge, to the nearest that it
    has) with the same query string, from any address but the current one, and 410 from an address whose role is
    withdrawn or deleted. Raises Http404 for addresses that lead nowhere that readers have seen.
    """
    roles = Role.objects.published() if roles is None else roles
    role = roles.filter(address__slug=slug).first()
    if role is not None:
        return role
    address = Address.objects.filter(slug=slug).select_related("role").first()
    if address is None:
        raise Http404(f"No role has the address {slug!r}.")
    if address.role is None:
        words = address.title or address.slug.replace("-", " ")
        context = {"address": address, "near": near(words, (Grouping.ROLES, Grouping.STEPS))}
        return gone(render(request, "410.html", context, status=410))
    if address.role.published_id is None and address.role.was_public:
        return taken_down(request, address.role)
    role = Role.objects.published().filter(pk=address.role.pk).first()
    if role is None:
        raise Http404(f"No published role has the address {slug!r}.")
    match = request.resolver_match
    if match is None or match.view_name is None:
        raise Http404
    page = reverse(match.view_name, kwargs={**match.kwargs, "slug": role.slug})
    if address.merged_from_id is not None:
        page = nearest_page(request, match, page, role)
    # Encoded anew, so that nothing but a query string can follow. None of our own links is nearly as long.
    query = request.GET.urlencode(safe=",:")
    behind = f"?{query}" if 0 < len(query) <= LONGEST_QUERY else ""
    response = HttpResponsePermanentRedirect(page + behind)
    # A role may get its old name back; browsers that had kept this answer would then go round in circles.
    response["Cache-Control"] = "no-cache"
    return response


def nearest_page(request: HttpRequest, match: ResolverMatch, page: str, role: Role) -> str:
    """The page, if the role has it: one that was merged into it may have had steps or parts that it has not."""
    above = ABOVE.get(match.url_name or "")
    if above and not is_there(request, page):
        form = {"form": match.kwargs["form"]} if "form" in match.kwargs else {}
        page = reverse(f"guides:{above}", kwargs={"slug": role.slug, **form})
    return page if is_there(request, page) else role.get_absolute_url()


def is_there(request: HttpRequest, path: str) -> bool:
    found = resolve(path)
    try:
        return bool(found.func(request, *found.args, **found.kwargs).status_code == HTTPStatus.OK)
    except Http404:
        return False


def taken_down(request: HttpRequest, role: Role) -> HttpResponse:
    """410, with the roles that connect to this one in what readers have seen, then those of its family.

    The title of a role that was deleted is not told any more.
    """
    last = role.guides.filter(state=Guide.State.PUBLISHED).order_by("published_at", "pk").last()
    to_it = Q(published__links__role=role) | Q(published__links__role__merged_into=role)
    from_it = Q(links_here__guide=last) | Q(merged__links_here__guide=last) if last else Q(pk__in=[])
    public = Role.objects.for_list().exclude(pk=role.pk)
    connected = list(public.filter(to_it | from_it).distinct()[:NEAR])
    family = public.filter(family=role.family_id).exclude(pk__in=[other.pk for other in connected])
    near = [*connected, *family[: NEAR - len(connected)]]
    title = last.title if last and role.deleted_at is None else ""
    context = {"title": title, "roles_near": near}
    return gone(render(request, "guides/withdrawn.html", context, status=410))


def gone(response: HttpResponse) -> HttpResponse:
    """Browsers keep a 410 for good unless told not to; a role may come back."""
    response["Cache-Control"] = "no-cache"
    return response
