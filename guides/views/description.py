from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guides.description import KINDS, TERMS, compose
from guides.description_files import FORMS, as_file, as_markdown, as_text, dated
from guides.models import Guide, Point, Requirement, Role, Section, Tier
from guides.models.role import RoleQuerySet
from guides.previews import Preview
from guides.structured_data import breadcrumbs
from salaries.models import Band
from salaries.pay import PayRow, headline, headline_of_tier, rows_of
from salaries.templatetags.pay import amount_words

from .finding import find_role

FORM_TYPES = {"txt": "text/plain", "md": "text/markdown"}


@require_safe
def description_list(request: HttpRequest) -> HttpResponse:
    roles = described_roles().prefetch_related("published__tiers")
    return render(request, "guides/description_list.html", {"roles": roles})


@require_safe
def role_description(request: HttpRequest, slug: str) -> HttpResponse:
    return description_page(request, slug)


@require_safe
def tier_description(request: HttpRequest, slug: str, tier: str) -> HttpResponse:
    return description_page(request, slug, tier)


@require_safe
def role_download(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    return description_file(request, slug, form)


@require_safe
def tier_download(request: HttpRequest, slug: str, tier: str, form: str) -> HttpResponse:
    return description_file(request, slug, form, tier)


def description_page(request: HttpRequest, slug: str, tier_slug: str = "") -> HttpResponse:
    role = find_role(request, slug, roles_to_describe())
    if isinstance(role, HttpResponse):
        return role
    guide, tier = role.published, find_tier(role, tier_slug)
    if guide is None or not guide.is_full or (tier_slug and tier is None):
        return missing(request, role)
    return render_description(request, role.public_guide, tier)


def render_description(
    request: HttpRequest, guide: Guide, tier: Tier | None = None, *, preview: Preview | None = None
) -> HttpResponse:
    """The job description of one edition, loaded with `described`: the published one, or another as a preview."""
    role = guide.role
    description = compose(guide, tier)
    pay = guide_pay(role, guide, tier)
    title = f"{description.title}: job description"
    context = {
        "description": description,
        "dated": dated(description),
        "pay": pay and pay_in_words(pay),
        "terms": TERMS,
        "text": as_text(description),
        "markdown": as_markdown(description),
        "files": {form: file_address(role, tier, form) for form in FORMS},
        "role": role,
        "guide": guide,
        "tier": tier,
        "structured_data": [breadcrumbs([("Roles", "guides:roles")], title, page_address(role, tier))],
        **(preview.context if preview else {}),
    }
    return render(request, "guides/description.html", context)


def description_file(request: HttpRequest, slug: str, form: str, tier_slug: str = "") -> HttpResponse:
    role = find_role(request, slug, roles_to_describe())
    if isinstance(role, HttpResponse):
        return role
    guide, tier = role.published, find_tier(role, tier_slug)
    if form not in FORMS or guide is None or not guide.is_full or (tier_slug and tier is None):
        return missing(request, role)
    text = as_file(compose(guide, tier), form, settings.SITE_URL + page_address(role, tier))
    name = "-".join(filter(None, [role.slug, tier_slug, f"job-description.{form}"]))
    return HttpResponse(
        text,
        content_type=f"{FORM_TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def missing(request: HttpRequest, role: Role) -> HttpResponse:
    """404, with the job descriptions that there are: of the role's steps, or of other roles."""
    context = {"role": role, "guide": role.published, "others": described_roles()}
    return render(request, "guides/description_missing.html", context, status=404)


def guide_pay(role: Role, guide: Guide, tier: Tier | None) -> PayRow | None:
    """Our guide's figure, for whoever sets the pay range; it is no part of the text."""
    bands = Band.objects.for_rows().filter(guide=guide)
    rows = rows_of(bands, role_title=guide.title, role_url=role.get_absolute_url())
    return headline_of_tier(rows, tier.slug) if tier else headline(rows)


def pay_in_words(row: PayRow) -> str:
    parts = [amount_words(row), row.pay_period_display if row.pay_period else "", row.condition]
    return f"{', '.join(part for part in parts if part)} ({row.provenance})"


def described_roles() -> RoleQuerySet:
    """Those that have a job description: the roles with a full guide."""
    return Role.objects.for_list().filter(published__depth=Guide.Depth.FULL)


def roles_to_describe() -> RoleQuerySet:
    """Published roles with all that a job description is composed from, in eight queries."""
    return Role.objects.published().prefetch_related(*described("published__"))


def described(guide: str = "") -> "list[Prefetch[Any]]":
    """What a job description is composed from, to be loaded with what leads to a `guide`, or with one itself."""
    points = Prefetch("points", Point.objects.prefetch_related("sources"))
    kinds = [*KINDS, *Section.TIER_KINDS]
    requirements = Requirement.objects.select_related("skill").prefetch_related("sources")
    return [
        Prefetch(f"{guide}tiers", Tier.objects.select_related("source")),
        Prefetch(
            f"{guide}sections", Section.objects.filter(kind__in=kinds).prefetch_related("sources", points)
        ),
        Prefetch(f"{guide}requirements", requirements),
    ]


def find_tier(role: Role, slug: str) -> Tier | None:
    tiers = role.published.tiers.all() if role.published else ()
    return next((tier for tier in tiers if tier.slug == slug), None)


def page_address(role: Role, tier: Tier | None) -> str:
    if tier is None:
        return reverse("guides:description", args=[role.slug])
    return reverse("guides:tier-description", args=[role.slug, tier.slug])


def file_address(role: Role, tier: Tier | None, form: str) -> str:
    if tier is None:
        return reverse("guides:description-file", args=[role.slug, form])
    return reverse("guides:tier-description-file", args=[role.slug, tier.slug, form])
