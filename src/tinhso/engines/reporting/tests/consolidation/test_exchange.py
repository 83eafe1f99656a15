"""A consolidated report as the 13 messages of QCVN 125:2021: complete, checked, and the same cells on the way back."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import RequestView
from tinhso.engines.reporting.contracts.errors import UnknownRequest
from tinhso.engines.reporting.contracts.exchange_errors import NotAMessageFile, Unmapped
from tinhso.engines.reporting.logic.exchange.mapping import MESSAGES, ExchangeMapping, exchange_mappings
from tinhso.engines.reporting.logic.exchange.messages import cells_of, messages_of
from tinhso.engines.reporting.logic.exchange.objects import objects_of
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.testing.standing import standing_on

PAGE = Path(__file__).parents[6] / "docs/reference/qcvn-125.md"
NAMES = [
    "chế độ báo cáo", "biểu mẫu báo cáo", "biểu mẫu báo cáo đề cương", "số liệu báo cáo", "số liệu báo cáo danh sách",
    "gửi đề cương báo cáo", "trạng thái báo cáo", "danh mục ký báo cáo", "danh mục chỉ tiêu báo cáo",
    "bộ chỉ số (KPI)", "danh mục nhóm chỉ số", "danh mục phân tổ chỉ số", "dữ liệu chỉ số (KPI)",
]  # fmt: skip
(MAPPING,) = exchange_mappings()


@standing_on("reporting_world")
def sent(world: World) -> RequestView:
    """Ea Kar has sent, the department has added a line and gone upward."""
    with at("2026-11-02 08:00"):
        made = ask(world)
    with at("2026-11-17 09:00"):
        rights = now_rights("skhcn.tonghop")
        send(world, task_of(made, "24373"), {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        api.accept([task_of(made, "24373")], rights=rights)
        api.add_adjustment(
            task_of(made, "66"), "so", "households_trained", Decimal(350), rights=rights, title_vi="Sở tập huấn",
            reason="ngoài xã",
        )  # fmt: skip
        api.send_for_approval(task_of(made, "66"), rights=rights)
        api.send_upward(task_of(made, "66"), rights=now_rights("skhcn.lanhdao"))
    return made


def cells_of_content(content: Any) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The cells of a frozen table, read without the messages."""
    found = {}
    for unit in content["units"]:
        for row, figure in unit["figures"].items():
            kept = {name: figure[name] for name in ("value", "missing", "status") if name in figure}
            found[unit["code"], row, ""] = kept | (
                {"operator": figure.get("operator", "=")} if "value" in figure else {}
            )
    for line in content["lines"]:
        found["66", line["row_no"], line["line"]] = {"value": line["value"], "operator": "="}
    return found


def test_the_file_has_all_messages_fits_its_schema_and_gives_back_the_same_cells(sent: RequestView) -> None:
    with at("2026-11-18 09:00"):
        rights = now_rights("vp.khoa")
        data = api.exchange_file(sent.id, 1, rights=rights)
        assert data == api.exchange_file(sent.id, 1, rights=rights)
        document = json.loads(data)
        assert [one["name"] for one in document["messages"]] == [f"Gói tin {name}" for name in NAMES]
        assert [one["message"] for one in document["messages"]] == list(range(1, MESSAGES + 1))
        jsonschema_rs.validator_for(api.exchange_schema()).validate(document)
        cells = api.cells_of_file(data)
        assert cells == cells_of_content(api.version_page(sent.id, 1, rights=rights).content)
        assert cells["24373", "2", ""] == {"value": "405", "operator": "=", "status": "official"}
        assert next(one["value"] for key, one in cells.items() if key[2]) == "350"
        total = next(one for one in document["messages"][12]["objects"] if one["row"] == "2")
        assert (total["value"], total["received"], total["expected"]) == ("755", 1, 4)
        assert document["messages"][7]["objects"][0]["certificate"] is False
        # The table as it stands can be sent on too; whoever does not see the total gets no file.
        assert api.cells_of_file(api.exchange_file(sent.id, rights=rights)) == cells
        with pytest.raises(UnknownRequest):
            api.exchange_file(sent.id, 1, rights=now_rights("eakar.nhap"))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["24373", "24133"]), st.sampled_from(["1", "2"])),
        st.one_of(
            st.tuples(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(list(MAPPING.values["operator"]))),
            st.sampled_from(list(MAPPING.values["missing"])),
        ),
    )
)
def test_whatever_a_figure_says_comes_back_as_it_was(figures: dict[tuple[str, str], Any]) -> None:
    objects: dict[str, list[dict[str, Any]]] = {message.object: [] for message in MAPPING.messages}
    wanted = {}
    for (unit, row), said in figures.items():
        figure = {"missing": said} if isinstance(said, str) else {"value": format(said[0], "f"), "operator": said[1]}
        key = {"request": "r", "period": "p", "unit": unit, "row": row, "indicator": "i", "dims": ""}
        objects["cell"].append(key | figure)
        wanted[unit, row, ""] = figure
    assert cells_of(messages_of(objects, MAPPING), MAPPING) == wanted


