from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guides.models import Guide, Role
from guides.search import search


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    results = search(request.GET.get("q", ""))
    full_guides = Role.objects.for_list().filter(published__depth=Guide.Depth.FULL)[:6]
    context = {"results": results, "query": results.query, "full_guides": full_guides}
    return render(request, "guides/search.html", context)
