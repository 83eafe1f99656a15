"""The address of the machine face."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from tinhso.surfaces.rest.api import api, no_such_operation

# Whatever stands behind the address, a line end too, which `<path:…>` does not take.
ANYTHING = r"^(?P<path>(?s:.+))\Z"
urlpatterns = [path("", api.urls), re_path(ANYTHING, csrf_exempt(no_such_operation), name="no_such_operation")]
