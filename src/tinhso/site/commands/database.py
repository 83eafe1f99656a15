"""`tinhso database roles`: the PostgreSQL role that serves people has no right to change the ledgers."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("database", help="the database's own rights")
    acts = parser.add_subparsers(dest="act", required=True)
    roles_act = acts.add_parser(
        "roles", help="print the SQL that keeps a role from changing the ledgers (PostgreSQL); --apply runs it"
    )
    roles_act.add_argument("role", metavar="ROLE", help="the role in the service's DATABASE_URL; made when missing")
    roles_act.add_argument("--apply", action="store_true", help="run it, as the owner of the tables")
    roles_act.set_defaults(run=roles)


def roles(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    statements = operation.limit_role(options.role) if options.apply else operation.role_statements(options.role)
    for statement in statements:
        print(f"{statement};")
    if options.apply:
        print(
            f"Đã áp dụng cho {options.role}; đặt mật khẩu bằng \\password {options.role} trong psql, rồi dùng vai trò "
            "này trong DATABASE_URL của dịch vụ. Chạy lại sau mỗi lần nâng cấp."
            if options.lang == "vi"
            else f"Applied to {options.role}; set its password with \\password {options.role} in psql and use the role "
            "in the service's DATABASE_URL. Run again after every upgrade.",
            file=sys.stderr,
        )
    return 0
