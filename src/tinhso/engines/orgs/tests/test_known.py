"""Answers as of a size of the log: what became known later changes nothing earlier."""

from datetime import date

from tinhso.engines.orgs import api
from tinhso.engines.orgs.contracts import PLACE, NewSuccessionLink, NewUnit, Restatement
from tinhso.engines.orgs.testing import ACTOR, Territory
from tinhso.engines.trust import api as trust

DAY = date(2026, 11, 17)


def sealed() -> int:
    """Seal what waits; the size of the log."""
    checkpoint = trust.seal_all()
    assert checkpoint is not None
    return checkpoint.tree_size


def test_a_later_rename_is_unknown_before(territory: Territory) -> None:
    before, ea_kar = sealed(), territory.communes["24373"].id
    api.rename_unit(ea_kar, name_vi="Phường Ea Kar", on=date(2026, 4, 30), actor=ACTOR)
    for known in (before, before, sealed()):
        named = api.unit_view(ea_kar, DAY, known).name_vi
        assert named == ("Xã Ea Kar" if known == before else "Phường Ea Kar")
    assert api.unit_view(ea_kar, DAY).name_vi == "Phường Ea Kar"


def test_a_rename_that_is_not_sealed_yet_is_known_live_only(territory: Territory) -> None:
    size, ea_kar = sealed(), territory.communes["24373"].id
    api.rename_unit(ea_kar, name_vi="Phường Ea Kar", on=date(2026, 4, 30), actor=ACTOR)
    assert api.unit_view(ea_kar, DAY, size + 1).name_vi == "Xã Ea Kar"
    assert api.unit_view(ea_kar, DAY).name_vi == "Phường Ea Kar"


def test_a_later_move_is_unknown_before(territory: Territory) -> None:
    other = api.create_unit(NewUnit("75", PLACE, "province", "Tỉnh Đồng Nai", date(2025, 7, 1)), actor=ACTOR)
    before, ea_kar = sealed(), territory.communes["24373"].id
    api.link_units("territory", ea_kar, other.id, valid_from=date(2026, 3, 1), actor=ACTOR)
    after = sealed()
    assert dict(api.closure("province", DAY, known=before))[ea_kar] == territory.province.id
    assert dict(api.closure("province", DAY, known=after))[ea_kar] == other.id
    assert len(api.closure("province", DAY, known=before)) == len(api.closure("province", DAY, known=after))


def test_a_later_succession_is_unknown_before(territory: Territory) -> None:
    new = api.create_unit(NewUnit("24400", PLACE, "commune", "Xã Mới", date(2026, 7, 1)), actor=ACTOR)
    before, ea_kar = sealed(), territory.communes["24373"]
    api.apply_succession(
        code="2026",
        effective_on=date(2026, 7, 1),
        decision="Nghị quyết",
        links=[NewSuccessionLink(ea_kar.id, new.id)],
        actor=ACTOR,
    )
    after = sealed()
    assert "24373" in {unit.code for unit in api.units_on("commune", DAY, known=before)}
    assert api.unit_view(ea_kar.id, DAY, before).valid_to is None
    assert "24373" not in {unit.code for unit in api.units_on("commune", DAY, known=after)}
    assert _targets(api.restatement([ea_kar.id], DAY, known=before)) == {ea_kar.id}
    assert _targets(api.restatement([ea_kar.id], DAY, known=after)) == {new.id}


def test_later_weights_stand_beside_the_earlier_ones(territory: Territory) -> None:
    from tinhso.engines.orgs.logic.successions import Share, add_weights
    from tinhso.engines.orgs.models import Weight

    divided = territory.old["22024"].id
    before = sealed()
    targets = [territory.communes["22015"].id, territory.communes["22045"].id]
    event_id = trust.record(kind="orgs.weights_loaded", subject="orgs.weights:b", actor=ACTOR)
    shares = {(divided, targets[0]): Share(600_000_000, "đo"), (divided, targets[1]): Share(400_000_000, "đo")}
    add_weights(shares, "area", event_id)
    after = sealed()
    assert _billionths(api.restatement([divided], DAY, known=before)) == [550_000_000, 450_000_000]
    assert _billionths(api.restatement([divided], DAY, known=after)) == [600_000_000, 400_000_000]
    assert _billionths(api.restatement([divided], DAY)) == [600_000_000, 400_000_000]
    assert Weight.objects.filter(basis="area").count() == 4


def test_nothing_is_known_of_an_empty_log(territory: Territory) -> None:
    sealed()
    assert api.units_on("commune", DAY, known=0) == []
    assert api.closure("province", DAY, known=0) == []


def _targets(restated: Restatement) -> set[int]:
    return {part.new_id for part in restated.parts}


def _billionths(restated: Restatement) -> list[int]:
    return [part.billionths for part in sorted(restated.parts, key=lambda part: part.new_id)]
