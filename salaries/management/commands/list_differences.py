from typing import Any

from django.core.management.base import BaseCommand

from guides.models import Guide
from salaries.conflicts import unmarked_conflicts


class Command(BaseCommand):
    help = (
        "List, for editors, statements of one guide on one thing whose figures differ and that belong to no "
        "disagreement yet: claims on one topic with the same step and unit, and pay of one step or level with the "
        "same place, scale and basis. Two conditions, or two places, are taken to be about two things."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        guides = Guide.objects.order_by("title", "id")
        conflicts = unmarked_conflicts(guides)
        for conflict in conflicts:
            self.stdout.write(f"{conflict.guide}: {conflict.topic}")
            for one in conflict.statements:
                self.stdout.write(
                    f"  {one.slug}: {one.value} ({one.source}; {one.disagreement or 'no disagreement'})"
                )
        statements = sum(len(conflict.statements) for conflict in conflicts)
        count = len(guides)
        self.stdout.write(
            f"Read {count} guide{'' if count == 1 else 's'}: "
            + (
                f"on {len(conflicts)} thing{'' if len(conflicts) == 1 else 's'}, {statements} statements differ "
                "without a disagreement."
                if conflicts
                else "nothing differs that belongs to no disagreement."
            )
        )
