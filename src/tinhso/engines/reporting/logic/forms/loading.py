"""Loading a package's forms, regimes, rules and legal constants: all or nothing, the same again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.db import transaction

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import DefinitionView, DimensionView
from tinhso.engines.orgs import api as orgs
from tinhso.engines.reporting.contracts import RegimeLoadReport
from tinhso.engines.reporting.contracts.errors import BrokenDefinition, DefinitionChanged
from tinhso.engines.reporting.logic.assigning.parts_of_year import follows_from_parts
from tinhso.engines.reporting.logic.forms.definition_files import (
    Written,
    WrittenConstant,
    read_constants,
    read_form,
    read_regime,
)
from tinhso.engines.reporting.logic.rules.rule_files import codes_in, read_rule
from tinhso.engines.reporting.models import (
    Form,
    FormVersion,
    LegalConstant,
    Regime,
    RegimeVersion,
    Rule,
    RuleVersion,
)
from tinhso.engines.trust import api as trust
from tinhso.kernel.canonical import canonical_json
from tinhso.kernel.periods import last_closed_period

_Owner = Form | Regime | Rule
_Version = FormVersion | RegimeVersion | RuleVersion
LOADED = "reporting.definitions_loaded"
PUBLISHED = "reporting.form_published"


def load_regimes(folder: Path, actor: str) -> RegimeLoadReport:
    """Load `legal/`, `forms/`, `regimes/` and `rules/` of a package, all or nothing.

    Args:
        folder: the package.
        actor: who loads, opaque text as in the event log.

    Raises:
        BrokenDefinition (REP-001): with file, line, field and reason. DefinitionChanged (REP-002): a loaded version
            with another content. SecretReport (REP-005).
    """
    constants = [constant for file in _files(folder, "legal") for constant in read_constants(file)]
    forms = [read_form(file) for file in _files(folder, "forms")]
    regimes = [read_regime(file) for file in _files(folder, "regimes")]
    rules = [read_rule(file) for file in _files(folder, "rules")]
    with transaction.atomic():
        known = {definition.code: definition for definition in indicators.definitions()}
        for form in forms:
            check_indicators(form, known)
        for regime in regimes:
            _check_regime(regime, forms, known)
        for rule in rules:
            _check_rule(rule, known)
        return _store(folder.name, constants, _Versions(forms, regimes, rules), actor)


def _files(folder: Path, kind: str) -> list[Path]:
    return sorted((folder / kind).glob("*.yaml"))


def check_indicators(form: Written, known: dict[str, DefinitionView]) -> None:
    dimensions = indicators.dimension_items()
    for column in form.definition["columns"]:
        for part in filter(None, column.get("dims", "").split(";")):
            dimension, _, item = part.partition("=")
            if dimension not in dimensions or item not in {one.code for one in dimensions[dimension].items}:
                where = f"columns.{column['code']}.dims"
                _refuse(form, where, part, "không có mục phân tổ này", "there is no such item of a dimension")
            _refuse_ended(form, f"columns.{column['code']}.dims", part, dimensions[dimension])
    for row in form.definition["rows"]:
        code = row["indicator"]
        if not code:
            continue
        definition = known.get(code)
        if definition is None:
            _refuse(form, f"rows.{row['no']}.indicator", code, "không có chỉ tiêu này", "there is no such indicator")
        for part in filter(None, row["dims"].split(";")):
            dimension, _, item = part.partition("=")
            declared = dimensions[dimension].items if dimension in definition.dimensions else ()
            if item not in {one.code for one in declared}:
                _refuse(
                    form,
                    f"rows.{row['no']}.dims",
                    part,
                    f"chỉ tiêu {code} không có phân tổ này",
                    f"indicator {code} has no such disaggregation",
                )
            _refuse_ended(form, f"rows.{row['no']}.dims", part, dimensions[dimension])


def _refuse_ended(form: Written, where: str, part: str, dimension: DimensionView) -> None:
    """A version asks for categories that are in force on its first day: those that ended, or begin later, it cannot."""
    item = next(one for one in dimension.items if one.code == part.partition("=")[2])
    if not item.is_valid_on(form.valid_from):
        day = f"{form.valid_from:%d/%m/%Y}"
        _refuse(
            form, where, part, f"mục “{item.name_vi}” không có hiệu lực ngày {day}",
            f"the item “{item.name_en}” is not in force on {day}",
        )  # fmt: skip


def _check_regime(regime: Written, forms: Sequence[Written], known: dict[str, DefinitionView]) -> None:
    """A regime needs its form, and its indicators must be counted by the regime's own kind of period."""
    plain = regime.definition
    candidates = [form.definition for form in forms if form.code == plain["form"]] or [
        row.definition for row in FormVersion.objects.filter(form__code=plain["form"])
    ]
    if not candidates:
        _refuse(regime, "form", plain["form"], "không có biểu mẫu này", "there is no such form")
    for row in candidates[-1]["rows"]:
        definition = known.get(row["indicator"])
        if definition and definition.formula is None and not _fits(definition, plain["scheme"]):
            _refuse(
                regime,
                "scheme",
                plain["scheme"],
                f"chỉ tiêu {definition.code} tính theo kỳ {definition.scheme}",
                f"indicator {definition.code} is counted by {definition.scheme}",
            )


