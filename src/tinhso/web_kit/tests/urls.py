"""Addresses for tests of the kit alone."""

from django.urls import include, path

urlpatterns = [path("", include("tinhso.web_kit.routes"))]
