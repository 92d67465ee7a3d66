from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guides.models import Guide, Link, Role
from guides.parameters import sentences
from guides.search import Grouping, ranked
from guides.search.names import Form, RoleName
from guides.search.text import stems

PARAMETERS = ("q", "kind")
# A query may be the initials of many roles; so many are explained.
MOST_NAMED = 3


@dataclass(frozen=True)
class Named:
    """A role that the query names, how it does, and the roles that one could take it for."""

    name: RoleName
    others: list[Link]

    @property
    def sentence(self) -> str:
        """What the typed name is; nothing where it is the role's own title or address."""
        if self.name.form is Form.ADDRESS and self.name.address.pk == self.name.role.address_id:
            return ""
        return {
            Form.TITLE: "",
            Form.OTHER_TITLE: f"{self.name.written} is this role:",
            Form.ADDRESS: f"“{self.name.written}” leads to this role:",
            Form.INITIALS: f"{self.name.written} are the initials of this role:",
        }[self.name.form]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    typed, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    only = next((grouping for grouping in Grouping if grouping.slug == kind), None)
    odd = [(kind, "kind of result")] if kind and not only else []
    odd += [(name, "parameter") for name in request.GET if name not in PARAMETERS]
    found = ranked(typed)
    groups = found.groups(only)
    context = {
        "found": found,
        "query": found.query,
        "groups": [(group, address(found.query.text, group.grouping)) for group in groups],
        "shown": sum(len(group.hits) for group in groups),
        "only": only,
        "everything": address(found.query.text),
        "named": explained(found.named),
        "dropped": list(sentences(odd)),
        "full_guides": Role.objects.for_list().filter(published__depth=Guide.Depth.FULL)[:6],
    }
    return render(request, "guides/search.html", context)


def address(text: str, grouping: Grouping | None = None) -> str:
    """Of the results for a text, all or those of one group."""
    query = QueryDict(mutable=True)
    query["q"] = text
    if grouping:
        query["kind"] = grouping.slug
    return f"{reverse('guides:search')}?{query.urlencode()}"


def explained(names: list[RoleName]) -> list[Named]:
    """Each role that the query names, unless there is nothing to say but its title."""
    links: dict[int, list[Link]] = {}
    guides = [name.guide for name in names[:MOST_NAMED]]
    if guides:
        differing = Link.objects.public().filter(guide__in=guides).exclude(difference="")
        for link in differing.select_related(*Link.JOINED).prefetch_related("sources"):
            links.setdefault(link.guide_id, []).append(link)
    some = [
        Named(name, [link for link in links.get(name.guide.pk, []) if is_like(link, name)])
        for name in names[:MOST_NAMED]
    ]
    return [one for one in some if one.sentence or one.others]


def is_like(link: Link, name: RoleName) -> bool:
    """Whether one title has all words of the other, so that readers may take one role for the other."""
    one, other = set(stems(link.name).split()), set(stems(name.guide.title).split())
    return link.leads_to != name.role and bool(one) and (one <= other or other <= one)
