"""From one state of a guide to the next: copied, published, withdrawn, restored, discarded.

Each function is one transaction that holds the role's row, so that of two at once the second sees what the first
has done. `by` is the editor; whether he may is decided here for every way in. A load has no editor (None): who
may run commands on the server may publish. What cannot be done raises EditionError, whose text is for the editor.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from guides import content
from guides.changes import changes_between
from guides.models import (
    Changeset,
    Claim,
    Disagreement,
    Guide,
    Link,
    Point,
    Question,
    Requirement,
    Role,
    Schedule,
    SearchEntry,
    Section,
    Tier,
)
from guides.search import index_guide
from salaries.models import Band

Editor = User | AnonymousUser | None

# In the order of copying: what comes later may point to what came before.
PARTS: tuple[type[models.Model], ...] = (
    Tier,
    Disagreement,
    Section,
    Point,
    Requirement,
    Question,
    Link,
    Claim,
    Band,
)
# What says where an edition stands, and is no content.
STANDING = {
    *("id", "state", "published_at", "published_by", "why", "copied_from"),
    *("load_digest", "created_at", "updated_at", "edited_at", "edited_by"),
}


class EditionError(Exception):
    """What was asked for cannot be done as things are; the text says why and what to do."""


@transaction.atomic
def working_copy(role: Role, *, by: Editor) -> Guide:
    """The role's working copy; where it has none, a new one of what readers see, or saw last."""
    role = locked(role)
    present = role.guides.working().first()
    if present is not None:
        return present
    base = role.published or last_published(role)
    if base is None:
        raise EditionError("This role has no guide that could be copied. Add one.")
    return copy_of(base, by=by)


@transaction.atomic
def submit(guide: Guide, *, by: Editor) -> None:
    """Ask for a review; the text may still be changed."""
    stand(guide, Guide.State.REVIEW, by=by, done="submitted it for review")


@transaction.atomic
def reopen(guide: Guide, *, by: Editor) -> None:
    """Take a guide back from review."""
    stand(guide, Guide.State.DRAFT, by=by, done="took it back from review")


@transaction.atomic
def discard(guide: Guide, *, by: Editor) -> None:
    """Put a working copy aside. It can be restored like any other edition."""
    stand(guide, Guide.State.DISCARDED, by=by, done="discarded it")
    SearchEntry.objects.filter(guide=guide).delete()


@transaction.atomic
def publish(guide: Guide, *, by: Editor, why: str = "", seen: str = "", at: datetime | None = None) -> None:
    """Seal a working copy and show it to readers in place of what they see now; `at` is the time set for it."""
    role, working = ready(guide, by=by, why=why, seen=seen)
    put_in_place(role, working, by=by, at=at)
    Schedule.objects.filter(guide=working).delete()
    content.changed()


def ready(guide: Guide, *, by: Editor, why: str, seen: str) -> tuple[Role, Guide]:
    """The role, and its working copy that can be published with this `why`; both held.

    `seen` is the `version` that its editor looked at: with it, nothing is published that he has not seen.
    """
    may_publish(by)
    role = locked(guide.role)
    working = unsealed(guide)
    if seen and seen != version(role, working):
        raise EditionError(
            "Something was changed or published since this page was opened. Look at what has changed now, then"
            " publish."
        )
    if role.address_id is None:
        raise EditionError("The role has no address yet. Give it one on its own page.")
    working.why = why
    try:
        working.clean_fields(exclude=[field.name for field in Guide._meta.fields if field.name != "why"])
    except ValidationError as error:
        raise EditionError(" ".join(error.messages)) from None
    return role, working


def put_in_place(role: Role, guide: Guide, *, by: Editor = None, at: datetime | None = None) -> None:
    """Make a guide, checked and saved with all its parts, the edition that readers see; called by a load too.

    Whoever calls it notes, last of all, that the content has changed.
    """
    former = role.published or last_published(role)
    guide.state = Guide.State.PUBLISHED
    guide.published_at = at or timezone.now()
    guide.published_by_id = by.pk if by else None
    guide.save()
    if former is not None:
        Changeset.objects.create(guide=guide, changes=changes_between(former, guide))
    show(role, guide)


@transaction.atomic
def withdraw(role: Role, *, by: Editor) -> None:
    """Take a role's guide from readers. Its addresses then say that it is gone; its editions stay."""
    may_publish(by)
    role = locked(role)
    if role.published_id is None:
        raise EditionError("Readers do not see this role already.")
    stamp_role(role, by)
    role.published = None
    role.save()
    Schedule.objects.filter(role=role, guide=None).delete()
    content.changed(taken=True)


@transaction.atomic
def publish_again(role: Role, *, by: Editor) -> None:
    """Show a withdrawn role to readers again, as they saw it last."""
    may_publish(by)
    role = locked(role)
    last = last_published(role)
    if role.published_id is not None or last is None:
        raise EditionError("This role was not withdrawn.")
    stamp_role(role, by)
    show(role, last)
    content.changed()


