"""An empty site, in a test's own transaction."""

from django.db import models

from guides.models import Address, Family, Guide, Place, Role, Skill, Source
from salaries.models import Currency, ExchangeRate


def empty() -> None:
    """Delete all guides, roles and shared rows."""
    Role.objects.update(published=None, address=None)
    Place.objects.update(parent=None)
    every: list[type[models.Model]] = [
        *(Guide, Role, Address, ExchangeRate, Currency, Skill, Place, Family, Source),
    ]
    for model in every:
        model._default_manager.all().delete()
