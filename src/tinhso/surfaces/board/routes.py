"""The leaders' board and the pages behind its numbers."""

from django.urls import include, path

app_name = "board"
urlpatterns = [path("", include("tinhso.engines.insight.routes"))]
