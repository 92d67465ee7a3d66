from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from .fields import PlainCharField, PlainTextField, PositionField, ProseField, SlugField
from .guide import Guide
from .part import PartManager
from .source import Source
from .tier import Tier

TIER_FITS_KIND = (
    "Duties and focus of a step name it; advice, challenges, mistakes and stories may; others do not."
)


def with_its_step(collector: Any, field: Any, sections: "models.QuerySet[Section]", using: str) -> None:
    """What deleting a step does to its sections: its duties and focus go too, advice and the like stay the role's."""
    models.CASCADE(collector, field, sections.filter(kind__in=Section.TIER_KINDS), using)
    models.SET_NULL(collector, field, sections.exclude(kind__in=Section.TIER_KINDS), using)


class Section(models.Model):
    """A part of a guide of a known kind: its answer first (the introduction), then its points."""

    class Kind(models.TextChoices):
        """In the order of the page."""

        DEFINITION = "definition", "What it is"
        OVERVIEW = "overview", "Overview"
        DUTIES_PRIMARY = "duties-primary", "Main duties"
        DUTIES_SECONDARY = "duties-secondary", "Supporting duties"
        ENVIRONMENT = "environment", "Work environment"
        DAY = "day", "Part of a day"
        INDUSTRIES = "industries", "Industries"
        ROUTE = "route", "Ways in"
        STEPS = "steps", "Steps to get there"
        EDUCATION = "education", "Education"
        EXPERIENCE = "experience", "Experience"
        TRAINING = "training", "Training and what it costs"
        PORTFOLIO = "portfolio", "Portfolio"
        APPLICATION = "application", "Application"
        LETTER = "letter", "Sample letter"
        PROGRESSION = "progression", "How people move up"
        TIER_DUTIES = "tier-duties", "Duties of a step"
        TIER_FOCUS = "tier-focus", "Focus of a step"
        SKILLS = "skills", "Skills"
        QUALIFICATIONS = "qualifications", "Qualifications"
        TOOLS = "tools", "Tools"
        PAY_FACTORS = "pay-factors", "What moves pay"
        PACKAGE = "package", "Beyond base pay"
        DEMAND = "demand", "Demand"
        OUTLOOK = "outlook", "Outlook"
        MARKET = "market", "The market"
        TRENDS = "trends", "Trends"
        AI = "ai", "What AI changes"
        SPECIALISATIONS = "specialisations", "Specialisations"
        PROS = "pros", "Advantages"
        CONS = "cons", "Drawbacks"
        BALANCE = "balance", "Stress and balance"
        CHALLENGES = "challenges", "Challenges"
        MISTAKES = "mistakes", "Beginners' mistakes"
        ADVICE = "advice", "Advice"
        STORY = "story", "Case story"
        INCLUSION = "inclusion", "Inclusion"
        CULTURE = "culture", "Culture"
        NETWORKS = "networks", "Networks"
        WORLD = "world", "Around the world"
        REMOTE = "remote", "Remote work"
        VISAS = "visas", "Visas"

    class Chapter(models.TextChoices):
        """The parts of a role's page, in order."""

        JOB = "the-job", "The job"
        WAY_IN = "way-in", "The way in"
        LADDER = "ladder", "The ladder"
        SKILLS = "skills", "Skills and tools"
        PAY = "pay", "Pay"
        OUTLOOK = "outlook", "Outlook"
        LIFE = "life", "Living with it"
        PEOPLE = "people", "People"
        ABROAD = "abroad", "Abroad"

    # Each chapter's last kind: a kind belongs to the first chapter whose last kind does not come before it.
    CHAPTER_ENDS = {
        Kind.INDUSTRIES: Chapter.JOB,
        Kind.LETTER: Chapter.WAY_IN,
        Kind.TIER_FOCUS: Chapter.LADDER,
        Kind.TOOLS: Chapter.SKILLS,
        Kind.PACKAGE: Chapter.PAY,
        Kind.SPECIALISATIONS: Chapter.OUTLOOK,
        Kind.STORY: Chapter.LIFE,
        Kind.NETWORKS: Chapter.PEOPLE,
        Kind.VISAS: Chapter.ABROAD,
    }
    TIER_KINDS = {Kind.TIER_DUTIES, Kind.TIER_FOCUS}
    # Kinds that stand on the role's page and may belong to one step, whose pages then show them too.
    STEP_KINDS = {Kind.CHALLENGES, Kind.MISTAKES, Kind.ADVICE, Kind.STORY}

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(
        max_length=20, choices=Kind.choices, help_text="Decides where on the page it stands."
    )
    slug = SlugField(help_text="The end of the section's link. Keep it once published.")
    heading = PlainCharField(max_length=120)
    introduction = ProseField(
        max_length=1200, blank=True, help_text="Open with the answer in one or two sentences."
    )
    tier = models.ForeignKey(
        Tier,
        on_delete=with_its_step,
        null=True,
        blank=True,
        related_name="sections",
        help_text="The step it belongs to: for the duties or the focus of a step always; for advice, mistakes,"
        " challenges and stories only where a source says so.",
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="sections", help_text="Sources that state all of the introduction."
    )
    position = PositionField()

    objects: ClassVar[PartManager["Section"]] = PartManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "slug"],
                name="section_slug_unique",
                violation_error_message="This guide has another section with this slug.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["tier-duties", "tier-focus"], tier__isnull=False)
                | models.Q(kind__in=["challenges", "mistakes", "advice", "story"])
                | (~models.Q(kind__in=["tier-duties", "tier-focus"]) & models.Q(tier__isnull=True)),
                name="section_tier_fits_kind",
                violation_error_message=TIER_FITS_KIND,
            ),
            models.CheckConstraint(
                condition=~models.Q(heading=""),
                name="section_has_heading",
                violation_error_message="Give the section a heading.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        page = "guides:ladder" if self.kind in self.TIER_KINDS else "guides:role"
        return f"{reverse(page, args=[self.guide.role.slug])}#{self.slug}"

    def clean(self) -> None:
        super().clean()
        if self.tier is not None and self.tier.guide_id != self.guide_id:
            raise ValidationError({"tier": "This belongs to another guide."})
        validate_anchor(self.slug)
        if self.kind in self.TIER_KINDS and Tier.objects.filter(guide=self.guide_id, slug=self.slug).exists():
            raise ValidationError(
                {"slug": "A step of this guide's ladder has this slug; both stand on one page."}
            )

    def cited_sources(self) -> list[Source]:
        """The sources of the introduction and of every point, as often as they are named; prefetch both."""
        return [
            *self.sources.all(),
            *(source for point in self.points.all() for source in point.sources.all()),
        ]

    @property
    def chapter(self) -> "Section.Chapter":
        order = list(self.Kind)
        place = order.index(self.Kind(self.kind))
        return next(part for last, part in self.CHAPTER_ENDS.items() if place <= order.index(last))


# What the pages of a role and of its ladder call their own parts: a link to one must lead to nothing else.
PARTS = [*Section.Chapter.values, "sources", "questions", "links"]
RESERVED_SLUGS = {
    *PARTS,
    *(f"{part}-heading" for part in PARTS),
    *("content", "facts", "requirements", "pay-chart", "headline-rule", "ladder-brief", "overview-heading"),
}
RESERVED_STARTS = ("source-", "question-", "differ-", "facet-")


def is_reserved(slug: str) -> bool:
    return slug in RESERVED_SLUGS or slug.startswith(RESERVED_STARTS)


def validate_anchor(slug: str) -> None:
    """Refuse a slug that the page of a role or of its ladder uses itself."""
    if is_reserved(slug):
        raise ValidationError(
            {"slug": "The page itself uses this slug for one of its parts. Choose another."}
        )


class Point(models.Model):
    """One thing that a section says. Its sources state all of it."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="points")
    lead = PlainCharField(max_length=120, blank=True, help_text="Two to six words in bold before the text.")
    text = PlainTextField(max_length=1500)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="points", help_text="Sources that state all of this point."
    )
    position = PositionField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="point_has_text",
                violation_error_message="Write the point's text.",
            )
        ]

    def __str__(self) -> str:
        return self.lead or self.text[:60]
