"""Accounts and groups: only superusers see or change them, whatever permissions somebody was given.

Who may change users could otherwise make himself a superuser.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest


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
    pass


@admin.register(Group)
class OurGroupAdmin(SuperusersOnly, GroupAdmin):
    pass
