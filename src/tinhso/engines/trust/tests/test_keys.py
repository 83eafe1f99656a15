"""The sealer's key files: made once, private, and never silently replaced."""

import stat
from pathlib import Path
from typing import Any

import pytest

from tinhso.engines.trust import api
from tinhso.engines.trust.contracts import KeyMissing, KeyOfAnotherLog, KeyOpenToOthers, UnreadableKey
from tinhso.engines.trust.logic.keys import load_sealer_key
from tinhso.engines.trust.logic.notes import VerifierKey
from tinhso.engines.trust.testing import record_some

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.TINHSO_HOME = tmp_path
    return tmp_path / "keys"


def test_the_first_use_makes_a_private_file_and_a_public_one_beside_it(folder: Path) -> None:
    key = load_sealer_key()
    assert stat.S_IMODE((folder / "sealer.key").stat().st_mode) == 0o600
    assert (folder / "sealer.key").read_text().startswith("PRIVATE+KEY+tinhso.local/log+")
    published = VerifierKey.parse((folder / "sealer.pub").read_text())
    assert published.key == key.public_key().public_bytes_raw()
    assert api.verifier_key() == published
    assert sorted(file.name for file in folder.iterdir()) == ["sealer.key", "sealer.pub"]


def test_the_second_use_reads_the_same_key() -> None:
    assert load_sealer_key().private_bytes_raw() == load_sealer_key().private_bytes_raw()


def test_the_public_key_survives_the_loss_of_its_file(folder: Path) -> None:
    load_sealer_key()
    before = api.verifier_key()
    (folder / "sealer.pub").unlink()
    assert api.verifier_key() == before


def test_a_lost_key_of_a_sealed_log_is_not_replaced(folder: Path) -> None:
    record_some(1)
    api.seal_all()
    (folder / "sealer.key").unlink()
    record_some(1)
    with pytest.raises(KeyMissing, match=r"TRU-003.*sealer\.key"):
        api.seal_all()


def test_a_key_that_others_may_read_is_refused(folder: Path) -> None:
    load_sealer_key()
    (folder / "sealer.key").chmod(0o640)
    with pytest.raises(KeyOpenToOthers, match="640"):
        load_sealer_key()


def test_a_log_cannot_be_renamed(settings: Any) -> None:
    load_sealer_key()
    settings.TINHSO_LOG_ORIGIN = "other.example/log"
    with pytest.raises(KeyOfAnotherLog, match=r"tinhso\.local/log"):
        load_sealer_key()


def test_a_damaged_key_is_named_by_its_file_and_not_by_its_secret(folder: Path) -> None:
    load_sealer_key()
    secret = (folder / "sealer.key").read_text()
    (folder / "sealer.key").write_text(secret.strip()[:-4])
    with pytest.raises(UnreadableKey) as refused:
        load_sealer_key()
    assert "sealer.key" in str(refused.value)
    assert secret.strip()[-20:-4] not in str(refused.value)
