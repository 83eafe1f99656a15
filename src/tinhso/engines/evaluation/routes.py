"""Addresses of plans, targets, instructions, scorecards and rounds."""

from django.urls import path

from tinhso.engines.evaluation.web import building, instructions, methods, open_sdg, plans, scorecards
from tinhso.engines.evaluation.web.rounds import appraising, bridge, excel, lists, results, scoring

app_name = "evaluation"
urlpatterns = [
    path("ke-hoach", plans.show_plans, name="plans"),
    path("ke-hoach/<slug:code>", plans.show_plan, name="plan"),
    path("ke-hoach/<slug:code>/csv", plans.download_plan, name="plan_csv"),
    path("ke-hoach/<slug:code>/open-sdg", open_sdg.show, name="plan_open_sdg"),
    path("ke-hoach/<slug:code>/open-sdg/csv", open_sdg.download, name="plan_open_sdg_csv"),
    path("ke-hoach/<slug:code>/<slug:target>", plans.show_target, name="target"),
    path("ke-hoach/<slug:code>/<slug:target>/csv", plans.download_target, name="target_csv"),
    path("ke-hoach/<slug:code>/<slug:target>/lich-su", plans.download_history, name="target_history"),
    path("ke-hoach/<slug:code>/<slug:target>/y-kien", plans.judge_target, name="judge_target"),
    path("ke-hoach/<slug:code>/<slug:target>/giao", instructions.give, name="give"),
    path("danh-gia", scorecards.show_list, name="scorecards"),
    path("danh-gia/<slug:code>", scorecards.show, name="scorecard"),
    path("danh-gia/<slug:code>/csv", scorecards.download_table, name="scorecard_csv"),
    path("danh-gia/<slug:code>/goi", scorecards.download_bundle, name="scorecard_bundle"),
    path("danh-gia/<slug:code>/goi-bo-chi-so", building.download, name="scorecard_package"),
    path("danh-gia/<slug:code>/soan", building.build, name="scorecard_build"),
    path("danh-gia/<slug:code>/phuong-phap", methods.show_scorecard, name="scorecard_methods"),
    path("danh-gia/<slug:code>/phuong-phap/csv", methods.download_scorecard, name="scorecard_methods_csv"),
    path("danh-gia/<slug:code>/don-vi/<str:unit>", scorecards.show_unit, name="scorecard_unit"),
    path("cham-diem", lists.show_list, name="rounds"),
    path("cham-diem/tham-dinh", appraising.queue, name="appraisal_queue"),
    path("cham-diem/mo/<slug:code>", lists.open_one, name="round_open"),
    path("cham-diem/minh-chung/<int:number>", scoring.evidence, name="round_evidence"),
    path("cham-diem/<int:number>", lists.show, name="round"),
    path("cham-diem/<int:number>/csv", lists.download, name="round_csv"),
    path("cham-diem/<int:number>/buoc", lists.act, name="round_act"),
    path("cham-diem/<int:number>/cau-noi", bridge.show, name="round_bridge"),
    path("cham-diem/<int:number>/cau-noi/csv", bridge.download, name="round_bridge_csv"),
    path("cham-diem/<int:number>/ket-qua", results.show, name="round_result"),
    path("cham-diem/<int:number>/ket-qua/csv", results.download, name="round_result_csv"),
    path("cham-diem/<int:number>/ket-qua/goi", results.download_bundle, name="round_bundle"),
    path("cham-diem/<int:number>/ket-qua/phuong-phap", methods.show_round, name="round_methods"),
    path("cham-diem/<int:number>/ket-qua/phuong-phap/csv", methods.download_round, name="round_methods_csv"),
    path("cham-diem/<int:number>/ket-qua/van-ban", results.download_letter, name="round_letter"),
    path("cham-diem/<int:number>/<str:unit>", scoring.show, name="round_unit"),
    path("cham-diem/<int:number>/<str:unit>/excel", excel.download, name="round_excel"),
    path("cham-diem/<int:number>/<str:unit>/nap", excel.upload, name="round_upload"),
    path("cham-diem/<int:number>/<str:unit>/nap/nhan", excel.keep, name="round_keep"),
    path("cham-diem/<int:number>/<str:unit>/tham-dinh", appraising.appraise, name="round_appraise"),
    path("cham-diem/<int:number>/<str:unit>/tieu-chi/<str:code>", scoring.component, name="round_component"),
    path("nhiem-vu", instructions.show_list, name="instructions"),
    path("nhiem-vu/<int:number>", instructions.show, name="instruction"),
    path("nhiem-vu/<int:number>/van-ban", instructions.download_letter, name="letter"),
]
