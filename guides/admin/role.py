from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides import roles
from guides.editions import last_published
from guides.models import Address, Guide, Role, Schedule

from .base import SharedAdmin, add_url, change_url, list_url
from .edition import PUBLISH, ROLE_STEPS, urls_of
from .fate import FATE_STEPS
from .forms import SlugForm
from .inputs import SafeInputs
from .timing import ROLE_URLS


class RoleForm(forms.ModelForm):
    """Offers a role only its own addresses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("address")
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            field.queryset = field.queryset.filter(role=self.instance.pk)
            field.required = True
            # An address is added below.
            field.widget.can_add_related = field.widget.can_view_related = False


class AddressForm(SlugForm):
    slug_from = ("title",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and self.instance.pk:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = "Kept for ever."


class AddressInline(SafeInputs, admin.StackedInline):
    model = Address
    fk_name = "role"
    form = AddressForm
    fields = ["slug", "title", "note"]
    extra = 0
    verbose_name = "address"
    verbose_name_plural = "addresses: for ever, so none is renamed or deleted"

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


DELETED = "deleted"


class PublishedFilter(admin.SimpleListFilter):
    """Whether readers see it. What was deleted or merged shows only where it is asked for."""

    title = "published"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("yes", "Published"),
            ("no", "Not published"),
            (DELETED, "Deleted"),
            ("merged", "Merged into another"),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        match self.value():
            case "yes":
                return queryset.filter(published__isnull=False)
            case "no":
                return queryset.filter(published=None, deleted_at=None, merged_into=None)
            case "deleted":
                return queryset.exclude(deleted_at=None)
            case "merged":
                return queryset.exclude(merged_into=None)
        return queryset.filter(deleted_at=None, merged_into=None)


@admin.register(Role)
class RoleAdmin(SharedAdmin):
    form = RoleForm
    inlines = [AddressInline]
    list_display = ["name", "address", "family", "is_published", "edited_at"]
    list_filter = [PublishedFilter, "family"]
    list_select_related = ["address", "family", "published", "merged_address"]
    delete_selected_confirmation_template = "admin/guides/role/delete_these.html"
    ordering = ["address__slug", "id"]
    search_fields = ["addresses__slug", "addresses__title", "merged_address__slug", "guides__title"]
    autocomplete_fields = ["family"]
    readonly_fields = ["its_guides"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        names = ["family", "address", "its_guides"] if obj else ["family"]
        return [(None, {"fields": names})]

    def guides_of(self, rows: "QuerySet[Any]") -> "QuerySet[Guide]":
        keys = rows.values("pk")
        uses = Q(role__in=keys) | Q(links__role__in=keys) | Q(tiers__role__in=keys)
        return Guide.objects.filter(uses).distinct()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        role = form.instance
        if role.address is None and (first := role.addresses.order_by("id").first()):
            role.address = first
            role.save(update_fields=["address"])

    # A deletion can be undone, and takes the role from readers: see `guides.roles`.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_gone)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_publish = request.user.has_perm(PUBLISH)
        return super().has_delete_permission(request, obj) and may_publish and not (obj and obj.is_gone)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        with transaction.atomic():
            for role in queryset:
                roles.delete(role, by=request.user)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        if request.resolver_match is not None and request.resolver_match.url_name == "autocomplete":
            queryset = queryset.present()  # what is gone is nothing to choose
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> Any:
        return [*ROLE_URLS, *urls_of(Role, [*ROLE_STEPS, *FATE_STEPS]), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        deleted = Role.objects.exclude(deleted_at=None).count()
        extra = {"deleted_count": deleted, "deleted_url": list_url(Role, published=DELETED)}
        return super().changelist_view(request, {**(extra_context or {}), **extra})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        role = self.get_object(request, object_id)
        extra = {**(extra_context or {}), "may_publish": request.user.has_perm(PUBLISH)}
        if role is not None and role.published_id is None and not role.is_gone:
            extra["last_published"] = last_published(role)
        extra["schedule"] = Schedule.objects.filter(role=role, guide=None).first()
        return super().change_view(request, object_id, form_url, extra)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Names the roles alone: nothing else goes, and they can be brought back."""
        noun = str(self.opts.verbose_name)
        lacking = set() if all(self.has_delete_permission(request, role) for role in objs) else {noun}
        return [str(role) for role in objs], {}, lacking, []

    def view_on_site(self, row: Role) -> str | None:
        return row.get_absolute_url() if row.published_id and row.address_id else None

    @admin.display(description="role", ordering="published__title")
    def name(self, row: Role) -> str:
        return row.published.title if row.published else str(row)

    @admin.display(description="published", boolean=True, ordering="published")
    def is_published(self, row: Role) -> bool:
        return row.published_id is not None

    @admin.display(description="guides")
    def its_guides(self, row: Role) -> SafeString:
        """What readers see or saw last, and what editors work on; older editions have a page of their own."""
        last = row.published or last_published(row)
        guides = [guide for guide in (row.guides.working().first(), last) if guide is not None]
        if not guides:
            return format_html('<a class="addlink" href="{}">Add a guide</a>', add_url(Guide, role=row.pk))
        before = "" if row.published else " before"
        links = [
            (change_url(one), one, one.get_state_display().lower(), before if one.is_sealed else "")
            for one in guides
        ]
        return format_html_join(", ", '<a href="{}">{}</a> ({}{})', links)
