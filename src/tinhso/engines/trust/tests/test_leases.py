"""Leases: one holder at a time on either database, and a dead holder's lease ends."""

from datetime import UTC, datetime, timedelta

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import LeaseLost, LeaseTaken
from tinhso.engines.trust.models import Lease

pytestmark = pytest.mark.django_db


def test_a_lease_is_given_back_at_the_end_even_after_a_failure() -> None:
    with api.lease("compactor", 60):
        assert Lease.objects.filter(name="compactor").exists()
    assert not Lease.objects.exists()
    with pytest.raises(ZeroDivisionError), api.lease("compactor", 60):
        raise ZeroDivisionError
    assert not Lease.objects.exists()


def test_a_second_holder_is_told_who_is_at_it() -> None:
    with api.lease("worker", 60) as held, pytest.raises(LeaseTaken) as refused, api.lease("worker", 60):
        pytest.fail("two holders")
    assert held.holder in str(refused.value)


def test_leases_of_other_names_do_not_matter() -> None:
    with api.lease("worker", 60), api.lease("sealer", 60):
        assert Lease.objects.count() == 2


def test_the_lease_of_a_dead_process_ends() -> None:
    Lease.objects.create(name="worker", holder="dead:1", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    with api.lease("worker", 60) as held:
        assert Lease.objects.get().holder == held.holder


def test_renewing_holds_it_longer_and_a_lost_lease_says_so() -> None:
    with api.lease("worker", 60) as held:
        before = Lease.objects.get().expires_at
        held.renew()
        assert Lease.objects.get().expires_at >= before
        Lease.objects.update(holder="another:2")
        with pytest.raises(LeaseLost):
            held.renew()
    assert Lease.objects.get().holder == "another:2"
