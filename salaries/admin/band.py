from django.contrib import admin

from guides.admin.forms import PartForm
from guides.admin.part import EditionFilter, OwnPartFilter, PartAdmin
from guides.admin.statement import ORIGIN
from salaries.models import Band


class BandForm(PartForm):
    slug_from = ("label", "tier")


@admin.register(Band)
class BandAdmin(PartAdmin):
    """What adds a figure stands first and in the order of reading it off a page; the rest is folded."""

    form = BandForm
    list_display = ["name", "figures", "pay", "guide", "tier", "place", "origin", "as_of", "method", "number"]
    list_filter = [
        ("guide", EditionFilter),
        "currency",
        "method",
        "source",
        "place",
        "basis",
        ("tier", OwnPartFilter),
        ("disagreement", OwnPartFilter),
    ]
    list_select_related = ["guide", "tier", "place", "source", "currency"]
    search_fields = ["label", "slug", "attributed_to", "said_of", "tier__title", "guide__title"]
    autocomplete_fields = ["source", "currency", "place"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "of_guide",
                    "label",
                    "source",
                    "method",
                    ("currency", "pay_period"),
                    ("low", "high"),
                    ("median", "mean"),
                    "open_top",
                    "place",
                    "as_of",
                    "basis",
                ]
            },
        ),
        (
            "Percentiles",
            {"fields": [("p10", "p25"), ("p75", "p90")], "classes": ["collapse"]},
        ),
        ("Where it comes from", ORIGIN),
        (
            "In this guide",
            {
                "fields": ["tier", "disagreement", "converts", "position", "slug", "review_by"],
                "classes": ["collapse"],
            },
        ),
    ]

    @admin.display(description="label", ordering="label")
    def name(self, row: Band) -> str:
        return row.label or row.slug

    @admin.display(description="figures")
    def figures(self, row: Band) -> str:
        numbers = (f"{name} {value:,.{0 if value % 1 == 0 else 2}f}" for name, value in row.figures.items())
        return ", ".join(numbers) + (" and more" if row.open_top else "")

    @admin.display(description="paid in", ordering="currency")
    def pay(self, row: Band) -> str:
        return f"{row.currency_id} {row.get_pay_period_display()}".strip()
