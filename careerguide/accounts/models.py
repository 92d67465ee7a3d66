from django.db import models


class Attempts(models.Model):
    """Failed attempts within one window, of one name from one address, or of one address under any name.

    Both are digests (`accounts/limits.py`): a name may be a password that somebody typed into the wrong field.
    """

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "address", "kind"], name="one_count_of_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.failures} failed attempts ({self.kind}) since {self.since:%Y-%m-%d %H:%M}"
