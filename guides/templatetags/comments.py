"""What a preview shows beside a part: what was said of it, and the form to say more."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("guides/_comments.html", takes_context=True)
def comments_on(context: Any, part: str, slug: str = "", name: str = "") -> dict[str, Any]:
    """The comments on a part of the previewed guide; `name` is what the part is called."""
    preview, anchor = context["preview"], f"{part}_{slug}"
    return {
        "anchor": anchor,
        "name": name,
        "preview": preview,
        "comments": preview.comments.get(anchor, []),
        "form": preview.form if preview.refused_at == anchor else None,
    }
