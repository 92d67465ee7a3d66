from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from guides import content
from guides.models import Guide
from guides.search import index_guide


class Command(BaseCommand):
    help = "Write the search entries of all guides anew, as after a change of how the search reads texts."

    def handle(self, *args: Any, **options: Any) -> None:
        guides = Guide.objects.indexed().select_related("role")
        with transaction.atomic():
            for guide in guides:
                index_guide(guide)
            content.changed()
        self.stdout.write(f"Indexed {len(guides)} guides.")
