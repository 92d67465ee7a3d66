"""The editors' pages, one file a noun."""

from django.contrib import admin

from . import (
    claim,
    disagreement,
    family,
    guide,
    link,
    place,
    question,
    requirement,
    role,
    section,
    skill,
    source,
    tier,
    user,
)

admin.site.site_header = "Career Guide editors"
admin.site.site_title = "Career Guide editors"
admin.site.index_title = "Guides and pay"
admin.site.empty_value_display = "–"
# Lists and points need the width; every page is two steps from the index or the guide that it belongs to.
admin.site.enable_nav_sidebar = False

__all__ = [
    "claim",
    "disagreement",
    "family",
    "guide",
    "link",
    "place",
    "question",
    "requirement",
    "role",
    "section",
    "skill",
    "source",
    "tier",
    "user",
]
