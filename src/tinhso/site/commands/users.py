"""`tinhso users`: accounts, roles and machine keys from the command line."""

from __future__ import annotations

import argparse
import getpass
from datetime import date, timedelta

from tinhso.site.start import start_django

ACTOR = "system:command-line"


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("users", help="accounts, roles, machine keys")
    acts = parser.add_subparsers(dest="act", required=True)
    add_act = acts.add_parser("add", help="make an account")
    add_act.add_argument("username", metavar="USER", help="name to sign in with")
    add_act.add_argument("--title-vi", default="", help="office held, shown beside acts")
    add_act.add_argument("--title-en", default="", help="the same in English")
    add_act.add_argument("--ask-password", action="store_true", help="ask for a password; without it none works")
    add_act.set_defaults(run=add)
    grant_act = acts.add_parser("grant", help="let an account play a role for a unit")
    grant_act.add_argument("username", metavar="USER", help="account")
    grant_act.add_argument("role", metavar="ROLE", help="code of docs/reference/roles.md")
    grant_act.add_argument("unit", metavar="UNIT", help="code of the unit, as valid today")
    grant_act.set_defaults(run=grant)
    token_act = acts.add_parser("token", help="make a machine's key; it is printed once and kept nowhere")
    token_act.add_argument("username", metavar="USER", help="account whose rights the key opens")
    token_act.add_argument("name", metavar="NAME", help="what the key is for")
    token_act.add_argument("--scope", action="append", required=True, metavar="ACTION", help="repeat for several")
    token_act.add_argument("--days", type=int, default=365, help="how long it is valid")
    token_act.set_defaults(run=token)


def add(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    password = getpass.getpass() if options.ask_password else None
    orgs.create_user(
        options.username, actor=ACTOR, password=password, title_vi=options.title_vi, title_en=options.title_en
    )
    return 0


def grant(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    unit = orgs.unit_by_code(options.unit)
    orgs.grant_role(options.username, options.role, unit.id, actor=ACTOR)
    return 0


def token(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    last_day: date = orgs.today() + timedelta(days=options.days)
    print(orgs.create_token(options.username, options.name, scopes=options.scope, expires_on=last_day, actor=ACTOR))
    return 0
