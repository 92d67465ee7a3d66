from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class SiteConfig(AppConfig):
    """Commands for operators; it has no models."""

    name = "careerguide"


class EditorsAdminConfig(AdminConfig):
    default_site = "guides.admin_site.EditorsSite"
