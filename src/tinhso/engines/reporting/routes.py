"""Addresses of the reporting engine's screens."""

from django.urls import URLPattern, URLResolver, path

from tinhso.engines.reporting.web import (
    approval_views,
    autosave,
    consolidation_acts,
    consolidation_views,
    excel_views,
    form_grid,
    form_views,
    grid_saving,
    grid_views,
    group_views,
    life_views,
    my_work,
    reading_views,
    request_creation,
    request_views,
    versions,
)

app_name = "reporting"
urlpatterns: list[URLPattern | URLResolver] = [
    path("viec", my_work.my_work, name="my_work"),
    path("viec/<int:task_id>", form_views.form, name="form"),
    path("viec/bang/tu-luu", grid_saving.save_grid, name="grid_save"),
    path("viec/bang/<int:request_id>", grid_views.request_grid, name="request_grid"),
    path("viec/<int:task_id>/bang", form_grid.form_grid, name="form_grid"),
    path("viec/<int:task_id>/tu-luu", autosave.autosave, name="autosave"),
    path("viec/<int:task_id>/excel", excel_views.download, name="excel"),
    path("viec/<int:task_id>/nap-excel", excel_views.upload, name="excel_upload"),
    path("viec/<int:task_id>/phe-duyet", approval_views.approval, name="approval"),
    path("viec/<int:task_id>/phieu", life_views.receipt, name="receipt"),
    path("viec/<int:task_id>/phieu/<int:number>", life_views.receipt, name="receipt_of"),
    path("viec/<int:task_id>/dien-bien", life_views.life, name="life"),
    path("viec/<int:task_id>/o/<str:row_no>", life_views.cell, name="cell"),
    path("viec/<int:task_id>/sua-lai", life_views.change, name="change"),
    path("tong-hop", consolidation_views.consolidations, name="consolidations"),
    path("tong-hop/<int:request_id>", consolidation_views.consolidation, name="consolidation"),
    path("tong-hop/<int:request_id>/tai/<slug:file_format>", versions.export, name="consolidation_export"),
    path("tong-hop/<int:request_id>/tong-hop-lai", versions.recompute, name="recompute"),
    path("tong-hop/<int:request_id>/ban/<int:number>", versions.version, name="version"),
    path("tong-hop/<int:request_id>/ban/<int:number>/<slug:file_format>", versions.version_file, name="version_file"),
    path("tong-hop/<int:request_id>/<slug:verb>", consolidation_acts.act, name="consolidation_act"),
    path("giao", request_views.requests, name="requests"),
    path("giao/moi", request_creation.create, name="request_create"),
    path("giao/nhom", group_views.groups, name="groups"),
    path("giao/<int:request_id>", request_views.request_page, name="request"),
    path("giao/<int:request_id>/don-doc", request_views.reminded, name="reminded"),
    path("giao/<int:request_id>/so-dung-lai", reading_views.reading, name="reading"),
]
