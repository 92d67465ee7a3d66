from decimal import Decimal
from typing import Any

from salaries.pay import PayRow


def make_row(**values: Any) -> PayRow:
    """A row of the plain title, USD a year in the United States; figures are given by name, as integers."""
    names = ("low", "p10", "p25", "median", "p75", "p90", "high", "mean")
    figures = {name: Decimal(values.pop(name)) for name in names if name in values}
    return PayRow(
        **{
            "slug": "pay",
            "role_title": "Baker",
            "role_url": "/roles/baker/",
            "tier_title": "",
            "tier_slug": "",
            "years": "",
            "label": "",
            "said_of": "",
            "plain": True,
            "currency": "USD",
            "pay_period": "year",
            "figures": figures or {"median": Decimal(50_000)},
            "open_top": False,
            "basis": "",
            "place_name": "United States",
            "place_slug": "united-states",
            "source_slug": "handbook",
            "source_name": "Press",
            "source_title": "The handbook of jobs",
            "source_url": "/sources/handbook/",
            "attributed_to": "",
            "traceable": False,
            "as_of": "",
            "period": "",
            "method": "reported",
            "method_display": "Reported",
            "condition": "",
            **values,
        }
    )
