"""What the pages of claims and bands share."""

from typing import Any

# A folded part of the form.
ORIGIN: Any = {
    "fields": ["attributed_to", "series", "period", "condition", "said_of"],
    "classes": ["collapse"],
    "description": "Only what the source itself states. Whatever is left empty shows as not stated.",
}
