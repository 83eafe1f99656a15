"""`targets/*.yaml` of a package kept as immutable versions; a wrong file is refused, nothing of it applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tinhso.engines.evaluation.contracts import Measure, PackageFileRefused
from tinhso.engines.evaluation.logic.packages.plan_files import read_plan
from tinhso.engines.evaluation.logic.packages.reading import PackageFile
from tinhso.engines.evaluation.models import PlanVersion
from tinhso.engines.evaluation.queries import plan_versions
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, TimeRule
from tinhso.engines.trust import api as trust

Stored = Mapping[str, Any]
LOADED = "evaluation.plans_loaded"
_WIDTH = {"internal": 0, "public": 1}


def load_plans(folder: Path, actor: str) -> tuple[str, ...]:
    """Load the plans of a package; the same content again changes nothing.

    Returns:
        Codes of the plans of which a version was added.

    Raises:
        PackageFileRefused (EVA-001): also for an unknown indicator, and when a stored version would change.
    """
    files = sorted((folder / "targets").glob("*.yaml"))
    read = [(path, read_plan(path)) for path in files]
    stored = plan_versions([plan["code"] for _path, plan in read])
    new = []
    for path, plan in read:
        known = stored.get((plan["code"], plan["version"]))
        if known is None:
            new.append((path, plan))
        elif known.definition != plan:
            raise _changed(path, plan["version"])
    if new:
        _check_indicators(new)
        trust.keep_versions(
            PlanVersion, [plan for _path, plan in new], kind=LOADED, subject=f"evaluation.package:{folder.name}",
            actor=actor, package=folder.name, listed_as="plans", more=_more,
        )  # fmt: skip
    return tuple(plan["code"] for _path, plan in new)


def _changed(path: Path, version: int) -> PackageFileRefused:
    return PackageFile(path, {}).refuse(
        "version",
        f"Phiên bản {version} đã có nội dung khác; hãy tăng version",
        f"Version {version} is stored with other content; raise the version",
    )


def _check_indicators(new: Sequence[tuple[Path, Stored]]) -> None:
    """Refuse a target whose indicator is unknown, or narrower in its audience than the plan."""
    wanted = sorted({target["indicator"] for _path, plan in new for target in plan["targets"]})
    known: dict[str, DefinitionView] = {}
    for view in indicators.definition_versions(wanted):
        known[view.code] = view
    for path, plan in new:
        for number, target in enumerate(plan["targets"], start=1):
            field, code = f"targets[{number}].indicator", target["indicator"]
            file = PackageFile(path, plan)
            if code not in known:
                raise file.refuse(field, f"Chưa có chỉ tiêu “{code}”", f"There is no indicator “{code}”")
            if target.get("measure") == Measure.CUMULATIVE and known[code].time_rule is not TimeRule.SUM:
                raise file.refuse(
                    f"targets[{number}].measure",
                    f"Chỉ tiêu “{code}” không cộng qua các kỳ, không lũy kế được",
                    f"“{code}” is not added over periods: it has no running sum",
                )
            if _WIDTH.get(known[code].publication, -1) < _WIDTH[plan["publication"]]:
                raise file.refuse(
                    field,
                    f"Kế hoạch công bố rộng hơn chỉ tiêu “{code}” ({known[code].publication})",
                    f"The plan is published more widely than “{code}” ({known[code].publication})",
                )


def _more(plan: Stored) -> dict[str, Any]:
    """What a version of a plan says beside its definition."""
    return {
        "ends_on": date.fromisoformat(plan["ends_on"]),
        "unit_code": plan["unit"],
        "publication": plan["publication"],
    }
