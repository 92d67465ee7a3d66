from django.contrib import admin

from guides.models import Question

from .forms import PartForm
from .part import EditionFilter, PartAdmin


class QuestionForm(PartForm):
    slug_from = ("question",)


@admin.register(Question)
class QuestionAdmin(PartAdmin):
    form = QuestionForm
    list_display = ["question", "guide", "number"]
    list_filter = [("guide", EditionFilter), "sources"]
    list_select_related = ["guide"]
    search_fields = ["question", "answer", "slug", "guide__title"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["of_guide", "question", "answer", "sources"]}),
        ("In this guide", {"fields": ["position", "slug"], "classes": ["collapse"]}),
    ]
