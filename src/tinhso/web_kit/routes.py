"""Addresses of the frame: include as `path("", include("tinhso.web_kit.routes"))`."""

from django.urls import path

from tinhso.web_kit import offline_views, views

app_name = "web_kit"
urlpatterns = [
    path("_theme", views.set_theme, name="theme"),
    path("_language", views.set_language, name="language"),
    path("sw.js", offline_views.service_worker, name="service_worker"),
    path("_offline/<str:language>", offline_views.offline_page, name="offline"),
    path("_style", views.style_page, name="style"),
]
