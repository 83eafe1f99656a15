"""What the trust engine promises to others: frozen values, protocols and errors; no Django here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from tinhso.kernel.errors import TinhSoError

ACTOR, REASON, EVIDENCE = "actor", "reason", "evidence"
ERASED_KIND = "trust.erased"
ROWS_KIND = "trust.rows_committed"
RETRIED_KIND = "trust.deliveries_retried"
KEY_KIND = "trust.key_introduced"
COSIGNED_KIND = "trust.cosigned"


def note_field(line_no: int) -> str:
    """Return the name under which the note of one figure of an event is committed to and kept."""
    return f"note:{line_no}"


def event_subject(event_id: int) -> str:
    """Return the subject of an event about another event, such as an erasure."""
    return f"trust.event:{event_id}"


@dataclass(frozen=True, slots=True)
class FigureRoot:
    """The root of the tree over an event's figure leaves, and how many leaves there are (at least one)."""

    root: bytes
    count: int


@dataclass(frozen=True, slots=True)
class FigurePath:
    """The way from one figure leaf to its event's figure root: its line number, the count, sibling hashes."""

    index: int
    count: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class EventSpec:
    """One act to be logged.

    Attributes:
        kind: what was done, `<engine>.<past participle>`, e.g. `reporting.submitted`.
        subject: what it was done to, `<engine>.<thing>:<id>`.
        actor: opaque text: `user:<username>`, `token:<name>` or `system:<name>`; kept beside the log, committed to.
        at: aware moment of the act; None means now. Kept to the second.
        public: JSON without floats that stands readable in the log for ever; nothing about a person belongs in it.
        reason, evidence: texts the event commits to; empty means none.
        figures: the root over the event's figures when it has any.
        salt: the salt of the commitments when the caller had to commit before recording (notes of figures).
        notes: note of a figure by its line number; their commitments stand in the figures' leaves.
        rows: what the event commits to of the rows written under it, from `commit_rows`.
        event_id: the id from `reserve_event`, when rows had to carry it before they could be committed to.
    """

    kind: str
    subject: str
    actor: str
    at: datetime | None = None
    public: Mapping[str, Any] | None = None
    reason: str = ""
    evidence: str = ""
    figures: FigureRoot | None = None
    salt: bytes | None = None
    notes: Mapping[int, str] = field(default_factory=dict)
    rows: Mapping[str, Any] | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    """One event as readers see it; `leaf_index` and `first_sequence` are None until it is sealed."""

    id: int
    kind: str
    subject: str
    at: datetime
    payload: str
    public: Mapping[str, Any]
    figures: FigureRoot | None
    leaf_index: int | None
    first_sequence: int | None


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A sealed state of the log: how many events, their root, the last sequence number, when, and the signed note."""

    tree_size: int
    root_hash: bytes
    last_sequence: int
    sealed_at: datetime
    note: str


class KeyCustody(Enum):
    """How the sealer's private key lies, as seen by the user who asks."""

    OWN = "readable by its owner alone, who is the user that asks"
    APART = "kept by another user, out of reach"
    WITHIN_REACH = "declared to be kept apart, yet the user who asks can read it"
    OPEN = "others on the machine can read it"
    MISSING = "not there"


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of the log: which checkpoints it signs, and the signed note that introduced it (empty: the first).

    Attributes:
        key: text of the verifier key.
        above: it signs checkpoints of more leaves than this, up to where the next one begins.
        note: as `logic/introductions.py` says; empty for the first key.
        lost: the key before was lost, so that nobody but this one vouches for it.
        reason: why the key was changed, empty where none was given.
    """

    key: str
    above: int
    note: str = ""
    lost: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CosignatureView:
    """A witness's signature under a checkpoint: the witness's key, the checkpoint's size, when, the signature line."""

    witness: str
    tree_size: int
    at: datetime
    line: str

    @property
    def name(self) -> str:
        """The witness's name."""
        return self.witness.partition("+")[0]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something `verify_log` found wrong: the row that is bad, and what is wrong with it."""

    table: str
    row: str
    what_vi: str
    what_en: str

    def text(self, language: str = "vi") -> str:
        """Return one line for people."""
        what = self.what_en if language == "en" else self.what_vi
        return f"{self.table} {self.row}: {what}"

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True)
class Remark(Fault):
    """Something `verify_log` wants said that is in order, such as a text erased by a decision."""


Finding = Fault | Remark
ProjectionCheck = Callable[[], Iterable[Finding]]
Handler = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the outbox stands: what waits, since when, how many tried in vain, and the last error in words."""

    waiting: int
    oldest: datetime | None
    failing: int
    last_error: str


