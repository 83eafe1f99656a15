"""The orgs engine's Django application."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "tinhso.engines.orgs"
    label = "orgs"
    verbose_name = "Đơn vị, tài khoản, quyền"
