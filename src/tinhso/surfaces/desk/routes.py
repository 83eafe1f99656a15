"""The officials' desk: where a signed-in person starts, and the engines' screens it frames."""

from django.urls import include, path

from tinhso.surfaces.desk.start import start

app_name = "desk"
urlpatterns = [
    path("", start, name="start"),
    path("", include("tinhso.engines.reporting.routes")),
]
