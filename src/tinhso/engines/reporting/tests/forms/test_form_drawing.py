"""Drawing a form on screen, without JavaScript: begin, lay out, find indicators, try, publish, use, version again."""

from __future__ import annotations

import pytest

from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.testing import make_definition, make_dimension
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts import ColumnKind
from tinhso.engines.reporting.contracts.errors import FormCodeTaken, StaleDraft, UnknownDraft
from tinhso.engines.reporting.logic.verifying import check_definitions
from tinhso.engines.reporting.models import Cell, FormDraft, FormVersion
from tinhso.engines.reporting.testing import World, at, now_rights
from tinhso.engines.reporting.tests.desk import Desk, Page

NAME = "Biểu 05/TH. Hồ sơ và tập huấn"
CODE = "bieu-05-th-ho-so-va-tap-huan"
PASTED = "I\tHồ sơ\n1\tSố hồ sơ TTHC tiếp nhận\n2\tHộ được tập huấn\n-\tLớp tập huấn đã mở\n"


def fields_of(page: Page) -> dict[str, str]:
    """What a browser posts of the page: unchecked boxes and chosen options as they stand."""
    found = {}
    for name, one in page.fields.items():
        if one.attributes.get("type") in ("checkbox", "radio") and "checked" not in one.attributes:
            continue
        found[name] = one.value
    return found


def press(desk: Desk, page: Page, act: str, **changed: str) -> Page:
    """Press a button of the page with everything it holds."""
    return desk.send(page.url, **(fields_of(page) | changed), act=act)


@pytest.fixture
def drawn(world: World, seat: type[Desk]) -> tuple[Desk, Page]:
    """The department has begun a form and pasted four lines."""
    with at("2026-11-02 08:00"):
        make_definition("people_trained", name_vi="Người được tập huấn", measure_unit="person")
        make_definition("trained_homes", name_vi="Hộ được tập huấn kỹ năng", measure_unit="household")
        desk = seat("skhcn.tonghop")
        page = desk.send("/bieu-mau/moi", name_vi=NAME)
        return desk, press(desk, page, "row:paste", paste=PASTED)


def test_a_form_drawn_on_screen_is_published_used_and_filled(drawn: tuple[Desk, Page], world: World) -> None:
    desk, _page = drawn
    with at("2026-11-02 09:00"):
        draft = FormDraft.objects.get(code=CODE)
        assert [row["no"] for row in draft.definition["rows"]] == ["I", "1", "2", "d4"]
        assert draft.definition["rows"][3]["label"] == "-"
        before = {one.code for one in indicators.definitions()}
        review = desk.open(f"/bieu-mau/nhap/{draft.pk}/chi-tieu")
        assert {one.code for one in indicators.definitions()} == before, "nothing is made without a click"
        settled = desk.send(
            review.url, revision=review.value("revision"), q1="dossiers_received", q2="households_trained", q3="new",
            **{"n3-name_vi": "Lớp tập huấn đã mở", "n3-unit": "course", "n3-nature": "flow"},
        )  # fmt: skip
        assert settled.status == 200
        new = indicators.definition("lop_tap_huan_da_mo")
        assert (new.measure_unit, new.kind, new.time_rule, new.owner) == ("course", "count", "sum", "H15.15")
        published = desk.send(f"/bieu-mau/nhap/{draft.pk}/cong-bo", act="publish", valid_from="2026-11-01")
        assert published.url == f"/bieu-mau/{CODE}"
        assert "Giao báo cáo với biểu này" in published
        form = api.form(CODE)
        assert form.indicators == ("dossiers_received", "households_trained", "lop_tap_huan_da_mo")
        assert not FormDraft.objects.exists()
        assert list(check_definitions()) == []


