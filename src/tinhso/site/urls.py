"""Every address of the product, gathered from the routes of engines and surfaces."""

from django.urls import URLPattern, URLResolver, include, path

from tinhso.site.health import alive, health, ready

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tinhso.surfaces.desk.routes")),
    path("", include("tinhso.surfaces.board.routes")),
    path("", include("tinhso.engines.orgs.routes")),
    path("", include("tinhso.web_kit.routes")),
    path("tai-khoan/", include("allauth.urls")),
    path("api/v1/", include("tinhso.surfaces.rest.routes")),
    path("", include("tinhso.engines.operation.routes")),
    path("suc-khoe", health, name="health"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
]

handler400 = "tinhso.web_kit.views.bad_request"
handler403 = "tinhso.web_kit.views.no_access"
handler404 = "tinhso.web_kit.views.page_not_found"
handler500 = "tinhso.web_kit.views.server_error"
