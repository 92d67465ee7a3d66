from django.http import HttpRequest, HttpResponse


def place_me(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
