"""Addresses of the frame: include as `path("", include("tinhso.web_kit.routes"))`."""

from django.urls import path

from tinhso.web_kit import views

app_name = "web_kit"
urlpatterns = [
    path("_theme", views.set_theme, name="theme"),
    path("_language", views.set_language, name="language"),
    path("_style", views.style_page, name="style"),
]
