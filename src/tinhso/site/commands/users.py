"""`tinhso users`: accounts, roles and machine keys from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date, timedelta

from tinhso.site.named_places import FileToRead
from tinhso.site.start import start_django

ACTOR = "system:command-line"
MOST_DAYS = 3_660  # a token that nobody renews for ten years is one that nobody remembers


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
    token_act.add_argument("--days", type=_days, default=365, help="how long it is valid, at most ten years")
    token_act.set_defaults(run=token)

    apply_act = acts.add_parser("apply", help="add, move and close accounts from a file; a trial unless --apply")
    apply_act.add_argument(
        "file", type=FileToRead, metavar="FILE", help="CSV or .xlsx; docs/howto/operate.md has its columns"
    )
    apply_act.add_argument("--apply", action="store_true", help="do it; without it nothing is changed")
    apply_act.add_argument("--reason", default="", help="why, such as the number of a decision")
    apply_act.set_defaults(run=apply)
    reset_act = acts.add_parser("reset", help="print the path of a page that sets an account's password once")
    reset_act.add_argument("username", metavar="USER", help="account")
    reset_act.set_defaults(run=reset)
    factor_act = acts.add_parser(
        "forget-second-factor", help="after a lost device: take an account's codes and passkeys"
    )
    factor_act.add_argument("username", metavar="USER", help="account")
    factor_act.add_argument("--reason", default="", help="why, such as the number of a note")
    factor_act.set_defaults(run=forget_second_factor)


def apply(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    vi, data = options.lang == "vi", options.file.read_bytes()
    done = orgs.apply_accounts(options.file.name, data, actor=ACTOR, apply=options.apply, reason=options.reason)
    for fault in done.faults:
        print(f"{fault.code}: {fault.located_message(options.lang)}", file=sys.stderr)
    if done.faults:
        print("Chưa đổi gì." if vi else "Nothing was changed.", file=sys.stderr)
        return 1
    for one in done.changes:
        ended = ", ".join(f"{role} {unit}" for role, unit in one.ended) or "–"
        begun = " ".join(one.begun) if one.begun else "–"
        print(f"{one.line}\t{one.username}\t{one.act}\t{ended}\t{begun}\t{one.deputy or '–'}")
    if done.was_applied:
        print(f"Đã đổi {len(done.changes)} tài khoản." if vi else f"{len(done.changes)} accounts changed.")
    else:
        print("Chạy thử, chưa đổi gì; thêm --apply để làm." if vi else "A trial, nothing was changed; --apply does it.")
    return 0


def reset(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    print(orgs.reset_password(options.username, actor=ACTOR))
    return 0


def forget_second_factor(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    count = orgs.remove_second_factors(options.username, actor=ACTOR, reason=options.reason)
    print(f"Đã gỡ {count} lớp bảo vệ." if options.lang == "vi" else f"{count} factors taken.")
    return 0


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


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"1 … {MOST_DAYS}")
    return days


def token(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.orgs import api as orgs

    last_day: date = orgs.today() + timedelta(days=options.days)
    print(orgs.create_token(options.username, options.name, scopes=options.scope, expires_on=last_day, actor=ACTOR))
    return 0
