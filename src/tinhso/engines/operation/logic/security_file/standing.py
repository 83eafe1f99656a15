"""How the checks of health stand, in words that quote nothing.

What a check says may quote a mail server or a failed statement, and so a person; the file takes its state and its
moment.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tinhso.engines.operation.contracts import Finding, HealthState

Findings = Mapping[str, Finding]


def state_words(state: HealthState) -> str:
    """“ổn”, “cần xem”, “cần làm ngay”."""
    return {HealthState.GOOD: _("ổn"), HealthState.WARN: _("cần xem"), HealthState.BAD: _("cần làm ngay")}[state]


def standing(findings: Findings, key: str) -> str:
    """How one check stands."""
    found = findings.get(key)
    return state_words(found.state) if found else _("không kiểm tra")
