"""Addresses of boards, indicators, units, origins and the log."""

from django.urls import path

from tinhso.engines.insight.web import (
    board,
    explore,
    explore_files,
    figures,
    file_jobs,
    kept_pages,
    log,
    origin,
    saved_views,
    unit_figures,
)

app_name = "insight"
urlpatterns = [
    path("dieu-hanh", board.show_board, name="board"),
    path("dieu-hanh/csv", board.download_board, name="board_csv"),
    path("so-lieu", figures.show_list, name="figures"),
    path("so-lieu/<slug:code>", figures.show_indicator, name="indicator"),
    path("so-lieu/<slug:code>/csv", figures.download_csv, name="indicator_csv"),
    path("khai-thac", explore.show, name="explore"),
    path("khai-thac/tep/<slug:form>", explore_files.download, name="explore_file"),
    path("khai-thac/tep-nen", file_jobs.files, name="file_jobs"),
    path("khai-thac/tep-nen/<int:file_id>/huy", file_jobs.cancel, name="cancel_file"),
    path("khai-thac/tep-nen/<int:file_id>/tai", file_jobs.take, name="take_file"),
    path("khai-thac/goc-xem", saved_views.save, name="save_view"),
    path("khai-thac/goc-xem/<int:view_id>/bo", saved_views.drop, name="drop_view"),
    path("ban-chup", kept_pages.pages, name="kept_pages"),
    path("ban-chup/<int:page_id>", kept_pages.page, name="kept_page"),
    path("ban-chup/<int:page_id>/tep", kept_pages.page_file, name="kept_page_file"),
    path("don-vi/<str:code>", figures.show_unit, name="unit"),
    path("so-cua-toi", unit_figures.my_unit, name="my_unit"),
    path("don-vi/<str:code>/so-lieu", unit_figures.show, name="unit_figures"),
    path("don-vi/<str:code>/so-lieu/<slug:form>", unit_figures.download, name="unit_figures_file"),
    path("nguon-goc", origin.show_total, name="proof"),
    path("nguon-goc/phieu", origin.download_total, name="proof_file"),
    path("nguon-goc/<int:entry_id>", origin.show_entry, name="proof_entry"),
    path("nguon-goc/<int:entry_id>/phieu", origin.download_entry, name="proof_entry_file"),
    path("nguon-goc/kiem-tra", origin.show_verifier, name="verifier"),
    path("nguon-goc/verify_figure.py", origin.download_verifier, name="verifier_file"),
    path("nhat-ky", log.show_log, name="log"),
    path("nhat-ky/moc", log.show_seals, name="seals"),
]
