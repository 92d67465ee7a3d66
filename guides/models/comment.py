from django.conf import settings
from django.db import models

from .fields import PlainCharField, PlainTextField, SlugField
from .guide import Guide
from .preview_link import PreviewLink


class Comment(models.Model):
    """What an expert or an editor says of a part of one edition; it is no content, and no reader ever sees it.

    It names its part by kind and slug, as `changes.key_of` does, so that it survives whatever happens to the row.
    """

    class Part(models.TextChoices):
        PAGE = "page", "The whole page"
        PAY = "pay", "Pay"
        SECTION = "section", "Section"
        QUESTION = "question", "Question"
        TIER = "tier", "Step"

    WHOLE = (Part.PAGE, Part.PAY)

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(max_length=10, choices=Part.choices)
    slug = SlugField(blank=True)
    name = PlainCharField(max_length=150)
    text = PlainTextField(max_length=2000)
    link = models.ForeignKey(
        PreviewLink,
        on_delete=models.CASCADE,
        null=True,
        related_name="comments",
        help_text="Empty for editors.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(text=""),
                name="comment_has_name_and_text",
                violation_error_message="A comment needs a name and a text.",
            ),
            models.CheckConstraint(
                condition=models.Q(part__in=["page", "pay"], slug="")
                | (models.Q(part__in=["section", "question", "tier"]) & ~models.Q(slug="")),
                name="comment_names_its_part",
                violation_error_message="A comment on a part names it; one on the whole page does not.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    @property
    def anchor(self) -> str:
        """The part in one word; no slug holds an underscore."""
        return f"{self.part}_{self.slug}"
