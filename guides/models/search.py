from django.db import models

from .guide import Guide


class SearchEntry(models.Model):
    """One thing that the search can find, and where it stands. Made from a guide's records, never edited.

    The full-text index over the three columns of words is the database's own: see migration 0002. A migration
    that alters this table must make the index's triggers again on SQLite, which drops them with the table.
    """

    class Kind(models.TextChoices):
        ROLE = "role", "Role"
        NAMED = "named", "Named in a guide"
        QUESTION = "question", "Question"
        SKILL = "skill", "Skill or tool"
        SECTION = "section", "Section"
        TIER = "tier", "Step of a ladder"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    target = models.CharField(
        max_length=300,
        blank=True,
        help_text="What follows the role's address, such as #pay; or a path of its own.",
    )
    title_words = models.TextField(blank=True, help_text="The stems of one name that the entry answers to.")
    body_words = models.TextField(blank=True, help_text="The stems of its text.")
    guide_words = models.TextField(blank=True, help_text="The stems of the titles of the guide's role.")
    role = models.ForeignKey(
        "guides.Role",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The role that a guide only names here. Once that role has a page, the entry is not found.",
    )

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.target if self.target.startswith("/") else self.guide.get_absolute_url() + self.target
