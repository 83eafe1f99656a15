"""Addresses of plans, targets and instructions."""

from django.urls import path

from tinhso.engines.evaluation.web import instructions, plans

app_name = "evaluation"
urlpatterns = [
    path("ke-hoach", plans.show_plans, name="plans"),
    path("ke-hoach/<slug:code>", plans.show_plan, name="plan"),
    path("ke-hoach/<slug:code>/csv", plans.download_plan, name="plan_csv"),
    path("ke-hoach/<slug:code>/<slug:target>", plans.show_target, name="target"),
    path("ke-hoach/<slug:code>/<slug:target>/csv", plans.download_target, name="target_csv"),
    path("ke-hoach/<slug:code>/<slug:target>/y-kien", plans.judge_target, name="judge_target"),
    path("ke-hoach/<slug:code>/<slug:target>/giao", instructions.give, name="give"),
    path("nhiem-vu", instructions.show_list, name="instructions"),
    path("nhiem-vu/<int:number>", instructions.show, name="instruction"),
    path("nhiem-vu/<int:number>/van-ban", instructions.download_letter, name="letter"),
]
