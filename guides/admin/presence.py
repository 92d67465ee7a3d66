"""A quiet notice who else has a guide open. It forbids nothing, and lapses by itself."""

from datetime import timedelta

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_POST

from guides.comments import name_of
from guides.models import Guide, Presence

from .edition import CHANGE, find

# Whoever was not seen for so long has gone.
LAPSES_AFTER = timedelta(minutes=10)


def others_in(request: HttpRequest, guide: Guide) -> list[Presence]:
    """Who else has a form of the guide open; that this editor has, is noted on the way.

    One query reads, and one writes; whoever comes anew also clears what has lapsed. Nobody has what is sealed open,
    nor does who may not change it.
    """
    editor = request.user.pk
    if editor is None or guide.is_sealed or not request.user.has_perm(CHANGE):
        return []
    now = timezone.now()
    here = Presence.objects.filter(guide=guide, seen_at__gt=now - LAPSES_AFTER).select_related("user")
    found = list(here)
    own = next((one for one in found if one.user_id == editor), None)
    if own is not None:
        Presence.objects.filter(pk=own.pk).update(seen_at=now)
    else:
        Presence.objects.filter(seen_at__lte=now - LAPSES_AFTER).delete()
        new = Presence(guide=guide, user_id=editor, since=now, seen_at=now)
        Presence.objects.bulk_create([new], ignore_conflicts=True)  # two forms may open at once
    return [one for one in found if one is not own]


def in_words(others: list[Presence]) -> str:
    """ "Ann has this guide open (since 14:02). Bob has this guide open (since 14:10)." """
    times = ((one, format_date(timezone.localtime(one.since), "H:i")) for one in others)
    return " ".join(f"{name_of(one.user)} has this guide open (since {since})." for one, since in times)


@require_POST
def renew(request: HttpRequest, key: int) -> HttpResponse:
    """Asked by an open form every minute: it is still open. Who else is there, in words."""
    guide = find(Guide, key, request, CHANGE)
    return HttpResponse(in_words(others_in(request, guide)), content_type="text/plain; charset=utf-8")


PRESENCE_URLS = [path("<int:key>/open/", admin.site.admin_view(renew), name="guides_guide_open")]