@dataclass(frozen=True, slots=True)
class LoggedKind:
    """A kind of event that the log holds: how many, and when the first and the last of them was."""

    kind: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class SealingState:
    """What waits to be sealed, and since when the oldest does."""

    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class FailingDelivery:
    """One piece of news that its handler refused at least once: what it is, how often, why, when it is tried again."""

    id: int
    topic: str
    handler: str
    created_at: datetime
    attempts: int
    last_error: str
    not_before: datetime


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """One piece of news that its handler has not taken yet: how often it tried, why not, when it tries again."""

    message: Mapping[str, Any]
    attempts: int
    last_error: str
    not_before: datetime


class RecordOutsideTransaction(TinhSoError):
    """An act and its event must become known together or not at all."""

    code = "TRU-001"
    status = 500
    title_vi, title_en = "Ghi nhật ký ngoài giao dịch", "Event recorded outside a transaction"
    message_vi = "“{kind}” được ghi ngoài giao dịch; hãy gọi bên trong transaction.atomic()."
    message_en = "“{kind}” was recorded outside a transaction; call it inside transaction.atomic()."


class MalformedEvent(TinhSoError):
    """An event that could not be read back or proven must not be written."""

    code = "TRU-002"
    status = 500
    title_vi, title_en = "Sự kiện sai dạng", "Malformed event"
    message_vi = "Sự kiện “{kind}” không ghi được: {problem}."
    message_en = "Event “{kind}” cannot be recorded: {problem}."


class KeyMissing(TinhSoError):
    code = "TRU-003"
    status = 500
    title_vi, title_en = "Mất khóa niêm phong", "Sealing key missing"
    message_vi = "Nhật ký đã được niêm phong nhưng không còn tệp khóa {file}; hãy khôi phục tệp này từ bản sao lưu."
    message_en = "The log has been sealed before, but its key file {file} is gone; restore it from a backup."


class KeyOpenToOthers(TinhSoError):
    code = "TRU-004"
    status = 500
    title_vi, title_en = "Khóa niêm phong để hở", "Sealing key open to others"
    message_vi = "Tệp khóa {file} có quyền {mode}, người khác trên máy đọc được; hãy đặt quyền 600."
    message_en = "Key file {file} has mode {mode}, others on the machine may read it; set mode 600."


class UnreadableKey(TinhSoError):
    code = "TRU-005"
    title_vi, title_en = "Khóa không đọc được", "Unreadable key"
    message_vi = "“{text}” không phải khóa; khóa công khai có dạng tên+mã khóa+base64, xem tệp keys/sealer.pub."
    message_en = "“{text}” is not a key; a public key looks like name+key id+base64, see the file keys/sealer.pub."


class WrongSignature(TinhSoError):
    code = "TRU-006"
    title_vi, title_en = "Chữ ký không đúng", "Wrong signature"
    message_vi = "Dấu niêm phong không do khóa {key} ký, hoặc nội dung đã bị sửa."
    message_en = "The checkpoint was not signed by key {key}, or its text was changed."


class UnreadableCheckpoint(TinhSoError):
    code = "TRU-007"
    title_vi, title_en = "Dấu niêm phong không đọc được", "Unreadable checkpoint"
    message_vi = "Dấu niêm phong sai dạng: {problem}."
    message_en = "The checkpoint is malformed: {problem}."


class NoNote(TinhSoError):
    code = "TRU-028"
    title_vi, title_en = "Không có dấu niêm phong ở đó", "No checkpoint there"
    message_vi = (
        "“{place}” không phải dấu niêm phong: {problem_vi}. Hãy lấy tệp mà tinhso ledger hay nhân chứng đã in ra."
    )
    message_en = "“{place}” is no checkpoint: {problem_en}. Take the file that tinhso ledger or the witness printed."


