"""The address of the machine face."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tinhso.surfaces.rest.api import api, no_such_operation

urlpatterns = [path("", api.urls), path("<path:path>", csrf_exempt(no_such_operation), name="no_such_operation")]
