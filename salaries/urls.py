from django.urls import path

from .views import compare, figures, place_me

app_name = "salaries"
urlpatterns = [
    path("", compare.compare, name="compare"),
    path("figures.<slug:form>", figures.figures, name="figures"),
    path("place-me/", place_me.place_me, name="place-me"),
]
FILTERS = ("role", "step", "place", "source", "basis", "currency", "per", "group", "sort")
# As in guides/urls.py.
STORED: dict[str, tuple[str, ...] | None] = {
    "compare": (*FILTERS, "page"),
    "figures": FILTERS,
    "place-me": None,
}
