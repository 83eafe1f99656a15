"""Evidence: what is kept, what is refused, who sees it, and that a submission commits to it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.engines.orgs.contracts import NoRight
from tinhso.engines.reporting import api
from tinhso.engines.reporting.contracts.entry_errors import (
    EvidenceCommitted,
    EvidenceMissing,
    FileNotAccepted,
    FileTooLarge,
    LetterIncomplete,
    UnknownEvidence,
)
from tinhso.engines.reporting.contracts.errors import UnknownAssignment, UnknownRow
from tinhso.engines.reporting.logic.evidence.evidence_store import evidence_store
from tinhso.engines.reporting.models import Evidence, Submission
from tinhso.engines.reporting.testing import World, ask, at, now_rights, send, task_of
from tinhso.engines.reporting.tests.desk import Desk
from tinhso.engines.trust import api as trust
from tinhso.kernel.files import kind_of_content

pytestmark = pytest.mark.usefixtures("seat")
EA_KAR, PDF = "24373", b"%PDF-1.7 bien ban"


def office_file(*parts: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return sink.getvalue()


@pytest.fixture
def task(world: World, settings: LazySettings, tmp_path: Path) -> int:
    settings.TINHSO_HOME = tmp_path / "home"
    with at("2026-11-16 08:00"):
        return task_of(ask(world), EA_KAR)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"MZ\x90\x00",
        office_file("xl/workbook.xml", "xl/vbaProject.bin"),
        office_file("anything.txt"),
        b"PK\x03\x04 broken",
    ],
)
def test_only_pictures_and_papers_without_macros_are_kept_whatever_their_names_say(task: int, content: bytes) -> None:
    assert kind_of_content(content) is None
    with at("2026-11-16 09:00"), pytest.raises(FileNotAccepted):
        api.attach_evidence(task, "2", "anh.jpg", content, rights=now_rights("eakar.nhap"))
    assert not Evidence.objects.exists()


def test_a_file_is_kept_once_by_its_digest_and_handed_to_the_unit_only(task: int) -> None:
    with at("2026-11-16 09:00"):
        drafter = now_rights("eakar.nhap")
        kept = api.attach_evidence(task, "2", "C:\\tep\\biên bản.exe", PDF, rights=drafter)
        assert api.attach_evidence(task, "2", "lần hai.pdf", PDF, rights=drafter).id == kept.id
        assert (kept.name, kept.digest) == ("biên bản.exe.pdf", hashlib.sha256(PDF).hexdigest())
        assert evidence_store().path_of(kept.digest).read_bytes() == PDF
        assert api.evidence_file(kept.id, rights=now_rights("eakar.lanhdao")).media_type == "application/pdf"
        for other in ("bmt.nhap", "skhcn.tonghop"):
            with pytest.raises(UnknownEvidence):
                api.evidence_file(kept.id, rights=now_rights(other))
        with pytest.raises((NoRight, UnknownAssignment)):
            api.attach_evidence(task, "2", "a.pdf", PDF, rights=now_rights("bmt.nhap"))
        with pytest.raises(UnknownRow):
            api.attach_evidence(task, "4", "a.pdf", PDF, rights=drafter)
        with pytest.raises(FileTooLarge):
            api.attach_evidence(task, "2", "a.pdf", PDF + b"0" * api.MOST_EVIDENCE_BYTES, rights=drafter)


def test_the_submission_commits_to_every_file_and_letter_and_they_stay(world: World, task: int) -> None:
    with at("2026-11-16 09:00"):
        drafter = now_rights("eakar.nhap")
        dropped = api.attach_evidence(task, "2", "nhầm.pdf", PDF + b" nham", rights=drafter)
        kept = api.attach_evidence(task, "2", "biên bản.pdf", PDF, rights=drafter)
        api.cite_letter(task, "0123/BC-ABC", date(2026, 11, 13), rights=drafter)
        with pytest.raises(LetterIncomplete):
            api.cite_letter(task, "0124/BC-ABC", None, rights=drafter)
        api.drop_evidence(dropped.id, rights=drafter)
        send(world, task, {"2": "405", "3": "38"}, drafter="eakar.nhap", approver="eakar.lanhdao")
        event_id = Submission.objects.get().event_id
        told = trust.texts_of([event_id], ["evidence"])[event_id]["evidence"]
        assert f"2/value; biên bản.pdf (sha256:{kept.digest})" in told
        assert "0123/BC-ABC, 13/11/2026" in told
        assert dropped.digest not in told
        # Whoever sees the report's figures sees what it was sent with.
        seen = api.evidence_of(task, rights=now_rights("skhcn.tonghop"))
        assert [one.is_committed for one in seen] == [True, True]
        assert api.evidence_file(kept.id, rights=now_rights("skhcn.tonghop")).name == "biên bản.pdf"
        api.withdraw(task, rights=now_rights("eakar.lanhdao"), reason="sửa lại")
        with pytest.raises(EvidenceCommitted):
            api.drop_evidence(kept.id, rights=drafter)
        evidence_store().path_of(kept.digest).write_bytes(b"%PDF-1.7 khac")
        with pytest.raises(EvidenceMissing):
            api.evidence_file(kept.id, rights=drafter)


def test_files_are_added_taken_away_and_downloaded_with_plain_forms(task: int) -> None:
    with at("2026-11-16 09:00"):
        desk = Desk("eakar.nhap")
        fill_page = desk.open(f"/viec/{task}/o/2")
        assert "capture" in fill_page.html
        photo = SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0 anh")
        page = desk.send(f"/viec/{task}/minh-chung", row="2", file=photo)
        assert "anh.jpg" in page
        one = Evidence.objects.get()
        answer = desk.client.get(f"/minh-chung/{one.pk}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.content == b"\xff\xd8\xff\xe0 anh"
        refused = desk.send(f"/viec/{task}/minh-chung", row="2", file=SimpleUploadedFile("a.html", b"<html>"))
        assert (refused.status, "a.html" in refused) == (422, True)
        page = desk.send(f"/minh-chung/{one.pk}/bo", task=task, row="2")
        assert "anh.jpg" not in page
        cited = desk.send(f"/viec/{task}/minh-chung", number="0123/BC-ABC", issued_on="2026-11-13")
        assert "0123/BC-ABC" in cited
