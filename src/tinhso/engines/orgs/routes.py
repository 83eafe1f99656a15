"""Addresses of this engine's screens: include as `path("", include("tinhso.engines.orgs.routes"))`."""

from django.urls import path

from tinhso.engines.orgs.web import (
    accounts,
    accounts_file,
    applications,
    delegations,
    demonstration_provider,
    emergency,
    outside_sign_in,
    role_play,
    viewing,
)

app_name = "orgs"
urlpatterns = [
    path("tai-khoan-don-vi", accounts.accounts, name="accounts"),
    path("tai-khoan-don-vi/tep", accounts_file.upload, name="accounts_file"),
    path("tai-khoan-don-vi/tep/mau", accounts_file.blank, name="accounts_blank"),
    path("tai-khoan-don-vi/<int:user_id>", accounts.account, name="account"),
    path("tai-khoan-don-vi/<int:user_id>/uy-quyen", delegations.of_account, name="account_delegations"),
    path("tai-khoan-don-vi/<int:user_id>/xem", viewing.of_account, name="account_viewing"),
    path("tai-khoan-cua-toi/xem", viewing.own, name="own_viewing"),
    path("thoi-xem", viewing.stop, name="stop_viewing"),
    path("truy-cap-khan-cap", emergency.show, name="emergency"),
    path("truy-cap-khan-cap/dong", emergency.close, name="close_emergency"),
    path("tai-khoan-cua-toi/uy-quyen", delegations.own, name="own_delegations"),
    path("tai-khoan-cua-toi", accounts.own, name="own_account"),
    path("dang-nhap-ngoai", outside_sign_in.start, name="outside_start"),
    path("dang-nhap-ngoai/ve", outside_sign_in.back, name="outside_back"),
    path("minh-hoa-oidc/", demonstration_provider.described, name="provider"),
    path("minh-hoa-oidc/.well-known/openid-configuration", demonstration_provider.described),
    path("minh-hoa-oidc/jwks", demonstration_provider.keys),
    path("minh-hoa-oidc/cho-phep", demonstration_provider.choose),
    path("minh-hoa-oidc/token", demonstration_provider.token),
    path("ung-dung-dang-nhap", applications.show, name="applications"),
    path(".well-known/openid-configuration", applications.described, name="provider_described"),
    path("dang-nhap-chung/khoa", applications.keys, name="provider_keys"),
    path("dang-nhap-chung/cho-phep", applications.consent, name="provider_consent"),
    path("dang-nhap-chung/token", applications.token, name="provider_token"),
    path("dang-nhap-chung/nguoi", applications.person, name="provider_person"),
    path("vao-vai", role_play.cast, name="cast"),
    path("vao-vai/chon", role_play.play, name="play"),
]
