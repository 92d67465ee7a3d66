from django.urls import path

from .views import description, ladder, pages, role, role_list, search, skill, source

app_name = "guides"
urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("roles/", role_list.role_list, name="roles"),
    path("roles/<str:slug>/", role.role_detail, name="role"),
    path("roles/<str:slug>/ladder/", ladder.role_ladder, name="ladder"),
    path("roles/<str:slug>/job-description/", description.role_description, name="description"),
    path("roles/<str:slug>/job-description.<str:form>", description.role_download, name="description-file"),
    path(
        "roles/<str:slug>/job-description/<str:tier>/", description.tier_description, name="tier-description"
    ),
    path(
        "roles/<str:slug>/job-description/<str:tier>.<str:form>",
        description.tier_download,
        name="tier-description-file",
    ),
    path("ladders/", ladder.ladder_list, name="ladders"),
    path("job-descriptions/", description.description_list, name="descriptions"),
    path("skills/", skill.skill_list, name="skills"),
    path("skills/<str:slug>/", skill.skill_detail, name="skill"),
    path("sources/", source.source_list, name="sources"),
    path("sources/<str:slug>/", source.source_detail, name="source"),
    path("search/", search.search_page, name="search"),
]
