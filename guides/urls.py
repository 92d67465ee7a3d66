from django.urls import path

from .views import description, history, ladder, pages, role, role_list, search, skill, source

app_name = "guides"
urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("roles/", role_list.role_list, name="roles"),
    path("roles/<slug:slug>/", role.role_detail, name="role"),
    path("roles/<slug:slug>/ladder/", ladder.role_ladder, name="ladder"),
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
    path("ladders/", ladder.ladder_list, name="ladders"),
    path("job-descriptions/", description.description_list, name="descriptions"),
    path("skills/", skill.skill_list, name="skills"),
    path("skills/<slug:slug>/", skill.skill_detail, name="skill"),
    path("sources/", source.source_list, name="sources"),
    path("sources/<slug:slug>/", source.source_detail, name="source"),
    path("search/", search.search_page, name="search"),
]
