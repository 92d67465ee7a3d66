from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides.editions import last_published
from guides.models import Address, Guide, Role, Schedule

from .base import SharedAdmin, add_url, change_url
from .edition import ROLE_STEPS, urls_of
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


class PublishedFilter(admin.SimpleListFilter):
    """Whether readers see it."""

    title = "published"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Published"), ("no", "Not published")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(published__isnull=self.value() == "no")


@admin.register(Role)
class RoleAdmin(SharedAdmin):
    form = RoleForm
    inlines = [AddressInline]
    list_display = ["name", "address", "family", "is_published", "edited_at"]
    list_filter = [PublishedFilter, "family"]
    list_select_related = ["address", "family", "published"]
    ordering = ["address__slug", "id"]
    search_fields = ["addresses__slug", "addresses__title", "guides__title"]
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

    # Its editions go with a role, so once there is a published one only a superuser deletes it. Others withdraw.

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_kept = obj is not None and obj.guides.filter(state=Guide.State.PUBLISHED).exists()
        return super().has_delete_permission(request, obj) and (request.user.is_superuser or not is_kept)

    def get_urls(self) -> Any:
        return [*ROLE_URLS, *urls_of(Role, ROLE_STEPS), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        role = self.get_object(request, object_id)
        extra = {**(extra_context or {}), "may_publish": request.user.has_perm("guides.publish_guide")}
        if role is not None and role.published_id is None:
            extra["last_published"] = last_published(role)
        extra["schedule"] = Schedule.objects.filter(role=role, guide=None).first()
        return super().change_view(request, object_id, form_url, extra)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Names the roles alone: their guides are counted, not listed point by point."""
        _, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # What is sealed cannot be deleted by itself, which says nothing about its role.
        noun = str(self.opts.verbose_name)
        lacking = set() if all(self.has_delete_permission(request, role) for role in objs) else {noun}
        stay, go = "Its addresses stay taken.", "Its addresses, which no reader has seen, become free."
        shown = [
            f"{role}: its guides with all their parts. {stay if role.was_public else go}" for role in objs
        ]
        return shown, counts, lacking, protected

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
        links = [(change_url(guide), guide, guide.get_state_display().lower()) for guide in guides]
        return format_html_join(", ", '<a href="{}">{}</a> ({})', links)
