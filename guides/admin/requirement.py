from django.contrib import admin

from guides.models import Requirement

from .part import EditionFilter, OwnPartFilter, PartAdmin


@admin.register(Requirement)
class RequirementAdmin(PartAdmin):
    list_display = ["skill", "necessity", "level", "group", "tier", "guide", "number"]
    list_filter = [
        ("guide", EditionFilter),
        "necessity",
        "level",
        "skill__kind",
        ("tier", OwnPartFilter),
        "sources",
    ]
    list_select_related = ["guide", "skill", "tier"]
    search_fields = ["skill__name", "skill__abbreviation", "group", "note", "guide__title"]
    autocomplete_fields = ["skill", "sources"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "of_guide",
                    "skill",
                    "necessity",
                    "level",
                    "conclusion",
                    "group",
                    "tier",
                    "note",
                    "sources",
                ]
            },
        ),
        ("In this guide", {"fields": ["position"], "classes": ["collapse"]}),
    ]
