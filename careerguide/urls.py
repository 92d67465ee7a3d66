from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

import guides.urls
import salaries.urls
from guides.sitemaps import SITEMAPS
from guides.views import pages

urlpatterns = [
    path("", include("guides.urls")),
    path("salaries/", include("salaries.urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", pages.robots, name="robots"),
    path("livez", pages.livez, name="livez"),
    path("readyz", pages.readyz, name="readyz"),
    path("unavailable", pages.unavailable, name="unavailable"),
]
STORED: dict[str, tuple[str, ...] | None] = {
    **{f"guides:{name}": parameters for name, parameters in guides.urls.STORED.items()},
    **{f"salaries:{name}": parameters for name, parameters in salaries.urls.STORED.items()},
    "sitemap": ("section", "p"),
    "robots": (),
}
handler404 = "guides.views.pages.not_found"
handler500 = "guides.views.pages.server_error"
