"""Addresses of this engine's screens: include as `path("", include("tinhso.engines.orgs.routes"))`."""

from django.urls import path

from tinhso.engines.orgs.web import role_play

app_name = "orgs"
urlpatterns = [
    path("vao-vai", role_play.cast, name="cast"),
    path("vao-vai/chon", role_play.play, name="play"),
]