def test_what_the_mapping_does_not_know_is_named_and_no_file_is_made(sent: RequestView) -> None:
    with at("2026-11-18 09:00"):
        content = copy.deepcopy(dict(api.version_page(sent.id, 1, rights=now_rights("vp.khoa")).content))
        regime, form = api.regimes()[0], api.form("bieu-01-cds-t")
    content["units"][0]["figures"]["2"] = {"value": "405", "operator": "≥"}
    unit = content["units"][0]["code"]
    poorer = replace(MAPPING, values={**MAPPING.values, "operator": {"=": "="}})
    objects = objects_of(content, regime, form, {}, {})
    with pytest.raises(Unmapped) as refused:
        messages_of(objects, poorer)
    details = refused.value.details
    assert (details["place"], details["field"], details["value"]) == (
        f"gói tin 4, dòng 2, đơn vị {unit}",
        "operator",
        "≥",
    )
    without = replace(MAPPING, messages=tuple(_without(message, "period") for message in MAPPING.messages))
    with pytest.raises(Unmapped) as refused:
        messages_of(objects, without)
    assert refused.value.details["field"] == "period"
    # A needed part that is empty is named as well.
    objects["total"][0]["unit"] = ""
    with pytest.raises(Unmapped):
        messages_of(objects, MAPPING)


def _without(message: Any, key: str) -> Any:
    return replace(message, fields=tuple(field for field in message.fields if field.key != key))


def test_a_file_of_another_shape_is_refused_naming_the_place(sent: RequestView) -> None:
    with at("2026-11-18 09:00"):
        good = json.loads(api.exchange_file(sent.id, 1, rights=now_rights("vp.khoa")))
    figures = good["messages"][3]["objects"]
    for spoil in (
        lambda one: one.update(value="1.234,5"),
        lambda one: one.update(unknown="x"),
        lambda one: one.pop("unit"),
        lambda one: one.update(row=2),
    ):
        bad = copy.deepcopy(good)
        spoil(bad["messages"][3]["objects"][0])
        with pytest.raises(NotAMessageFile, match=r"messages\.3\.objects\.0"):
            api.read_exchange_file(json.dumps(bad).encode())
    for data in (b"", b"[]", b"{}", json.dumps(good | {"mapping": {"version": 99}}).encode()):
        with pytest.raises(NotAMessageFile):
            api.read_exchange_file(data)
    assert figures
    with pytest.raises(NotAMessageFile):
        api.read_exchange_file(json.dumps(good | {"messages": good["messages"][:-1]}).encode())


def test_a_file_that_tells_a_cell_or_a_component_twice_is_refused(sent: RequestView) -> None:
    with at("2026-11-18 09:00"):
        content = api.exchange_file(sent.id, 1, rights=now_rights("skhcn.tonghop"))
    twice = json.loads(content)
    cells = twice["messages"][3]["objects"]
    cells.append(cells[0] | {"value": "999"})
    for data in (json.dumps(twice).encode(), content.replace(b'"value":"405"', b'"value":"405","value":"450"'),
                 b"[" * 100_000):  # fmt: skip
        assert data != content
        with pytest.raises(NotAMessageFile):
            api.cells_of_file(data)


def test_every_one_of_our_thirteen_objects_stands_in_one_message_and_the_page_says_the_same() -> None:
    assert [message.no for message in MAPPING.messages] == list(range(1, MESSAGES + 1))
    assert len({message.object for message in MAPPING.messages}) == MESSAGES
    assert not MAPPING.confirmed
    assert PAGE.read_text(encoding="utf-8") == api.exchange_page()
    for mapping in exchange_mappings():
        _refers_to_known_tables(mapping)


def _refers_to_known_tables(mapping: ExchangeMapping) -> None:
    for message in mapping.messages:
        for field in message.fields:
            assert not field.values or field.values in mapping.values
            assert bool(field.items) == (field.type == "list")
    for table in mapping.values.values():
        # Every way back is the way there, backwards.
        assert len(set(table.values())) == len(table)


def test_the_pages_offer_the_file_and_take_the_number_of_a_consolidated_report(
    sent: RequestView, seat: type[Desk]
) -> None:
    with at("2026-11-18 09:00"):
        desk, address = seat("skhcn.tonghop"), f"/tong-hop/{sent.id}"
        page = desk.open(address)
        assert f'href="{address}/tai/qcvn-125"' in page.html
        assert f'href="{address}/ban/1/qcvn-125"' in desk.open(f"{address}/ban/1").html
        answer = desk.client.get(f"{address}/ban/1/qcvn-125")
        assert answer["Content-Disposition"] == 'attachment; filename="cds-thang.2026-11-1.qcvn-125.json"'
        assert api.cells_of_file(answer.content)
        assert f'href="{address}/so-van-ban"' in page.html
        assert "REP-111" in desk.send(f"{address}/so-van-ban", number="không có số")
        kept = desk.send(f"{address}/so-van-ban", number="0123/BC-SKHCN", issued_on="2026-11-18")
        assert kept.url == address
        paper = api.consolidation_paper(sent.id, rights=now_rights("skhcn.tonghop"))
        assert paper.letterhead.number == "0123/BC-SKHCN"
        # Somebody who only reads the total may not number it, and is offered nothing: the page tells the number.
        assert f'href="{address}/so-van-ban"' not in seat("chutich").open(address).html
        told = seat("chutich").open(f"{address}/so-van-ban").html
        assert "0123/BC-SKHCN</span> · 18/11/2026" in told
        assert 'name="number"' not in told
        assert seat("chutich").send(f"{address}/so-van-ban", number="0124/BC-SKHCN").status == 403
