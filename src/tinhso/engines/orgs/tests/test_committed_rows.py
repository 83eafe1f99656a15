"""What `ledger verify` says about rows of units, rights and tokens beside the log."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import Role
from tinhso.engines.orgs.logic import people
from tinhso.engines.orgs.logic.committed_rows import check_org_rows
from tinhso.engines.orgs.models import Unit
from tinhso.engines.orgs.testing import ACTOR, Territory, cast
from tinhso.engines.trust import api as trust
from tinhso.engines.trust.contracts import Remark
from tinhso.engines.trust.testing import tamper

pytestmark = pytest.mark.django_db


def test_a_row_that_ends_or_is_renamed_stays_true_to_the_log(territory: Territory) -> None:
    cast(territory)
    unit = territory.communes["24373"]
    api.rename_unit(unit.id, name_vi="Xã Ea Kar Mới", on=date(2026, 9, 1), actor=ACTOR)
    api.revoke_role("eakar.nhap", Role.DRAFTER, unit.id, actor=ACTOR)
    api.end_unit(unit.id, last_day=date(2026, 12, 31), actor=ACTOR)
    assert list(check_org_rows()) == []


def test_rows_whose_event_is_older_than_digests_are_one_remark_and_no_fault(territory: Territory) -> None:
    users = cast(territory)
    unit = Unit.objects.get(id=territory.communes["24373"].id)
    with transaction.atomic():
        event_id = trust.record(kind="orgs.role_granted", subject="orgs.user:1", actor=ACTOR)
        people.grant_role(users["cntt"], Role.DRAFTER, unit, date(2026, 1, 1), None, event_id)
    [found] = check_org_rows()
    assert isinstance(found, Remark)
    assert (found.table, found.what_en[:6]) == ("orgs_rolegrant", "1 rows")


def test_a_grant_slipped_in_under_an_event_that_committed_to_another_is_a_fault(territory: Territory) -> None:
    cast(territory)
    tamper(
        "INSERT INTO orgs_rolegrant (role, valid_from, valid_to, event_id, ended_by_id, unit_id, user_id) "
        "SELECT 'leader', valid_from, valid_to, event_id, ended_by_id, unit_id, user_id FROM orgs_rolegrant LIMIT 1"
    )
    [found] = check_org_rows()
    assert not isinstance(found, Remark)
    assert found.table == "orgs_rolegrant"
