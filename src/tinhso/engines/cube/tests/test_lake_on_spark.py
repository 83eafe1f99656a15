"""The lake on a cluster: Spark on several machines says what the product says, from the files alone.

A master and two workers are started on the loopback address, each a process of its own as on machines of their own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.cube import api
from tinhso.engines.cube.logic.lake.catalogue import MANIFEST
from tinhso.engines.cube.tests.lake_world import (
    restated_by_the_lake,
    restated_by_the_product,
    standing_province,
    totals_of_the_lake,
    totals_of_the_product,
    with_a_history,
)
from tinhso.engines.cube.tests.spark_cluster import WORKERS
from tinhso.engines.orgs.testing import everything_rights

pytestmark = [
    pytest.mark.spark,
    pytest.mark.django_db,
    # The bridge to Java leaves its socket to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


def test_a_cluster_says_the_same_as_the_product(cluster: str, settings: Any, tmp_path: Path) -> None:
    settings.TINHSO_HOME = tmp_path / "home"
    lake = tmp_path / "lake"
    with standing_province() as province, with_a_history(province):
        tree_size = api.export_lake(lake, everything_rights()).tree_size
        totals, restated = totals_of_the_product(tree_size), restated_by_the_product(tree_size)
    answers, executors = _ask_spark(cluster, lake)
    assert executors == WORKERS
    assert len(totals) > 100
    assert totals_of_the_lake(answers["totals.sql"]) == totals
    assert any(estimated for _, estimated in restated.values())
    assert restated_by_the_lake(answers["restated.sql"]) == restated


def _ask_spark(master: str, lake: Path) -> tuple[dict[str, list[tuple[Any, ...]]], int]:
    """Run both recipes of a lake on the cluster; also how many machines worked on them."""
    from pyspark.sql import SparkSession

    files: dict[str, list[str]] = {}
    for one in json.loads((lake / MANIFEST).read_bytes())["files"]:
        files.setdefault(one["table"], []).append(str(lake / one["path"]))
    spark = SparkSession.builder.master(master).getOrCreate()
    try:
        for table, paths in files.items():
            spark.read.parquet(*paths).createOrReplaceTempView(table)
        answers = {
            recipe: [tuple(row) for row in spark.sql((lake / recipe).read_text("utf-8")).collect()]
            for recipe in ("totals.sql", "restated.sql")
        }
        # The driver counts as one who keeps blocks.
        return answers, spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
    finally:
        spark.stop()
