"""Taking back a time that was set for a publication or a withdrawal, or taking note that it was put aside."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from guides import schedule
from guides.models import Guide, Role

from .edition import PUBLISH, attempt, find, urls_of


@require_POST
def unschedule(request: HttpRequest, key: int) -> HttpResponse:
    guide = find(Guide, key, request, PUBLISH)
    done = "No time is set for its publication any more."
    return attempt(request, guide, done, lambda: schedule.unset(guide.role, guide, by=request.user))


@require_POST
def keep(request: HttpRequest, key: int) -> HttpResponse:
    role = find(Role, key, request, PUBLISH)
    done = "No time is set for its withdrawal any more."
    return attempt(request, role, done, lambda: schedule.unset(role, by=request.user))


GUIDE_URLS = urls_of(Guide, [unschedule])
ROLE_URLS = urls_of(Role, [keep])