def _fits(definition: DefinitionView, scheme: str) -> bool:
    """Counted by the same kind of period, or by a shorter one that makes it up (a quarter follows from its months)."""
    if definition.scheme == scheme:
        return True
    if "." not in scheme:
        return False
    return follows_from_parts(definition, scheme, last_closed_period(orgs.today(), scheme))


def _check_rule(rule: Written, known: dict[str, DefinitionView]) -> None:
    for code in sorted(codes_in(rule)):
        if code not in known:
            _refuse(rule, "rule", code, "không có chỉ tiêu này", "there is no such indicator")


def _refuse(written: Written, field: str, value: str, reason_vi: str, reason_en: str) -> NoReturn:
    raise BrokenDefinition(file=written.file, field=field, value=value, reason_vi=reason_vi, reason_en=reason_en)


@dataclass(frozen=True, slots=True)
class _Versions:
    """Everything of a package that has versions."""

    forms: Sequence[Written]
    regimes: Sequence[Written]
    rules: Sequence[Written]

    def kinds(self) -> Iterable[tuple[str, type[_Owner], type[_Version], Sequence[Written]]]:
        """Yield each kind with its tables."""
        yield "form", Form, FormVersion, self.forms
        yield "regime", Regime, RegimeVersion, self.regimes
        yield "rule", Rule, RuleVersion, self.rules


def _store(package: str, constants: Sequence[WrittenConstant], versions: _Versions, actor: str) -> RegimeLoadReport:
    new_constants, old_constants = _new_constants(constants)
    found = [(kind, owner, model, *_new_versions(model, kind, wr)) for kind, owner, model, wr in versions.kinds()]
    added = [*map(_constant_name, new_constants), *(str(one) for *_, new, _old in found for one in new)]
    unchanged = [*map(_constant_name, old_constants), *(str(one) for *_, old in found for one in old)]
    if not added:
        return RegimeLoadReport(package, (), tuple(unchanged), None)
    digests = {f"legal:{_constant_name(one)}": digest_of_constant(one) for one in new_constants} | {
        f"{kind}:{one}": digest_of_version(one.valid_from, one.definition)
        for kind, _, _, new, _ in found
        for one in new
    }
    event_id = trust.record(
        kind=LOADED,
        subject=f"reporting.package:{package}",
        actor=actor,
        public={"definitions": digests},
    )
    LegalConstant.objects.bulk_create(
        LegalConstant(
            code=one.code, value=one.value, valid_from=one.valid_from, source=one.source, confirmed=one.confirmed,
            event_id=event_id,
        )
        for one in new_constants
    )  # fmt: skip
    for kind, owner, model, new, _ in found:
        for one in new:
            holder, _created = owner.objects.get_or_create(code=one.code)
            model.objects.create(**{kind: holder}, **_columns(one, package, event_id))
    return RegimeLoadReport(package, tuple(added), tuple(unchanged), event_id)


def _columns(written: Written, package: str, event_id: int) -> dict[str, Any]:
    return {
        "version": written.version,
        "valid_from": written.valid_from,
        "definition": written.definition,
        "package": package,
        "event_id": event_id,
    }


def _new_versions(model: type[_Version], owner: str, written: Iterable[Written]) -> tuple[list[Written], list[Written]]:
    """Split into versions to be added and versions that stand already with the same content."""
    rows = model.objects.filter(**{f"{owner}__code__in": [one.code for one in written]})
    stored = {
        (code, version): (valid_from, definition)
        for code, version, valid_from, definition in rows.values_list(
            f"{owner}__code", "version", "valid_from", "definition"
        )
    }
    added: list[Written] = []
    unchanged: list[Written] = []
    for one in written:
        known = stored.get((one.code, one.version))
        if known is not None and known != (one.valid_from, one.definition):
            raise DefinitionChanged(definition=one.code, version=one.version, file=one.file)
        (added if known is None else unchanged).append(one)
    return added, unchanged


def _new_constants(written: Sequence[WrittenConstant]) -> tuple[list[WrittenConstant], list[WrittenConstant]]:
    rows = LegalConstant.objects.filter(code__in=[one.code for one in written])
    stored = {(row.code, row.valid_from): (row.value, row.source, row.confirmed) for row in rows}
    added: list[WrittenConstant] = []
    unchanged: list[WrittenConstant] = []
    for one in written:
        known = stored.get((one.code, one.valid_from))
        if known is not None and known != (one.value, one.source, one.confirmed):
            raise DefinitionChanged(definition=one.code, version=one.valid_from.isoformat(), file=one.file)
        (added if known is None else unchanged).append(one)
    return added, unchanged


def digest_of_version(valid_from: date, definition: dict[str, Any]) -> str:
    """Return what the log keeps of a form's or a regime's version."""
    return _digest([valid_from.isoformat(), definition])


def digest_of_constant(constant: WrittenConstant | LegalConstant) -> str:
    """Return what the log keeps of a number of the law."""
    said = [constant.code, constant.value, constant.valid_from.isoformat(), constant.source, constant.confirmed]
    return _digest(said)


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(canonical_json(said)).hexdigest()


def _constant_name(constant: WrittenConstant) -> str:
    return f"{constant.code}@{constant.valid_from.isoformat()}"