@transaction.atomic
def restore(edition: Guide, *, by: Editor) -> Guide:
    """A new working copy of an older edition; readers see it once that is published."""
    may_publish(by)
    role = locked(edition.role)
    if not edition.is_sealed or role.guides.working().exists():
        raise EditionError("This role has a working copy already. Publish or discard that first.")
    return copy_of(edition, by=by)


def version(role: Role, guide: Guide) -> str:
    """Changes whenever the working copy or what it would replace does."""
    return f"{role.published_id or 0}-{guide.updated_at.timestamp():.6f}"


def last_published(role: Role) -> Guide | None:
    return role.guides.filter(state=Guide.State.PUBLISHED).order_by("published_at", "pk").last()


# What the above is made of


def may_publish(by: Editor) -> None:
    if by is not None and not by.has_perm("guides.publish_guide"):
        raise PermissionDenied("Publishing, withdrawing and restoring need their own permission.")


def locked(role: Role) -> Role:
    """The role as it is now, which nobody else changes until this transaction ends; refused once it is gone.

    An update and no `select_for_update`: it takes the table's lock before the row's, as a load does, so that the
    two never wait for each other.
    """
    Role.objects.filter(pk=role.pk).update(was_public=models.F("was_public"))
    now = Role.objects.get(pk=role.pk)
    if now.deleted_at is not None:
        raise EditionError("This role was deleted. Bring it back first.")
    if now.merged_into is not None:
        raise EditionError(f"This role was merged into {now.merged_into}. Work on that one.")
    return now


def unsealed(guide: Guide) -> Guide:
    """The guide's row as it is now, held likewise; refused once it is sealed."""
    Guide.objects.filter(pk=guide.pk).update(state=models.F("state"))
    now = Guide.objects.get(pk=guide.pk)
    if now.is_sealed:
        raise EditionError(f"This edition is {now.get_state_display().lower()} already.")
    return now


def take_back(guide: Guide, *, by: Editor, done: str = "changed it") -> bool:
    """Put the time set for a publication aside, if there is one: it was set for what stood there then."""
    who = f"{by}" if by else "A load of the files"
    reason = f"{who} {done} after the time was set."
    return bool(Schedule.objects.pending().filter(guide=guide).update(put_aside=reason))


def stand(guide: Guide, state: Guide.State, *, by: Editor, done: str) -> None:
    locked(guide.role)
    unsealed(guide)
    take_back(guide, by=by, done=done)
    guide.state = state
    guide.edited_at = timezone.now()
    guide.edited_by_id = by.pk if by else None
    guide.save(update_fields=["state", "edited_at", "edited_by", "updated_at"])


def stamp_role(role: Role, by: Editor) -> None:
    role.edited_at = timezone.now()
    role.edited_by_id = by.pk if by else None


def show(role: Role, guide: Guide) -> None:
    """Set the pointer. The search knows no history, so the entries of what was there before go."""
    role.published = guide
    role.save()
    history = role.guides.exclude(pk__in=role.guides.indexed().values("pk"))
    SearchEntry.objects.filter(guide__in=history).delete()
    guide.role = role
    index_guide(guide)


def copy_of(guide: Guide, *, by: Editor) -> Guide:
    """A draft with everything that the guide holds; what points to a part of it points to that part's copy."""
    content = {field.attname: getattr(guide, field.attname) for field in content_fields(Guide)}
    copy = Guide(**content, copied_from=guide, edited_at=timezone.now(), edited_by_id=by.pk if by else None)
    copy.save()
    copies: dict[Any, dict[int, Any]] = {Guide: {guide.pk: copy}}
    for model in PARTS:
        copy_rows(model, guide, copies)
    index_guide(copy)
    return copy


def content_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.name not in STANDING]


def copy_rows(model: type[models.Model], guide: Guide, copies: dict[Any, dict[int, Any]]) -> None:
    """The rows of one model, in their order; then what in them points to others of them, and whom they cite."""
    owner = "section__guide" if model is Point else "guide"
    fields = content_fields(model)
    to_own = [field.name for field in fields if field.related_model is model]
    rows = list(model._default_manager.filter(**{owner: guide}).order_by("pk"))
    made: dict[int, Any] = {
        row.pk: model(
            **{f.attname: value_of(row, f, copies) for f in fields if f.name not in to_own},
        )
        for row in rows
    }
    model._default_manager.bulk_create(made.values())
    copies[model] = made
    for field in fields:
        if field.name in to_own:
            pointing = [row for row in rows if getattr(row, field.attname)]
            for row in pointing:
                setattr(made[row.pk], field.attname, value_of(row, field, copies))
            model._default_manager.bulk_update([made[row.pk] for row in pointing], [field.name])
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        of_guide = {f"{field.m2m_field_name()}__{owner}": guide}
        pairs = through.objects.filter(**of_guide).order_by("pk").values_list(here, there)
        through.objects.bulk_create(through(**{here: made[one].pk, there: other}) for one, other in pairs)


def value_of(row: models.Model, field: "models.Field[Any, Any]", copies: dict[Any, dict[int, Any]]) -> Any:
    value = getattr(row, field.attname)
    if value is None or field.related_model not in copies:
        return value
    return copies[field.related_model][value].pk
