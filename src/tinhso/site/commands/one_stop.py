"""`tinhso one-stop send`: the simulated one-stop system sends what its desks did, through the machine face."""

from __future__ import annotations

import argparse
import hashlib
import json
from http.client import HTTPException
from urllib.error import URLError

from tinhso.kernel.files import FileOutOfReach, unanswered
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("one-stop", help="the simulated one-stop system of the demonstration")
    acts = parser.add_subparsers(dest="act", required=True)
    act = acts.add_parser("send", help="send the known figures of communes over HTTP, all 14 indicators each")
    act.add_argument("--period", default="nd09:2026-11", help="code of the period")
    act.add_argument("--communes", default="", help="codes separated by commas; empty means all of the period")
    act.add_argument("--set", action="append", default=[], metavar="INDICATOR=VALUE", help="send another value instead")
    act.add_argument("--reason", default="", help="why figures that were sent before are corrected")
    act.add_argument("--address", default="", metavar="URL", help="of the product; empty means this machine and PORT")
    act.add_argument("--token", default="", help="secret of the token; empty takes the demonstration's own")
    act.add_argument("--key", default="", help="idempotency key; empty makes one from the rows and the reason")
    act.set_defaults(run=send)


def send(options: argparse.Namespace) -> int:
    start_django()
    from django.conf import settings

    from tinhso.kernel.periods import parse_period
    from tinhso.site.demo.anchors import PERIODS
    from tinhso.site.demo.places import find_places
    from tinhso.site.demo.series import commune_figures
    from tinhso.site.one_stop import post_over_http, rows_of
    from tinhso.site.packages_folder import packages_folder

    period = parse_period(options.period)
    if period not in PERIODS:
        print(f"{options.period}: the simulated system knows {PERIODS[0].code} to {PERIODS[-1].code} only")
        return 1
    places = find_places(packages_folder())
    communes = [code for code in options.communes.split(",") if code] or sorted(places.communes(period))
    rows = rows_of(commune_figures(places.series, PERIODS.index(period)), period.code, communes)
    instead = dict(pair.split("=", 1) for pair in options.set)
    for row in rows:
        row["value"] = instead.get(row["indicator"], row["value"])
    address = options.address or f"http://localhost:{settings.TINHSO_PORT}"
    secret = options.token or _own_token()
    key = options.key or "one-stop-" + hashlib.sha256((json.dumps(rows) + options.reason).encode()).hexdigest()[:32]
    try:
        status, answer = post_over_http(rows, address, secret, key, options.reason)
    except (OSError, HTTPException, ValueError) as problem:
        reason = problem.reason if isinstance(problem, URLError) else problem
        raise unanswered(address, reason if isinstance(reason, Exception) else problem) from problem
    print(f"HTTP {status}: {json.dumps(answer, ensure_ascii=False)}")
    return 0 if status < 300 else 1


def _own_token() -> str:
    """The secret that the demonstration keeps for its simulated system."""
    from tinhso.site.one_stop import token_file

    try:
        return token_file().read_text().strip()
    except FileNotFoundError as problem:
        raise FileOutOfReach(
            path=str(token_file()),
            problem_vi="chưa có; hãy chạy `tinhso demo` trước, hoặc ghi --token",
            problem_en="there is none yet; run `tinhso demo` first, or give --token",
        ) from problem
