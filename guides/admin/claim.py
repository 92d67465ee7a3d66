from django import forms
from django.contrib import admin

from guides.models import Claim
from salaries.models import Currency

from .forms import PartForm
from .part import EditionFilter, OwnPartFilter, PartAdmin
from .statement import ORIGIN


def currency_choices() -> list[tuple[str, str]]:
    return [("", "---------"), *((row.code, f"{row.code} ({row.name})") for row in Currency.objects.all())]


class ClaimForm(PartForm):
    slug_from = ("topic",)
    currency = forms.ChoiceField(
        choices=currency_choices,
        required=False,
        help_text="For an amount of money, and only then. Readers see it behind the amount.",
    )


@admin.register(Claim)
class ClaimAdmin(PartAdmin):
    form = ClaimForm
    list_display = ["text", "topic", "guide", "origin", "place", "as_of", "method", "disagreement", "number"]
    list_filter = [
        ("guide", EditionFilter),
        "topic",
        "method",
        "source",
        "place",
        ("disagreement", OwnPartFilter),
    ]
    list_select_related = ["guide", "source", "place", "disagreement"]
    search_fields = ["text", "slug", "attributed_to", "said_of", "guide__title"]
    autocomplete_fields = ["source", "place"]
    fieldsets = [
        (None, {"fields": ["of_guide", "topic", "text", "source", "method", "place", "as_of"]}),
        ("Its numbers, if it has any", {"fields": [("low", "high"), "open_top", "unit", "currency"]}),
        ("Where it comes from", ORIGIN),
        (
            "In this guide",
            {"fields": ["tier", "disagreement", "position", "slug", "review_by"], "classes": ["collapse"]},
        ),
    ]