class KeyOfAnotherLog(TinhSoError):
    code = "TRU-008"
    status = 500
    title_vi, title_en = "Khóa của nhật ký khác", "Key of another log"
    message_vi = (
        "Tệp khóa {file} thuộc nhật ký “{name}” nhưng TINHSO_LOG_ORIGIN là “{origin}”; tên nhật ký không đổi được."
    )
    message_en = (
        "Key file {file} belongs to the log “{name}” but TINHSO_LOG_ORIGIN is “{origin}”; a log cannot be renamed."
    )


class ClockWentBack(TinhSoError):
    """Sealing stops: "as of TIME" would change its meaning."""

    code = "TRU-010"
    status = 500
    title_vi, title_en = "Đồng hồ chạy lùi", "The clock went back"
    message_vi = (
        "Bây giờ là {now} nhưng dấu niêm phong gần nhất ghi {last}: đồng hồ đã chạy lùi. Ngừng niêm phong; "
        "hãy chỉnh lại đồng hồ máy, sự kiện vẫn được ghi và chờ."
    )
    message_en = (
        "It is {now} but the last checkpoint says {last}: the clock went back. Sealing stops; set the machine's clock "
        "right, events are still recorded and wait."
    )


class LeaseTaken(TinhSoError):
    code = "TRU-011"
    status = 409
    title_vi, title_en = "Tiến trình khác đang làm", "Another process is doing it"
    message_vi = "Việc “{name}” đang do {holder} làm đến {until}; chỉ một tiến trình được làm việc này."
    message_en = "“{name}” is being done by {holder} until {until}; only one process may do it."


class LeaseLost(TinhSoError):
    code = "TRU-012"
    status = 409
    title_vi, title_en = "Mất quyền làm việc", "Lease lost"
    message_vi = "Việc “{name}” kéo dài quá thời hạn và tiến trình khác đã nhận; kết quả dở dang được bỏ."
    message_en = "“{name}” outlasted its lease and another process took it; the unfinished result is dropped."


class NotSealed(TinhSoError):
    code = "TRU-013"
    status = 409
    title_vi, title_en = "Chưa niêm phong", "Not sealed yet"
    message_vi = "Sự kiện {event_id} chưa nằm dưới dấu niêm phong {tree_size}; hãy thử lại sau vài giây."
    message_en = "Event {event_id} is not under checkpoint {tree_size} yet; try again in a few seconds."


class NoCheckpoint(TinhSoError):
    code = "TRU-014"
    status = 404
    title_vi, title_en = "Không có dấu niêm phong", "No such checkpoint"
    message_vi = "Nhật ký không có dấu niêm phong {asked}."
    message_en = "The log has no checkpoint {asked}."


class NoEvent(TinhSoError):
    code = "TRU-015"
    status = 404
    title_vi, title_en = "Không có sự kiện", "No such event"
    message_vi = "Nhật ký không có sự kiện {event_id}."
    message_en = "The log has no event {event_id}."


class NothingToErase(TinhSoError):
    code = "TRU-016"
    title_vi, title_en = "Không có nội dung để xoá", "Nothing to erase"
    message_vi = "Sự kiện {event_id} không lưu nội dung ở: {fields}. Không có gì bị xoá."
    message_en = "Event {event_id} keeps no text in: {fields}. Nothing was erased."


class ErasureWithoutDecision(TinhSoError):
    code = "TRU-017"
    title_vi, title_en = "Xoá mà không có quyết định", "Erasure without a decision"
    message_vi = "Muốn xoá nội dung của sự kiện {event_id} phải ghi rõ quyết định (số, ngày, cơ quan)."
    message_en = "To erase texts of event {event_id}, name the decision (number, date, authority)."


class UnknownHandler(TinhSoError):
    code = "TRU-018"
    status = 500
    title_vi, title_en = "Không có nơi nhận tin", "No such handler"
    message_vi = "Tin “{topic}” chờ nơi nhận “{handler}” nhưng không chương trình nào đăng ký tên này."
    message_en = "News “{topic}” waits for handler “{handler}”, but no program registers that name."


class ProofsUnderDifferentCheckpoints(TinhSoError):
    code = "TRU-019"
    status = 500
    title_vi, title_en = "Bằng chứng khác dấu niêm phong", "Proofs under different checkpoints"
    message_vi = "Mọi phần của một bằng chứng phải nằm dưới cùng một dấu niêm phong; ở đây có: {sizes}."
    message_en = "All parts of a proof must stand under one checkpoint; here there are: {sizes}."


