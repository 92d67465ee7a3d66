from django.db.models import Count, F, Prefetch, Q
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
        "structured_data": [breadcrumbs([("Skills", "guides:skills")], skill.name, request.path)],
    }
    return render(request, "guides/skill_detail.html", context)
