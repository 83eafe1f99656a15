"""A report with a restricted row is for its unit, its receiver, the office and leaders above; nobody else lists it."""

from __future__ import annotations

import pytest

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.errors import UnknownAssignment
from tinhso.engines.reporting.testing import World, ask, at, now_rights, task_of
from tinhso.engines.trust.testing import tamper

pytestmark = pytest.mark.django_db
SEES = {"eakar.nhap": 1, "eakar.lanhdao": 1, "skhcn.tonghop": 4, "vp.khoa": 4, "chutich": 4, "thanhtra": 0}


@pytest.mark.parametrize("login", SEES)
def test_who_lists_the_reports_of_a_form_with_a_restricted_row(world: World, login: str) -> None:
    with at("2026-11-16 09:00"):
        request = ask(world)
        tasks = [task_of(request, code) for code in world.territory.communes]

        def seen() -> int:
            count = 0
            for task in tasks:
                try:
                    api.task(task, rights=now_rights(login))
                except UnknownAssignment:
                    continue
                count += 1
            return count

        before = seen()
        tamper("UPDATE indicators_definition SET publication = 'restricted', owner = 'H15.15' WHERE owner IS NOT NULL")
        assert seen() == SEES[login] <= before
