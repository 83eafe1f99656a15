"""Every address of the product, gathered from the routes of engines and surfaces."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
