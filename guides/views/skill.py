from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guides.models import Requirement, Skill
from guides.structured_data import breadcrumbs


@require_safe
def skill_list(request: HttpRequest) -> HttpResponse:
    """Skills that a published guide names, by kind, each with the number of roles that name it."""
    named = Q(requirements__in=Requirement.objects.public().asked_for())
    skills = Skill.objects.annotate(roles=Count("requirements__guide", filter=named, distinct=True)).filter(
        roles__gt=0
    )
    kinds: dict[str, list[Skill]] = {str(kind.label): [] for kind in Skill.Kind}
    for skill in sorted(skills, key=lambda skill: skill.name.casefold()):
        kinds[skill.get_kind_display()].append(skill)
    context = {"kinds": {label: found for label, found in kinds.items() if found}}
    return render(request, "guides/skill_list.html", context)


@require_safe
def skill_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A skill, and every published role that asks for it: how well, why it counts, who says so."""
    used = (
        Requirement.objects.public()
        .asked_for()
        .order_by("guide__title", "guide_id", F("tier__position").asc(nulls_first=True), "position", "id")
    )
    used = used.select_related("guide__role__address", "tier").prefetch_related("sources")
    skills = Skill.objects.filter(requirements__in=Requirement.objects.public().asked_for()).distinct()
    skill = get_object_or_404(skills.prefetch_related(Prefetch("requirements", used)), slug=slug)
    context = {
        "skill": skill,
        "together": asked_for_together(skill),
        "structured_data": [breadcrumbs([("Skills", "guides:skills")], skill.name, request.path)],
    }
    return render(request, "guides/skill_detail.html", context)


def asked_for_together(skill: Skill, most: int = 12) -> list[Skill]:
    """Skills that the same roles list under the same heading; if there are none, those that most of them name.

    Each with the number of those roles (`roles`), and of those that list both under one heading (`headings`).
    """
    asking = Requirement.objects.public().asked_for()
    own = asking.filter(skill=skill)
    under_one = own.filter(guide=OuterRef("requirements__guide"), group=OuterRef("requirements__group"))
    found = (
        Skill.objects.exclude(pk=skill.pk)
        .filter(requirements__in=asking.filter(guide__in=own.order_by().values("guide")))
        .annotate(
            roles=Count("requirements__guide", distinct=True),
            headings=Count("requirements__guide", filter=Exists(under_one.exclude(group="")), distinct=True),
        )
        .order_by("-headings", "-roles", "name", "pk")[:most]
    )
    return [one for one in found if one.headings] or list(found)
