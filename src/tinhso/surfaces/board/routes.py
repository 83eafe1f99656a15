"""The leaders' board, the pages behind its numbers, plans and targets; engines keep their own namespaces."""

from django.urls import include, path

urlpatterns = [
    path("", include("tinhso.engines.insight.routes")),
    path("", include("tinhso.engines.evaluation.routes")),
]
