"""Addresses of plans and targets."""

from django.urls import path

from tinhso.engines.evaluation.web import plans

app_name = "evaluation"
urlpatterns = [
    path("ke-hoach", plans.show_plans, name="plans"),
    path("ke-hoach/<slug:code>", plans.show_plan, name="plan"),
    path("ke-hoach/<slug:code>/csv", plans.download_plan, name="plan_csv"),
    path("ke-hoach/<slug:code>/<slug:target>", plans.show_target, name="target"),
    path("ke-hoach/<slug:code>/<slug:target>/csv", plans.download_target, name="target_csv"),
    path("ke-hoach/<slug:code>/<slug:target>/y-kien", plans.judge_target, name="judge_target"),
]
