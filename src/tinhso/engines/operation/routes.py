"""Addresses of operation: include as `path("", include("tinhso.engines.operation.routes"))`."""

from django.urls import path

from tinhso.engines.operation.web import health, jobs

app_name = "operation"
urlpatterns = [
    path("van-hanh", health.show, name="health"),
    path("van-hanh/viec-nen", jobs.show, name="jobs"),
]
