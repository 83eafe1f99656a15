"""The leaders' board and the pages behind its numbers; insight keeps its own namespace."""

from django.urls import include, path

urlpatterns = [path("", include("tinhso.engines.insight.routes"))]