def test_every_button_keeps_what_was_typed(drawn: tuple[Desk, Page]) -> None:
    desk, page = drawn
    with at("2026-11-02 09:00"):
        moved = press(desk, page, "row:up:2", **{"r2-name_vi": "Hộ đã tập huấn", "h-number": "Biểu số 05/TH"})
        assert [moved.value(f"r{at}-name_vi") for at in range(4)] == [
            "Hồ sơ", "Hộ đã tập huấn", "Số hồ sơ TTHC tiếp nhận", "Lớp tập huấn đã mở",
        ]  # fmt: skip
        assert moved.value("h-number") == "Biểu số 05/TH"
        set_in = press(desk, moved, "row:in:1")
        gone = press(desk, set_in, "row:remove:0")
        draft = FormDraft.objects.get(code=CODE)
        assert next((row["name_vi"], row["indent"]) for row in draft.definition["rows"]) == ("Hộ đã tập huấn", 1)
        added = press(desk, gone, "col:add", **{"add-kind": "plan"})
        formula = press(desk, press(desk, added, "col:number"), "col:add", **{"add-kind": "formula"})
        kinds = [column["kind"] for column in FormDraft.objects.get(code=CODE).definition["columns"]]
        assert kinds[-3:] == ["plan", "formula", "note"]
        at_formula = kinds.index("formula")
        wrong = press(desk, formula, "save", **{f"k{at_formula}-formula": "1/"})
        assert wrong.status == 422
        assert 'aria-invalid="true"' in wrong.html
        right = press(desk, wrong, "col:number", **{f"k{at_formula}-formula": "1/4", f"k{at_formula}-as_percent": "on"})
        columns = FormDraft.objects.get(code=CODE).definition["columns"]
        assert columns[at_formula]["number"] == "5=1/4"
        assert columns[at_formula]["as_percent"]
        assert right.value(f"k{at_formula}-formula") == "1 / 4"


def test_splitting_a_column_by_sex_asks_for_both_and_adds_them_up(drawn: tuple[Desk, Page]) -> None:
    desk, page = drawn
    with at("2026-11-02 09:00"):
        make_dimension("sex", "F", "M")
        split = press(desk, desk.open(page.url), "col:split", **{"split-by": "sex"})
        columns = FormDraft.objects.get(code=CODE).definition["columns"]
        assert [(one["code"], one["entered"]) for one in columns[:3]] == [
            ("value", False), ("value_sex_F", True), ("value_sex_M", True),
        ]  # fmt: skip
        again = press(desk, split, "save")
        assert again.status == 200
        assert FormDraft.objects.get(code=CODE).definition["columns"] == columns


def test_a_trial_asks_what_the_real_form_would_ask_and_writes_nothing(drawn: tuple[Desk, Page], world: World) -> None:
    desk, _page = drawn
    with at("2026-11-16 09:00"):
        draft = FormDraft.objects.get(code=CODE)
        definition = draft.definition | {"rows": [
            {**row, "indicator": code} for row, code in zip(
                [{k: v for k, v in row.items() if k != "waiting"} for row in draft.definition["rows"]],
                ("", "dossiers_received", "households_trained", "dossiers_online"), strict=True,
            )
        ]}  # fmt: skip
        saved = api.save_draft(draft.pk, definition, draft.revision, rights=now_rights("skhcn.tonghop"))
        fields = {"rule": "households_trained <= dossiers_received", "message_vi": "Nhiều hơn hồ sơ."}
        ruled, problems = api.edit_draft(saved.id, {}, "rule:add", saved.revision, rights=now_rights("skhcn.tonghop"))
        posted = {f"u0-{name}": text for name, text in fields.items()} | {"u0-row": "2", "u0-severity": "error"}
        ruled, problems = api.edit_draft(saved.id, posted, "save", ruled.revision, rights=now_rights("skhcn.tonghop"))
        assert problems == ()
        trial = desk.open(f"/bieu-mau/nhap/{draft.pk}/thu?don-vi=24373")
        assert "1.260" in trial.html, "what the system knows stands there as on the real form"
        tried = desk.send(f"/bieu-mau/nhap/{draft.pk}/thu?don-vi=24373", act="save", c3="2.000")
        assert "Nhiều hơn hồ sơ." in tried.html
        assert tried.value("c3") == "2.000"
        refused = desk.send(f"/bieu-mau/nhap/{draft.pk}/thu?don-vi=24373", act="save", c3="-5")
        assert "số âm" in refused.html
        assert not Cell.objects.exists()


