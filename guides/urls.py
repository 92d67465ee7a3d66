from django.urls import path

from .previews import DESCRIPTION, LADDER
from .views import (
    compare,
    description,
    history,
    ladder,
    ladder_list,
    pages,
    preview,
    role,
    role_list,
    search,
    skill,
    skills_check,
    source,
    step,
)

app_name = "guides"
urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("roles/", role_list.role_list, name="roles"),
    path("roles/<slug:slug>/", role.role_detail, name="role"),
    path("roles/<slug:slug>/ladder/", ladder.role_ladder, name="ladder"),
    path("roles/<slug:slug>/ladder/<slug:from_tier>/<slug:to_tier>/", step.step, name="step"),
    path("roles/<slug:slug>/history/", history.role_history, name="history"),
    path("roles/<slug:slug>/history.atom", history.history_feed, name="history-feed"),
    path("roles/<slug:slug>/job-description/", description.role_description, name="description"),
    path("roles/<slug:slug>/job-description.<slug:form>", description.role_download, name="description-file"),
    path(
        "roles/<slug:slug>/job-description/<slug:tier>/",
        description.tier_description,
        name="tier-description",
    ),
    path(
        "roles/<slug:slug>/job-description/<slug:tier>.<slug:form>",
        description.tier_download,
        name="tier-description-file",
    ),
    path("roles/<slug:slug>/skills-check/", skills_check.role_check, name="skills-check"),
    path("roles/<slug:slug>/skills-check.md", skills_check.role_check_file, name="skills-check-file"),
    path("roles/<slug:slug>/skills-check/<slug:tier>/", skills_check.tier_check, name="tier-skills-check"),
    path(
        "roles/<slug:slug>/skills-check/<slug:tier>.md",
        skills_check.tier_check_file,
        name="tier-skills-check-file",
    ),
    path("compare/", compare.compare, name="compare"),
    path("compare.csv", compare.compare_file, name="compare-file"),
    path("ladders/", ladder_list.ladder_list, name="ladders"),
    path("job-descriptions/", description.description_list, name="descriptions"),
    path("skills/", skill.skill_list, name="skills"),
    path("skills/<slug:slug>/", skill.skill_detail, name="skill"),
    path("sources/", source.source_list, name="sources"),
    path("sources/<slug:slug>/", source.source_detail, name="source"),
    path("search/", search.search_page, name="search"),
    path("preview/<str:token>/", preview.linked, name="preview"),
    path("preview/<str:token>/ladder/", preview.linked, {"page": LADDER}, name="preview-ladder"),
    path(
        "preview/<str:token>/job-description/",
        preview.linked,
        {"page": DESCRIPTION},
        name="preview-description",
    ),
]
