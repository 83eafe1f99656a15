"""The lake as the cube reads it: its words lead back to the entries; one that lacks some is refused."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import ClusterOutOfReach, LakeNotForCube
from tinhso.engines.cube.logic import answering, remembered
from tinhso.engines.cube.logic.cluster.settled_lake import current_lake, forget_lake
from tinhso.engines.cube.logic.engine.choosing import Engine
from tinhso.engines.cube.logic.engine.connection import workspace
from tinhso.engines.cube.logic.lake.catalogue import FIGURES, MANIFEST
from tinhso.engines.cube.tests.lake_world import standing_province, with_a_history, with_a_tail
from tinhso.engines.cube.tests.province import Clerks, Province
from tinhso.engines.cube.tests.spark_cluster import HERE, free_port
from tinhso.engines.cube.tests.test_as_of_for_ever import QUESTIONS, answers
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs.testing import cast, rights_as
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME, settings.TINHSO_CUBE_LAKE = tmp_path / "home", tmp_path / "lake"
    forget_lake()
    return tmp_path / "lake"


@pytest.fixture
def history(lake: Path) -> Iterator[tuple[Province, Clerks]]:
    with standing_province() as province, with_a_history(province) as made:
        yield made


@contextmanager
def read_from_the_lake(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compute in this process, over the lake instead of the snapshot."""
    remembered.forget()
    with monkeypatch.context() as patch:
        patch.setattr(answering, "chosen_engine", lambda: Engine(workspace, current_lake, forget_lake))
        yield
    remembered.forget()


def test_answers_over_the_lake_and_the_tail_are_those_over_the_snapshot(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with standing_province() as province, with_a_tail(province, lake) as (older, tree_size):
        for known in (None, older, tree_size):
            here = answers(known)
            with read_from_the_lake(monkeypatch):
                assert answers(known) == here


def test_a_lake_that_does_not_hold_every_figure_is_refused(history: tuple[Province, Clerks], lake: Path) -> None:
    with pytest.raises(LakeNotForCube, match="there is none"):
        current_lake()
    province, _ = history
    cast(province.territory)
    make_definition("of_the_office", publication="internal")
    trust.seal_all()
    api.export_lake(lake, rights_as("bmt.nhap"))
    with pytest.raises(LakeNotForCube, match="does not hold every figure"):
        current_lake()


def test_a_damaged_or_foreign_lake_is_refused(history: tuple[Province, Clerks], lake: Path) -> None:
    api.export_whole_lake(lake)
    assert current_lake().files
    said = json.loads((lake / MANIFEST).read_text())
    [first, *_] = [one for one in said["files"] if one["table"] == FIGURES]
    content = (lake / first["path"]).read_bytes()
    (lake / first["path"]).write_bytes(content[:-1])
    forget_lake()
    with pytest.raises(LakeNotForCube, match="missing or damaged"):
        current_lake()
    (lake / first["path"]).write_bytes(content)
    (lake / MANIFEST).write_text(json.dumps(said | {"root_hash": "00" * 32}))
    with pytest.raises(LakeNotForCube, match="another log"):
        current_lake()


def test_a_cluster_that_does_not_answer_is_named_with_what_to_do(
    history: tuple[Province, Clerks], settings: Any
) -> None:
    settings.TINHSO_CUBE_URL = f"spark://{HERE}:{free_port()}"
    remembered.forget()
    with pytest.raises(ClusterOutOfReach) as refused:
        api.query(QUESTIONS["quarters"])
    assert settings.TINHSO_CUBE_URL in refused.value.message("vi")
    assert "TINHSO_CUBE_URL" in refused.value.message("en")


def test_a_missing_library_is_named_with_how_to_install_it(
    history: tuple[Province, Clerks], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "ibis.backends.pyspark", None)
    remembered.forget()
    with socket.create_server((HERE, 0)) as master:
        settings.TINHSO_CUBE_URL = f"spark://{HERE}:{master.getsockname()[1]}"
        with pytest.raises(ClusterOutOfReach, match=r"pip install 'tinhso\[spark\]'"):
            api.query(QUESTIONS["quarters"])
