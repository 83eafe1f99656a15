"""The site: the only place that knows every other."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tinhso.site"
    label = "tinhso_site"
