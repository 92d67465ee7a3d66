from django.urls import path

from .views import compare, figures, place_me

app_name = "salaries"
urlpatterns = [
    path("", compare.compare, name="compare"),
    path("figures.<slug:form>", figures.figures, name="figures"),
    path("place-me/", place_me.place_me, name="place-me"),
]
