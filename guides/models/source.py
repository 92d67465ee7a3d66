from typing import Self

from django.db import models
from django.urls import reverse

from .edited import Edited
from .fields import PartialDateField, PlainCharField, PlainTextField, SlugField


class SourceQuerySet(models.QuerySet["Source"]):
    USES = ("bands", "claims", "tiers", "sections", "points__section", "questions", "requirements", "links")

    def cited(self) -> Self:
        """Sources that a guide which readers see cites in any way, or an exchange rate."""
        itself = Source.objects.filter(pk=models.OuterRef("pk"))
        # Each of these stops at the first use it finds, however many there are.
        cited = models.Q(models.Exists(itself.filter(rates__isnull=False)))
        for use in self.USES:
            public = models.Q(**{f"{use}__guide__published_for__address__isnull": False})
            cited |= models.Q(models.Exists(itself.filter(public)))
        return self.filter(cited)


class Source(Edited):
    """A published guide or statistic that our figures and statements come from."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "Career guide"
        JOB_PROFILE = "job-profile", "Job profile"
        JOB_DESCRIPTION = "job-description", "Job description"
        OVERVIEW = "overview", "Overview"
        STATISTICS = "statistics", "Statistics"

    slug = SlugField(unique=True)
    title = PlainCharField(max_length=200, help_text="The title as the source gives it.")
    publisher = PlainCharField(
        max_length=120, blank=True, help_text="Leave this empty if the source does not name its publisher."
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    published = PartialDateField(
        help_text="A year, month or day such as 2023-05. Leave this empty if the source states no date."
    )
    note = PlainTextField(max_length=600, blank=True, help_text="What this source is and what it covers.")
    capture_note = PlainTextField(
        max_length=600, blank=True, help_text="What the copy we read had lost, and what we left out of it."
    )
    licence_note = PlainTextField(max_length=600, blank=True, help_text="On what terms its facts are used.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["publisher", "title", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="source_has_title",
                violation_error_message="Give the source its title.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}" if self.publisher else self.title

    def get_absolute_url(self) -> str:
        return reverse("guides:source", args=[self.slug])

    @property
    def short_name(self) -> str:
        """What a muted line under a figure calls it: the publisher, or the kind of an unnamed one."""
        return self.publisher or f"Unnamed {self.get_kind_display().lower()}"