class SealedByAnotherKey(TinhSoError):
    code = "TRU-020"
    status = 500
    title_vi, title_en = "Khóa không phải khóa đang dùng", "Not the key in use"
    message_vi = (
        "Nhật ký đang được ký bằng khóa {wanted}, nhưng tệp {file} giữ khóa khác. Khôi phục đúng tệp khóa; nếu khóa "
        "ấy đã mất, chạy tinhso ledger replace-lost-key."
    )
    message_en = (
        "The log is signed with key {wanted}, but file {file} holds another one. Restore the right key file; if that "
        "key is lost, run tinhso ledger replace-lost-key."
    )


class ReasonForKeyNeeded(TinhSoError):
    code = "TRU-021"
    title_vi, title_en = "Cần lý do", "A reason is needed"
    message_vi = "Thay khóa đã mất là một chỗ đứt của nhật ký: hãy ghi lý do (ít nhất {least} ký tự), ai cũng đọc được."
    message_en = (
        "Replacing a lost key is a break of the log: give a reason (at least {least} characters), everybody reads it."
    )


class KeyNotLost(TinhSoError):
    code = "TRU-022"
    status = 409
    title_vi, title_en = "Khóa chưa mất", "The key is not lost"
    message_vi = "Tệp {file} vẫn giữ khóa đang dùng; hãy đổi khóa bằng tinhso ledger rotate-key."
    message_en = "File {file} still holds the key in use; change it with tinhso ledger rotate-key."


class UnknownLog(TinhSoError):
    code = "TRU-023"
    status = 404
    title_vi, title_en = "Nhân chứng chưa biết nhật ký này", "The witness does not know this log"
    message_vi = (
        "Nhân chứng chưa nhận khóa của nhật ký “{name}”, hoặc khóa mới không do khóa đã nhận giới thiệu; lấy khóa từ "
        "nơi tin được rồi chạy tinhso witness trust."
    )
    message_en = (
        "The witness has accepted no key of the log “{name}”, or none that introduces this one; take the key from a "
        "place you trust and run tinhso witness trust."
    )


class WitnessElsewhere(TinhSoError):
    code = "TRU-024"
    status = 409
    title_vi, title_en = "Không bắt đầu từ mốc đã làm chứng", "Not from where the witness last signed"
    message_vi = (
        "Yêu cầu bắt đầu từ {asked} lá nhưng nhân chứng ký lần trước ở {size} lá; hỏi lại bằng "
        "tinhso ledger ask-witness --since {size}."
    )
    message_en = (
        "The request begins at {asked:leaf|leaves}, but the witness last signed {size}; ask again with "
        "tinhso ledger ask-witness --since {size}."
    )


class NotContinued(TinhSoError):
    code = "TRU-025"
    status = 422
    title_vi, title_en = "Nhật ký không nối tiếp", "The log does not continue"
    message_vi = (
        "Mốc {new} lá không nối tiếp mốc {old} lá mà nhân chứng đã ký: nhật ký đã bị viết lại hoặc cắt bớt. Không ký; "
        "yêu cầu được giữ lại làm bằng chứng."
    )
    message_en = (
        "The checkpoint of {new:leaf|leaves} does not continue the one of {old:leaf|leaves} that the witness "
        "signed: the log was rewritten or cut. Nothing was signed; the request is kept as evidence."
    )


class NoKnownWitness(TinhSoError):
    code = "TRU-026"
    title_vi, title_en = "Không có chữ ký của nhân chứng đã khai báo", "No declared witness signed it"
    message_vi = "Dưới mốc {tree_size} lá không có chữ ký của nhân chứng nào khai báo trong TINHSO_WITNESSES."
    message_en = "No witness that TINHSO_WITNESSES declares has signed the checkpoint of {tree_size:leaf|leaves}."


class OtherCheckpoint(TinhSoError):
    code = "TRU-027"
    status = 409
    title_vi, title_en = "Mốc niêm phong khác", "Another checkpoint"
    message_vi = "Mốc {tree_size} lá trong tệp khác với mốc {tree_size} lá của nhật ký này; không giữ gì."
    message_en = "The checkpoint of {tree_size:leaf|leaves} in the file differs from this log's; nothing was kept."
