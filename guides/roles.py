"""What becomes of a role itself: merged into another, taken apart again, deleted, brought back.

As in `guides/editions.py` each function is one transaction that holds the roles' rows, decides whether `by` may, and
raises EditionError where it cannot be. No row of an edition is changed: what names a role goes on naming it, and public
code follows `merged_into`. No address is ever free again.
"""

from django.db import models, transaction
from django.utils import timezone

from guides import content
from guides.editions import EditionError, Editor, copy_of, discard, locked, may_publish, stamp_role
from guides.models import Address, Guide, Role, Schedule, SearchEntry
from guides.search import index_guide

CHANGED = "One of the two roles was changed since this page was opened. Look at what would happen now."


@transaction.atomic
def merge(role: Role, into: Role, *, by: Editor, seen: str = "") -> None:
    """Let `role` be the role `into` from now on: its addresses lead there, and so does whatever names it.

    Its guides stay as they are, for the history; a working copy is put aside. What was merged into it before moves
    along, so that every address and link still leads on in one step. With `seen`, the `outlook` that the editor
    looked at, nothing happens that he has not seen.
    """
    may_publish(by)
    if role.pk == into.pk:
        raise EditionError("A role cannot be merged into itself. Choose another one.")
    # In one order, so that two merges of the same roles do not wait for each other.
    held = {one.pk: locked(one) for one in sorted((role, into), key=lambda one: one.pk)}
    role, into = held[role.pk], held[into.pk]
    if into.address is None:
        raise EditionError(f"{into} has no address to lead to. Give it one first.")
    if role.published_id is not None and into.published_id is None:
        raise EditionError(f"Readers do not see {into}: they would lose both roles. Publish it first.")
    if seen and seen != outlook(role, into):
        raise EditionError(CHANGED)
    put_aside(role, by)
    if role.address is not None and (other_title := title_to_keep(role, into)):
        role.addresses.filter(pk=role.address.pk).update(title=other_title)
    role.addresses.filter(merged_from=None).update(merged_from=role)
    role.addresses.update(role=into)
    role.merged.update(merged_into=into, edited_at=timezone.now(), edited_by=by)
    role.merged_into, role.merged_address, role.address = into, role.address, None
    hide(role, by)
    into.was_public = into.was_public or role.was_public
    stamp_role(into, by)
    into.save()
    index_what_names([role, into])
    content.changed(taken=True)


@transaction.atomic
def take_apart(role: Role, *, by: Editor) -> None:
    """Undo a merge: the role gets its addresses back, hidden until it is published again."""
    may_publish(by)
    kept = Role.objects.select_related("merged_into").get(pk=role.pk).merged_into
    if kept is None:
        raise EditionError("This role was not merged into another one.")
    for one in sorted((role, kept), key=lambda one: one.pk):
        hold(one)
    role = Role.objects.select_related("merged_into", "merged_address").get(pk=role.pk)
    if role.merged_into != kept:
        raise EditionError("This role was merged or taken apart meanwhile. Look at it once more.")
    own = Address.objects.filter(merged_from=role, role=kept)
    if kept.address in own:
        raise EditionError(f"{kept} uses one of its addresses. Choose another address for {kept} first.")
    if role.merged_address is not None:
        own.filter(pk=role.merged_address.pk, title=title_of(role)).update(title="")
    own.update(role=role, merged_from=None)
    role.address, role.merged_address, role.merged_into = role.merged_address, None, None
    stamp_role(role, by)
    role.save()
    index_what_names([role, kept])
    content.changed(taken=True)


@transaction.atomic
def delete(role: Role, *, by: Editor) -> None:
    """Take a role from readers and from editors. Its addresses, none of them free again, say that it is gone."""
    may_publish(by)
    role = locked(role)
    moment = timezone.now()
    put_aside(role, by)
    role.deleted_at = moment
    hide(role, by)
    content.changed(taken=True)


@transaction.atomic
def bring_back(role: Role, *, by: Editor) -> None:
    """Undo a deletion, with all editions and addresses; readers see the role once it is published again."""
    may_publish(by)
    hold(role)
    role = Role.objects.get(pk=role.pk)
    if role.deleted_at is None:
        raise EditionError("This role was not deleted.")
    put_aside_then = role.guides.filter(state=Guide.State.DISCARDED, edited_at__gte=role.deleted_at)
    role.deleted_at = None
    stamp_role(role, by)
    role.save()
    if (copy := put_aside_then.order_by("pk").last()) is not None:
        copy_of(copy, by=by)
    content.changed()


def outlook(role: Role, into: Role) -> str:
    """Changes whenever what a merge of the two would do has changed."""
    working = role.guides.working().first()
    slugs = role.addresses.order_by("slug").values_list("slug", flat=True)
    parts = [role.published_id, into.published_id, into.address_id, working and working.updated_at, *slugs]
    return " ".join(map(str, parts))


def title_to_keep(role: Role, into: Role) -> str:
    """The title that would become another title of the role that stays; empty where its address says one already."""
    title = title_of(role)
    is_new = title.casefold() != title_of(into).casefold()
    return title if is_new and role.address and not role.address.title else ""


# What the above is made of


def hold(role: Role) -> None:
    """As `locked`, for a role that is gone."""
    Role.objects.filter(pk=role.pk).update(was_public=models.F("was_public"))


def title_of(role: Role) -> str:
    """The title under which readers know it, or knew it last; empty where they never saw it."""
    seen = role.guides.filter(state=Guide.State.PUBLISHED).order_by("published_at", "pk").last()
    guide = role.published or seen
    return guide.title if guide else ""


def put_aside(role: Role, by: Editor) -> None:
    if (copy := role.guides.working().first()) is not None:
        discard(copy, by=by)


def hide(role: Role, by: Editor) -> None:
    role.published = None
    stamp_role(role, by)
    role.save()
    Schedule.objects.filter(role=role).delete()
    SearchEntry.objects.filter(guide__role=role).delete()


def index_what_names(roles: list[Role]) -> None:
    """Bring the search up to date: the addresses of these roles, and the links that lead to them."""
    names_one = models.Q(role__in=roles) | models.Q(links__role__in=roles)
    keys = Guide.objects.indexed().filter(names_one).values("pk")
    for guide in Guide.objects.filter(pk__in=keys).select_related("role"):
        index_guide(guide)
