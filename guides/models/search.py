from django.db import models

from .guide import Guide


class SearchEntry(models.Model):
    """One thing that the search can find, and where it stands. Made from a guide's records, never edited.

    The full-text index over `title` and `body` is the database's own: see the migration that makes it.
    """

    class Kind(models.TextChoices):
        ROLE = "role", "Roles"
        NAMED = "named", "Named in a guide"
        QUESTION = "question", "Questions"
        SKILL = "skill", "Skills"
        SECTION = "section", "Sections"
        TIER = "tier", "Steps of a ladder"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    target = models.CharField(
        max_length=300, blank=True, help_text="What follows the role's address, such as #pay; or a path of its own."
    )

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.target if self.target.startswith("/") else self.guide.get_absolute_url() + self.target
