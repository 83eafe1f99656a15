"""The addresses these tests walk: this engine's own, sign-in, and the frame."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def home(request: HttpRequest) -> HttpResponse:
    """Say who is signed in."""
    return HttpResponse(request.user.get_username())


urlpatterns = [
    path("", home),
    path("", include("tinhso.engines.orgs.routes")),
    path("", include("tinhso.web_kit.routes")),
    path("tai-khoan/", include("allauth.urls")),
]
