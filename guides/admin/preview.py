"""Previews for editors, links to them for others, and the comments that both leave."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guides.comments import rows_about
from guides.models import Comment, Guide, PreviewLink
from guides.previews import DESCRIPTION, LADDER, ROLE, Preview, address_of
from guides.views.preview import private, respond

from .base import change_url
from .edition import CHANGE, find, log, page, step_url


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: int, page: str = ROLE) -> HttpResponse:
    """The page as readers would see it, for those who may see the guide; they may comment on it."""
    guide = find(Guide, key, request, "guides.view_guide")
    if guide.role.address is None:
        raise Http404("The role of this guide has no address yet.")
    if guide.is_published:
        return HttpResponseRedirect(guide.get_absolute_url())
    shown = Preview(guide, page, step_url("preview", guide))
    if not shown.is_there:
        raise Http404("This guide has no such page.")
    if request.method == "POST" and not shown.may_comment:
        raise PermissionDenied
    return private(respond(request, shown))


# Links


class LinkForm(forms.ModelForm):
    days = forms.IntegerField(
        label="Works for how many days",
        min_value=1,
        max_value=PreviewLink.MOST_DAYS,
        initial=PreviewLink.USUAL_DAYS,
        help_text=f"From 1 to {PreviewLink.MOST_DAYS}. You can take the link back before.",
    )

    class Meta:
        model = PreviewLink
        fields = ["note"]


@require_http_methods(["GET", "HEAD", "POST"])
def preview_links(request: HttpRequest, key: int) -> HttpResponse:
    """The links to a working copy for people without an account: make one, take one back."""
    guide = find(Guide, key, request, CHANGE)
    may_make = not guide.is_sealed and guide.role.address_id is not None
    form = LinkForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and not may_make:
        messages.error(request, "No link was made: this edition is not a working copy any more.")
    elif form.is_valid():
        return make_link(request, guide, form)
    links = guide.preview_links.select_related("created_by", "guide").prefetch_related("comments")
    return page(
        request,
        "admin/guides/preview_links.html",
        f"Preview links of {guide}",
        guide=guide,
        links=[(link, settings.SITE_URL + address_of(link) if link.is_open else "") for link in links],
        form=form if may_make else None,
        back=change_url(guide),
    )


def make_link(request: HttpRequest, guide: Guide, form: LinkForm) -> HttpResponse:
    link = form.save(commit=False)
    link.guide, link.created_by_id = guide, request.user.pk
    link.expires_at = timezone.now() + timedelta(days=form.cleaned_data["days"])
    link.save()
    log(request, guide, f"Made a preview link for {link.note}.")
    messages.success(request, f"Here is the link for {link.note}. Copy it into a message.")
    return HttpResponseRedirect(step_url("preview-links", guide))


@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    link = find_of(PreviewLink, key, request)
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    log(request, link.guide, f"Took the preview link for {link.note} back.")
    messages.success(request, f"The link for {link.note} leads nowhere any more. Its comments stay.")
    return HttpResponseRedirect(step_url("preview-links", link.guide))


# Comments


@require_POST
def comment_done(request: HttpRequest, key: int) -> HttpResponse:
    """Mark a comment as done, or as open again; and back to the page that one comes from."""
    comment = find_of(Comment, key, request)
    is_done = "again" not in request.POST
    comment.done_at = timezone.now() if is_done else None
    comment.done_by_id = request.user.pk if is_done else None
    comment.save(update_fields=["done_at", "done_by"])
    rows = {} if "guide" in request.POST else rows_about(comment.guide, [comment.anchor])
    return HttpResponseRedirect(f"{change_url(rows.get(comment.anchor, comment.guide))}#comments")


def find_of(model: type[Any], key: int, request: HttpRequest) -> Any:
    """What hangs on a guide, for those who may change guides."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    row = model.objects.filter(pk=key).select_related("guide__role").first()
    if row is None:
        raise Http404(f"There is no such {model._meta.verbose_name}.")
    return row


def route(address: str, view: Any, name: str, **values: str) -> Any:
    return path(address, admin.site.admin_view(view), values, name=name)


PREVIEW_URLS = [
    route("<int:key>/preview/", preview, "guides_guide_preview"),
    route("<int:key>/preview/ladder/", preview, "guides_guide_preview-ladder", page=LADDER),
    route(
        "<int:key>/preview/job-description/", preview, "guides_guide_preview-description", page=DESCRIPTION
    ),
    route("<int:key>/preview-links/", preview_links, "guides_guide_preview-links"),
    route("preview-link/<int:key>/revoke/", revoke, "guides_previewlink_revoke"),
    route("comment/<int:key>/done/", comment_done, "guides_comment_done"),
]
