"""The officials' desk: where a signed-in person starts, and the engines' screens it frames.

Engines keep their own namespaces (`reporting:my_work`), so this list has none.
"""

from django.urls import include, path

from tinhso.surfaces.desk.start import start

urlpatterns = [
    path("", include(([path("", start, name="start")], "desk"))),
    path("", include("tinhso.engines.reporting.routes")),
]
