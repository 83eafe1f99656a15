"""Addresses of operation: include as `path("", include("tinhso.engines.operation.routes"))`."""

from django.urls import path

from tinhso.engines.operation.web import health, jobs, security_file

app_name = "operation"
urlpatterns = [
    path("van-hanh", health.show, name="health"),
    path("van-hanh/viec-nen", jobs.show, name="jobs"),
    path("van-hanh/ho-so-cap-do", security_file.show, name="security_file"),
    path("van-hanh/ho-so-cap-do/<slug:form>", security_file.download, name="security_file_as"),
]