def test_a_published_version_never_changes_and_the_next_one_is_compared(
    drawn: tuple[Desk, Page], seat: type[Desk]
) -> None:
    desk, _ = drawn
    with at("2026-11-02 09:00"):
        assert "Sửa thành phiên bản mới" in desk.open("/bieu-mau/bieu-01-cds-t").text
        others = seat("vp.giaobaocao").open("/bieu-mau/bieu-01-cds-t")
        assert others.status == 200
        assert "Sửa thành phiên bản mới" not in others.text
        begun = desk.send("/bieu-mau/bieu-01-cds-t")
        draft = FormDraft.objects.get(code="bieu-01-cds-t")
        assert draft.based_on is not None
        old = FormVersion.objects.get(pk=draft.based_on_id).definition
        gone = press(desk, begun, "row:remove:2", **{"r1-name_vi": "Hồ sơ đã nhận"})
        assert gone.status == 200
        desk.send(f"/bieu-mau/nhap/{draft.pk}/cong-bo", act="publish", valid_from="2026-12-15")
        assert FormVersion.objects.get(pk=draft.based_on_id).definition == old
        assert api.form("bieu-01-cds-t").version == 1, "the new one is not in force yet"
        changes = api.compare_form_versions("bieu-01-cds-t", 1, 2)
        assert {(one.part, one.name) for one in changes} >= {("rows", "2"), ("rows", "1"), ("head", "owner")}
        shown = desk.open("/bieu-mau/bieu-01-cds-t/so-sanh?tu=1&den=2")
        assert "đã bỏ" in shown
        early = desk.send("/bieu-mau/bieu-01-cds-t")
        number = early.url.rpartition("/")[2]
        refused = desk.send(f"/bieu-mau/nhap/{number}/cong-bo", act="publish", valid_from="2026-12-01")
        assert refused.status == 422
        assert "REP-124" in refused


def test_drafts_are_their_agency_s_and_two_people_never_overwrite_each_other(
    drawn: tuple[Desk, Page], seat: type[Desk]
) -> None:
    desk, page = drawn
    with at("2026-11-02 09:00"):
        draft = FormDraft.objects.get(code=CODE)
        office = seat("vp.giaobaocao")
        assert office.open(f"/bieu-mau/nhap/{draft.pk}").status == 404
        assert seat("eakar.nhap").open("/bieu-mau").status == 403
        with pytest.raises(UnknownDraft):
            api.draft(draft.pk, rights=now_rights("vp.giaobaocao"))
        stale = press(desk, page, "row:add")
        late = press(desk, page, "row:remove:0")
        assert late.status == 409
        assert len(FormDraft.objects.get(pk=draft.pk).definition["rows"]) == 5
        assert stale.status == 200
        with pytest.raises(StaleDraft):
            api.save_draft(draft.pk, {}, 1, rights=now_rights("skhcn.tonghop"))
        owners = api.drawing_units(now_rights("vp.giaobaocao"))
        with pytest.raises(FormCodeTaken):
            api.create_draft("A", rights=now_rights("vp.giaobaocao"), owner=owners[0], code="bieu-01-cds-t")


def test_search_finds_names_without_tones_and_by_abbreviation(drawn: tuple[Desk, Page]) -> None:
    with at("2026-11-02 09:00"):
        make_definition("procedures", name_vi="Thủ tục hành chính được số hóa")
        assert [one.code for one in api.search_indicators("tthc so hoa")] == ["procedures"]
        assert api.search_indicators("TẬP HUẤN")[0].code in ("people_trained", "trained_homes")


@pytest.mark.one_database
def test_every_kind_of_column_has_words() -> None:
    from tinhso.engines.reporting.web.forms.form_drawing import kind_words

    assert set(kind_words()) == {str(kind) for kind in ColumnKind}
