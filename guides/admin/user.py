"""Accounts and groups: only superusers see or change them, whatever permissions somebody was given.

Who may change users could otherwise make himself a superuser.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from careerguide.accounts import second_factor


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


class SuperusersOnly:
    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)


admin.site.unregister([User, Group])


@admin.register(User)
class OurUserAdmin(SuperusersOnly, UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_staff", "is_superuser", "second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_second_factor=Exists(devices))

    @admin.display(boolean=True, description="second factor")
    def second_factor(self, user: User) -> bool:
        return user.has_second_factor  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(
            require_http_methods(["GET", "HEAD", "POST"])(self.reset_second_factor)
        )
        route = path("<int:object_id>/second-factor/", view, name="auth_user_second_factor")
        return [route, *super().get_urls()]

    def reset_second_factor(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """For somebody who has lost phone and recovery codes. One's own is turned off with a code."""
        if not is_superuser(request):
            raise PermissionDenied
        user = get_object_or_404(self.get_queryset(request), pk=object_id)
        if user.pk == request.user.pk:
            return redirect("admin:second_factor")
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "Reset a second factor",
                "account": user,
            }
            return TemplateResponse(request, "admin/auth/user/second_factor.html", context)
        if second_factor.remove(user):
            self.log_change(request, user, "Reset the second factor.")
            messages.success(
                request, f"{user.username} signs in by password alone until a new one is set up."
            )
        return redirect("admin:auth_user_change", user.pk)


@admin.register(Group)
class OurGroupAdmin(SuperusersOnly, GroupAdmin):
    pass
