"""The orgs engine's Django application."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "tinhso.engines.orgs"
    label = "orgs"
    verbose_name = "Đơn vị, tài khoản, quyền"

    def ready(self) -> None:
        from tinhso.engines.orgs.logic.committed_rows import check_org_rows
        from tinhso.engines.orgs.logic.emergency_mail import HANDLER, TOPIC, mail_notice
        from tinhso.engines.orgs.queries import among
        from tinhso.engines.orgs.web import second_factor, sign_in_time
        from tinhso.engines.trust.api import register_projection_check, subscribe

        among.register()
        register_projection_check("orgs.rows", check_org_rows)
        subscribe(TOPIC, HANDLER, mail_notice)
        second_factor.connect()
        sign_in_time.connect()
