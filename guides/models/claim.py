from typing import ClassVar

from django.db import models

from .fields import PlainTextField
from .part import PartManager
from .statement import Statement


class Claim(Statement):
    """A statement on a topic: always a text, with numbers and their unit where there are any.

    `currency` is a code and no reference, since currencies belong to the app above this one. The database
    checks its form; that the code is one of our currencies is checked where claims come in, by the admin's
    form and by the loader.
    """

    class Topic(models.TextChoices):
        GROWTH = "growth", "Growth"
        OPENINGS = "openings", "Openings"
        DEMAND = "demand", "Demand"
        EXPERIENCE = "experience", "Experience"
        TIMELINE = "timeline", "Time it takes"
        TIER_YEARS = "tier-years", "Years by step"
        TEAM_SIZE = "team-size", "Team size"
        HOURS = "hours", "Hours"
        EDUCATION = "education", "Education"
        EDUCATION_COST = "education-cost", "What education costs"
        EDUCATION_LENGTH = "education-length", "How long education takes"
        CERTIFICATES = "certificates", "Certificates"
        REMOTE = "remote", "Remote work"
        STRESS = "stress", "Stress"
        BALANCE = "balance", "Work-life balance"
        AI_IMPACT = "ai-impact", "What AI changes"
        MARKET = "market", "The market"
        NAMING = "naming", "Names"
        CAREER_PATH = "career-path", "Career path"
        METRICS = "metrics", "Measures of success"
        STORY_RESULT = "story-result", "Results in case stories"
        VISA = "visa", "Visas"
        HIRING_SEASON = "hiring-season", "Hiring season"
        SPECIALISATION = "specialisation", "Specialisation"

    class Unit(models.TextChoices):
        PERCENT = "percent", "per cent"
        YEARS = "years", "years"
        MONTHS = "months", "months"
        PEOPLE = "people", "people"
        OPENINGS = "openings", "openings a year"
        HOURS = "hours", "hours"
        AMOUNT = "amount", "amount of money"

    topic = models.CharField(max_length=20, choices=Topic.choices)
    text = PlainTextField(max_length=600, help_text="The statement in our words, numbers included.")
    low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    open_top = models.BooleanField("open upwards", default=False, help_text="For figures such as 7+ years.")
    unit = models.CharField(max_length=10, choices=Unit.choices, blank=True)
    currency = models.CharField(
        max_length=3, blank=True, help_text="The ISO 4217 code, for an amount of money, such as USD."
    )

    objects: ClassVar[PartManager["Claim"]] = PartManager()

    class Meta(Statement.Meta):
        constraints = [
            *Statement.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(high__isnull=True)
                | (models.Q(low__isnull=False) & models.Q(low__lte=models.F("high"))),
                name="claim_numbers_in_order",
                violation_error_message="Give the lower number first; one number alone goes into the lower field.",
            ),
            models.CheckConstraint(
                condition=models.Q(low__isnull=True, unit="")
                | (models.Q(low__isnull=False) & ~models.Q(unit="")),
                name="claim_numbers_have_unit",
                violation_error_message="A number needs its unit, and a unit its number.",
            ),
            models.CheckConstraint(
                condition=models.Q(unit="amount", currency__regex=r"^[A-Z]{3}$")
                | (~models.Q(unit="amount") & models.Q(currency="")),
                name="claim_amount_has_currency",
                violation_error_message="An amount of money names its currency; nothing else does.",
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="claim_has_text",
                violation_error_message="Write the statement out.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
