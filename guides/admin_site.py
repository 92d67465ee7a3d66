from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

# What editors came for stands before the accounts.
FIRST = ("guides", "salaries")


class EditorsSite(AdminSite):
    """The admin, whose first page says what waits for editors."""

    site_header = "Career Guide editors"
    site_title = "Career Guide editors"
    index_title = "Guides and pay"
    empty_value_display = "–"
    # Lists and points need the width; every page is two steps from the index or the guide that it belongs to.
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        from guides.admin.dashboard import panels_of  # which itself needs this site

        return super().index(request, {**(extra_context or {}), "panels": panels_of(request)})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As the stock one, but what somebody sends who was signed out meanwhile is shown instead of dropped."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from guides.admin import words

            if not request.user.is_authenticated and words.FIELD in request.POST:
                return never_cache(words.signed_out)(request)
            return inner(request, *args, **kwargs)

        return keeping

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] not in FIRST)
