from django.contrib import admin

from guides.models import Link

from .part import EditionFilter, PartAdmin


@admin.register(Link)
class LinkAdmin(PartAdmin):
    list_display = ["name", "kind", "guide", "role", "difference", "number"]
    list_filter = [("guide", EditionFilter), "kind", "sources", ("role", admin.EmptyFieldListFilter)]
    list_select_related = ["guide", "role__address"]
    search_fields = ["name", "difference", "note", "guide__title"]
    autocomplete_fields = ["role", "sources"]
    fieldsets = [
        (None, {"fields": ["of_guide", "kind", "name", "role", "difference", "note", "sources"]}),
        ("In this guide", {"fields": ["position"], "classes": ["collapse"]}),
    ]
