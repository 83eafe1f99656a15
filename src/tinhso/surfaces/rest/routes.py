"""The address of the machine face."""

from django.urls import path

from tinhso.surfaces.rest.api import api

urlpatterns = [path("", api.urls)]
