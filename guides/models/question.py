from typing import ClassVar

from django.db import models
from django.urls import reverse

from .fields import PlainCharField, PositionField, ProseField, SlugField
from .guide import Guide
from .part import PartManager
from .source import Source


class Question(models.Model):
    """A frequently asked question and its answer. A figure in it is also a band or claim of the guide."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="questions")
    slug = SlugField()
    question = PlainCharField(max_length=200)
    answer = ProseField(max_length=1500, help_text="Open with the answer itself.")
    sources = models.ManyToManyField(Source, blank=True, related_name="questions")
    position = PositionField()

    objects: ClassVar[PartManager["Question"]] = PartManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="question_slug_unique",
                violation_error_message="This guide has another question with this slug.",
            ),
            models.CheckConstraint(
                condition=~models.Q(question="") & ~models.Q(answer=""),
                name="question_has_answer",
                violation_error_message="A question needs its answer.",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:role', args=[self.guide.role.slug])}#question-{self.slug}"
