from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.cache import never_cache

from careerguide.accounts import second_factor, views
from careerguide.accounts.forms import SignInForm

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
    login_form = SignInForm

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """As the stock one, and every page but for signing out waits for the second factor, where one is needed.

        What somebody sends who was signed out meanwhile is shown instead of dropped.
        """
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from guides.admin import words

            missing = None if view == self.logout else second_factor.missing_step(request)
            is_out = missing or not request.user.is_authenticated
            if is_out and words.FIELD in request.POST:
                return never_cache(words.signed_out)(request)
            return views.lead_to(request, missing) if missing else inner(request, *args, **kwargs)

        return update_wrapper(checked, view)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        staff = super().admin_view
        return [
            path("second-factor/", staff(views.manage), name="second_factor"),
            path("second-factor/code/", staff(views.ask_for_code), name="second_factor_code"),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        from guides.admin.dashboard import panels_of  # which itself needs this site

        return super().index(request, {**(extra_context or {}), "panels": panels_of(request)})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] not in FIRST)
