"""A lake in a store that speaks S3: what a folder promises, a bucket promises too. The store runs on the loopback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PosixPath
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tinhso.engines.cube import api
from tinhso.engines.cube.contracts import LakeOfAnother, LakeOutOfReach, LakeStore, LakeUnreadable
from tinhso.engines.cube.logic.lake import exporting
from tinhso.engines.cube.logic.lake.catalogue import MANIFEST, PROGRESS, LakeManifest
from tinhso.engines.cube.logic.lake.places import LakePlace
from tinhso.engines.cube.tests.lake_world import (
    read_with_duckdb,
    standing_province,
    totals_of_the_lake,
    totals_of_the_product,
    with_a_history,
)
from tinhso.engines.cube.tests.province import MONTHS, Clerks, Province
from tinhso.engines.indicators import api as indicators
from tinhso.engines.indicators.contracts import BatchSpec, FigureKey, FigureState, FigureWrite
from tinhso.engines.indicators.testing import make_definition
from tinhso.engines.orgs.testing import cast, everything_rights, rights_as
from tinhso.engines.trust import api as trust

pytestmark = pytest.mark.django_db
LAKE = "s3://so-lieu/tinh/kho"
SECRET = "chi-co-trong-tep"


@dataclass(frozen=True)
class Bucket:
    """The other side of the store: what really lies there."""

    client: Any
    endpoint: str

    def objects(self) -> dict[str, str]:
        """The ETag of every object of the lake, by its path there; markers of folders are none."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="so-lieu", Prefix="tinh/kho/")
        found = {one["Key"]: one for page in pages for one in page.get("Contents", ())}
        return {key.removeprefix("tinh/kho/"): one["ETag"] for key, one in found.items() if not key.endswith("/")}

    def content(self, path: str) -> bytes:
        return bytes(self.client.get_object(Bucket="so-lieu", Key=f"tinh/kho/{path}")["Body"].read())

    def put(self, path: str, content: bytes) -> None:
        self.client.put_object(Bucket="so-lieu", Key=f"tinh/kho/{path}", Body=content)

    def copied(self, folder: Path) -> Path:
        """Copy everything into a folder, as somebody who reads the lake would."""
        for path in self.objects():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.content(path))
        return folder


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any) -> Iterator[Bucket]:
    client = boto3.client(
        "s3", endpoint_url=server, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    client.create_bucket(Bucket="so-lieu")
    settings.TINHSO_LAKE_STORE = LakeStore(server, "us-east-1", "tinhso", SECRET)
    yield Bucket(client, server)
    for one in client.list_objects_v2(Bucket="so-lieu").get("Contents", ()):
        client.delete_object(Bucket="so-lieu", Key=one["Key"])
    client.delete_bucket(Bucket="so-lieu")
    client.close()


@pytest.fixture
def history(settings: Any, tmp_path: Path) -> Iterator[tuple[Province, Clerks]]:
    settings.TINHSO_HOME = tmp_path / "home"
    with standing_province() as made, with_a_history(made) as told:
        yield told


def test_a_bucket_holds_file_by_file_what_a_folder_holds(
    history: tuple[Province, Clerks], bucket: Bucket, tmp_path: Path
) -> None:
    status = api.export_lake(LAKE, everything_rights())
    assert api.export_lake(tmp_path / "folder", everything_rights()) == status
    beside = {file.relative_to(tmp_path / "folder"): file for file in (tmp_path / "folder").rglob("*.*")}
    assert bucket.objects().keys() == {path.as_posix() for path in beside}
    for path, file in beside.items():
        assert bucket.content(path.as_posix()) == file.read_bytes(), path
    assert api.check_lake(LAKE) == (replace(status, added_files=0), [])
    copy = bucket.copied(tmp_path / "copy")
    assert totals_of_the_lake(read_with_duckdb(copy, "totals.sql")) == totals_of_the_product(status.tree_size)


def test_a_second_export_sends_only_what_is_new(history: tuple[Province, Clerks], bucket: Bucket) -> None:
    province, _ = history
    first = api.export_lake(LAKE, everything_rights())
    before = bucket.objects()
    again = api.export_lake(LAKE, everything_rights())
    assert (again.added_files, again.figures) == (0, first.figures)
    assert bucket.objects() == before
    _correct_a_figure(province)
    grown = api.export_lake(LAKE, everything_rights())
    assert grown.added_files == 1
    after = bucket.objects()
    figures = {path: tag for path, tag in before.items() if path.startswith("figures/")}
    assert figures.items() <= after.items()
    assert api.check_lake(LAKE)[1] == []


def _correct_a_figure(province: Province) -> None:
    key = FigureKey(
        province.definitions["people_served"][0].indicator_id,
        province.territory.communes["24133"].id,
        province.periods[MONTHS[-1].code],
    )
    change = [FigureWrite(key, FigureState(77_777))]
    indicators.write_batches([BatchSpec("reporting.submitted", "reporting.assignment:1", "system:test", change)])
    trust.seal_all()


def test_an_export_that_was_broken_off_goes_on_where_it_was(
    history: tuple[Province, Clerks], bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LEAVES_A_STRETCH", 5)
    reached = list[int]()

    class Killed(Exception):
        pass

    def kill(done: int, _: int) -> None:
        reached.append(done)
        if any(path.startswith("figures/") for path in bucket.objects()):
            raise Killed

    with pytest.raises(Killed):
        api.export_lake(LAKE, everything_rights(), kill)
    assert PROGRESS in bucket.objects()
    assert MANIFEST not in bucket.objects()
    # What a killed process had sent of the next stretch, and what nobody names any more.
    left = f"figures/year=2026/leaves-{reached[-1]:012}-{reached[-1] + 5:012}.parquet"
    bucket.put(left, b"half")
    bucket.put("units/0123456789abcdef.parquet", b"of an older checkpoint")
    told = list[int]()
    status = api.export_lake(LAKE, everything_rights(), lambda done, _: told.append(done))
    assert told[0] == reached[-1] + 5
    assert PROGRESS not in bucket.objects()
    assert "units/0123456789abcdef.parquet" not in bucket.objects()
    assert api.check_lake(LAKE) == (replace(status, added_files=0), [])
    copy = bucket.copied(tmp_path / "copy")
    assert totals_of_the_lake(read_with_duckdb(copy, "totals.sql")) == totals_of_the_product(status.tree_size)


def test_a_damaged_object_is_named_and_sent_again(history: tuple[Province, Clerks], bucket: Bucket) -> None:
    api.export_lake(LAKE, everything_rights())
    whole = bucket.objects()
    damaged = [next(path for path in whole if path.startswith(f"{table}/")) for table in ("figures", "units")]
    for path in damaged:
        # As many bytes as before: only what is in it differs.
        bucket.put(path, bytes(len(bucket.content(path))))
    _, faults = api.check_lake(LAKE)
    assert sorted(faults) == sorted(f"{path}: SHA-256 differs" for path in damaged)
    api.export_lake(LAKE, everything_rights())
    assert api.check_lake(LAKE)[1] == []
    assert {path: bucket.objects()[path] for path in damaged} == {path: whole[path] for path in damaged}


def test_a_text_that_is_half_written_or_of_another_export_is_named_and_mended(
    history: tuple[Province, Clerks], bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    province, _ = history
    api.export_lake(LAKE, everything_rights())
    texts = ("datapackage.json", "restated.sql", "totals.sql", "views.sql")
    whole = {path: bucket.content(path) for path in texts}
    for path in texts:
        bucket.put(path, whole[path][:-7])
        [fault] = api.check_lake(LAKE)[1]
        assert fault == f"{path}: {len(whole[path]) - 7} bytes, {len(whole[path])} bytes expected"
        api.export_lake(LAKE, everything_rights())
        assert (api.check_lake(LAKE)[1], bucket.content(path)) == ([], whole[path])
    _correct_a_figure(province)

    class Killed(Exception):
        pass

    def write_no_manifest(place: LakePlace, manifest: LakeManifest, name: str = MANIFEST) -> None:
        if name == MANIFEST:
            raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(exporting, "write_manifest", write_no_manifest)
        with pytest.raises(Killed):
            api.export_lake(LAKE, everything_rights())
    named = {fault.split(":")[0] for fault in api.check_lake(LAKE)[1]}
    assert named == {"datapackage.json", "views.sql"}
    api.export_lake(LAKE, everything_rights())
    assert api.check_lake(LAKE)[1] == []


def test_a_file_of_many_parts_arrives_whole(bucket: Bucket, tmp_path: Path) -> None:
    from tinhso.engines.cube.logic.lake.places import opened

    content = b"".join(hashlib.sha256(bytes([place % 251])).digest() for place in range(12 * 2**15))
    with opened(LAKE) as lake:
        draft = lake.draft("figures/large.parquet")
        draft.write_bytes(content)
        lake.keep(draft, "figures/large.parquet")
        assert not draft.exists()
        assert lake.size("figures/large.parquet") == len(content)
        assert lake.sha256("figures/large.parquet") == hashlib.sha256(content).hexdigest()
    assert bucket.content("figures/large.parquet") == content
    assert not draft.parent.exists(), "nothing of a lake stays on this machine"


class Failing(PosixPath):
    """A draft that cannot be read to its end."""

    def open(self, *arguments: Any, **named: Any) -> Any:
        content = super().open(*arguments, **named)

        class Reading:
            __enter__, __exit__ = (lambda self: self), (lambda self, *_: content.close())

            def read(self, most: int) -> bytes:
                if content.tell() >= 8 * 2**20:
                    raise OSError(5, "đĩa hỏng")
                return bytes(content.read(most))

        return Reading()


def test_an_upload_that_breaks_off_leaves_nothing_under_the_name_of_a_file(
    history: tuple[Province, Clerks], bucket: Bucket
) -> None:
    from tinhso.engines.cube.logic.lake.places import opened

    path = "figures/large.parquet"
    with opened(LAKE) as lake:
        lake.write(path, b"the one before")
        lake.draft(path).write_bytes(bytes(12 * 2**20))
        with pytest.raises((OSError, LakeOutOfReach)):
            lake.keep(Failing(lake.draft(path)), path)
        assert lake.read(path) == b"the one before"
    # The half that had been sent lies there, under a name that nobody reads, until the next export goes through.
    left = [one for one in bucket.objects() if one.startswith("arriving/")]
    assert len(left) == 1
    assert 0 < len(bucket.content(left[0])) < 12 * 2**20
    api.export_lake(LAKE, everything_rights())
    assert not [one for one in bucket.objects() if one.startswith("arriving/")]
    assert api.check_lake(LAKE)[1] == []


def test_a_file_of_which_less_arrived_than_was_sent_gets_no_name(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinhso.engines.cube.logic.lake.places import StorePlace, opened

    with opened(LAKE) as lake:
        lake.write("views.sql", b"the one before")
        monkeypatch.setattr(StorePlace, "size", lambda self, path: 3)
        with pytest.raises(LakeOutOfReach, match="3 of 11 bytes arrived"):
            lake.write("views.sql", b"the new one")
        assert lake.read("views.sql") == b"the one before"


def test_what_lies_there_for_somebody_else_is_refused_and_left_alone(
    history: tuple[Province, Clerks], bucket: Bucket
) -> None:
    province, _ = history
    cast(province.territory)
    stock = {"nature": "stock", "time_rule": "last", "valid_from": date(2025, 1, 1), "publication": "internal"}
    make_definition("people", version=2, **stock)
    trust.seal_all()
    api.export_lake(LAKE, everything_rights())
    before = bucket.objects()
    with pytest.raises(LakeOfAnother):
        api.export_lake(LAKE, rights_as("bmt.nhap"))
    assert bucket.objects() == before
    bucket.put(MANIFEST, b"{")
    with pytest.raises(LakeUnreadable):
        api.export_lake(LAKE, everything_rights())
    with pytest.raises(LakeUnreadable):
        api.check_lake("s3://so-lieu/cho-khac")


@pytest.mark.parametrize("place", ["s3://", "s3://So-Lieu/a", "s3://so-lieu/../a", "s3://so-lieu//a", "s3://a@b/c"])
def test_a_place_that_no_store_has_is_refused_before_anything_is_sent(bucket: Bucket, place: str) -> None:
    with pytest.raises(LakeOutOfReach):
        api.check_lake(place)


def test_a_store_that_refuses_or_does_not_answer_damages_nothing(
    history: tuple[Province, Clerks], bucket: Bucket, settings: Any
) -> None:
    with pytest.raises(LakeOutOfReach) as refused:
        api.export_lake("s3://khong-co/kho", everything_rights())
    assert SECRET not in str(refused.value)
    api.export_lake(LAKE, everything_rights())
    before = bucket.objects()
    # Nobody listens on the port of discarding.
    settings.TINHSO_LAKE_STORE = replace(settings.TINHSO_LAKE_STORE, endpoint="http://127.0.0.1:9")
    with pytest.raises(LakeOutOfReach):
        api.check_lake(LAKE)
    with pytest.raises(LakeOutOfReach):
        api.export_lake(LAKE, everything_rights())
    settings.TINHSO_LAKE_STORE = None
    with pytest.raises(LakeOutOfReach):
        api.export_lake(LAKE, everything_rights())
    settings.TINHSO_LAKE_STORE = LakeStore(bucket.endpoint, "us-east-1", "tinhso", SECRET)
    assert bucket.objects() == before
    assert SECRET not in repr(settings.TINHSO_LAKE_STORE)
