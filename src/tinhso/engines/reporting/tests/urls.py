"""The addresses these tests walk: this engine's own, sign-in, and the frame."""

from django.urls import include, path

urlpatterns = [
    path("", include("tinhso.engines.reporting.routes")),
    path("", include("tinhso.web_kit.routes")),
    path("tai-khoan/", include("allauth.urls")),
]
handler403 = "tinhso.web_kit.views.no_access"
handler404 = "tinhso.web_kit.views.page_not_found"
