"""Addresses of this engine's screens: include as `path("", include("tinhso.engines.orgs.routes"))`."""

from django.urls import path

from tinhso.engines.orgs.web import accounts, role_play

app_name = "orgs"
urlpatterns = [
    path("tai-khoan-don-vi", accounts.accounts, name="accounts"),
    path("tai-khoan-don-vi/<int:user_id>", accounts.account, name="account"),
    path("tai-khoan-cua-toi", accounts.own, name="own_account"),
    path("vao-vai", role_play.cast, name="cast"),
    path("vao-vai/chon", role_play.play, name="play"),
]
