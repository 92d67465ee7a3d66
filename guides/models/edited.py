from django.conf import settings
from django.db import models


class Edited(models.Model):
    """Remembers whether an editor has changed it in the admin; a load of fixtures then leaves it as it is."""

    edited_at = models.DateTimeField(null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True
