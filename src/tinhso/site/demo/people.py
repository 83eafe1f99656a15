"""The accounts of the demonstration: its cast, two accounts for every other commune, one for the systems."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from tinhso.engines.orgs import api as orgs
from tinhso.engines.orgs.contracts import Action, Role, UnitView
from tinhso.site.demo.clock import FOUNDED
from tinhso.site.demo.numbers import draw
from tinhso.site.demo.places import FORMER_PROVINCE, LAST_OLD_DAY, NEW_DAY, PROVINCE, Places, read_csv

SYSTEM_ACCOUNT, SYSTEM_TOKEN = "hethong.motcua", "mot-cua"
TOKEN_EXPIRES_ON: Final = date(2030, 12, 31)
DRAFTER_TITLES: Final = (
    ("Chuyên viên Phòng Văn hóa – Xã hội", "Officer for culture and society"),
    ("Chuyên viên Phòng Kinh tế", "Officer for economy"),
    ("Chuyên viên Văn phòng HĐND và UBND", "Officer of the council's and committee's office"),
)


def drafter_of(code: str) -> str:
    """Return the login that enters a commune's figures."""
    return {"24373": "eakar.nhap", "24133": "bmt.nhap"}.get(code, f"xa{code}.nhap")


def approver_of(code: str) -> str:
    """Return the login that approves them."""
    return {"24373": "eakar.lanhdao", "24133": "bmt.lanhdao"}.get(code, f"xa{code}.lanhdao")


def agency_login(code: str, act: str) -> str:
    """Return an agency's login for `nhap` (enter) or `lanhdao` (approve)."""
    if code == "H15.15":
        return {"nhap": "skhcn.tonghop", "lanhdao": "skhcn.lanhdao"}[act]
    return f"cq.{code.lower()}.{act}"


def load_people(packages: Path, places: Places, actor: str) -> str:
    """Make the accounts with their roles and delegations.

    Returns:
        The secret of the token by which the simulated one-stop system sends figures.
    """
    folder = packages / "dak-lak-demo"
    for row in read_csv(folder / "cast.csv"):
        orgs.create_user(row["login"], actor=actor, title_vi=row["title_vi"], title_en=row["title_en"], is_demo=True)
        if row["role"]:
            _grant(row["login"], row["role"], _unit_id(row["unit"], places), actor)
    for row in read_csv(folder / "delegations.csv"):
        orgs.delegate(
            row["from"], row["to"], role=row["role"], unit_id=_unit_id(row["unit"], places),
            capacity=row["capacity"], valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]), actor=actor,
        )  # fmt: skip
    for commune in places.new.values():
        _load_commune(commune, actor)
    for group in ("department", "outside"):
        for code in places.groups[group]:
            _load_agency(places.agencies[code], actor)
    return _load_system(places, actor)


def _load_commune(commune: UnitView, actor: str) -> None:
    """A drafter and an approver nobody can sign in as; the cast's communes have theirs already."""
    if drafter_of(commune.code) != f"xa{commune.code}.nhap":
        return
    title_vi, title_en = DRAFTER_TITLES[draw(len(DRAFTER_TITLES), commune.code, "drafter")]
    kind_vi, kind_en = ("phường", "ward") if commune.type_vi == "Phường" else ("xã", "commune")
    for login, role, vi, en in (
        (drafter_of(commune.code), Role.DRAFTER, title_vi, title_en),
        (approver_of(commune.code), Role.APPROVER, f"Chủ tịch UBND {kind_vi}", f"Chair of the {kind_en}"),
    ):
        orgs.create_user(login, actor=actor, title_vi=vi, title_en=en)
        _grant(login, role, commune.id, actor)


def _load_agency(agency: UnitView, actor: str) -> None:
    """The same for an agency that the cast leaves without accounts."""
    if not agency_login(agency.code, "nhap").startswith("cq."):
        return
    for act, role, vi, en in (
        ("nhap", Role.DRAFTER, "Chuyên viên tổng hợp", "Officer for reports"),
        ("lanhdao", Role.APPROVER, "Lãnh đạo cơ quan", "Head of the agency"),
    ):
        login = agency_login(agency.code, act)
        orgs.create_user(login, actor=actor, title_vi=vi, title_en=en)
        _grant(login, role, agency.id, actor)


def _load_system(places: Places, actor: str) -> str:
    province = orgs.unit_by_code(PROVINCE, NEW_DAY)
    orgs.create_user(
        SYSTEM_ACCOUNT, actor=actor, title_vi="Hệ thống một cửa (mô phỏng)", title_en="One-stop system (simulated)"
    )
    _grant(SYSTEM_ACCOUNT, Role.CONNECTOR, province.id, actor)
    for code in (PROVINCE, FORMER_PROVINCE):
        orgs.grant_role(
            SYSTEM_ACCOUNT, Role.CONNECTOR, orgs.unit_by_code(code, LAST_OLD_DAY).id, actor=actor,
            valid_from=FOUNDED.date(), valid_to=LAST_OLD_DAY,
        )  # fmt: skip
    return orgs.create_token(
        SYSTEM_ACCOUNT, SYSTEM_TOKEN, scopes=[Action.POST_FIGURES], expires_on=TOKEN_EXPIRES_ON, actor=actor
    )


def _grant(login: str, role: Role | str, unit_id: int, actor: str) -> None:
    orgs.grant_role(login, role, unit_id, actor=actor, valid_from=NEW_DAY)


def _unit_id(code: str, places: Places) -> int:
    if code == PROVINCE:
        return orgs.unit_by_code(code, NEW_DAY).id
    return (places.agencies.get(code) or places.new[code]).id
