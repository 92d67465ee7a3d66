"""Where a role leads: up, sideways and out. Sources state such moves for a role, never for one step of it."""

from guides.models import Guide, Link

from .role_page import Connection, connections_of

# By way and by the heading of the kind of link; a way without links is empty.
Ways = dict[str, dict[str, list[Connection]]]

KINDS = {
    "up": (Link.Kind.ADVANCEMENT,),
    "sideways": (Link.Kind.LATERAL,),
    "out": (Link.Kind.SPECIALISATION, Link.Kind.RELATED),
}


def ways_on(guide: Guide) -> Ways:
    """The role's links that lead on, in two queries."""
    connections = connections_of(Link.objects.seen_from(guide), guide)
    labels = {way: [str(kind.label) for kind in kinds] for way, kinds in KINDS.items()}
    return {
        way: {label: connections[label] for label in some if label in connections}
        for way, some in labels.items()
    }
