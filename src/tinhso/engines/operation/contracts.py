"""What the operation engine promises: frozen values and errors; no Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tinhso.kernel.errors import TinhSoError


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file of a copy: its place in the home folder (POSIX), size and SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        vendor: `sqlite` or `postgresql`, the kind of database it can be brought back into.
        version: of the product that made it.
        migrations: the applied ones, `app.name`; a product that does not know one of them cannot read the copy.
        rows: number of rows of each table.
        checkpoint: signed note of the last checkpoint before the copy was begun; empty when nothing was sealed.
        has_keys: whether the private keys are in it.
    """

    made_at: datetime
    vendor: str
    version: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    checkpoint: str
    has_keys: bool
    files: tuple[KeptFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A finished backup: where it lies, what is in it, how long it took."""

    folder: Path
    manifest: Manifest
    seconds: float


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and what the check of the log found (empty: everything holds)."""

    copied_at: datetime
    rows: int
    files: int
    seconds: float
    faults: tuple[str, ...]
    misses_sealing_key: bool


@dataclass(frozen=True, slots=True)
class Drilled:
    """A backup was brought back in a place of its own and checked, to know that it can be."""

    folder: Path
    made_at: datetime
    drilled_at: datetime
    seconds: float
    problem: str

    @property
    def succeeded(self) -> bool:
        """Whether the restored installation held."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did; `problems` (empty: none) say why one should go back to `backup`."""

    backup: Path
    from_version: str
    to_version: str
    seconds: float
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The way back that was taken.

    Attributes:
        version: of the product whose tables stand again.
        kept: the backup of what stood before.
        left_behind: rows by table that were written after the upgrade and now are in `kept` only.
    """

    backup: Path
    version: str
    kept: Path
    left_behind: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One number about the installation: its name without the prefix, what it says, its value now."""

    name: str
    meaning: str
    value: float


class NotABackup(TinhSoError):
    code = "OPE-001"
    title_vi, title_en = "Không phải bản sao lưu", "Not a backup"
    message_vi = "{folder} không có bản sao lưu đọc được ({problem}); hãy chỉ thư mục có tệp manifest.json."
    message_en = "{folder} holds no readable backup ({problem}); name the folder that has manifest.json in it."


class BackupDamaged(TinhSoError):
    code = "OPE-002"
    title_vi, title_en = "Bản sao lưu bị hỏng", "Backup damaged"
    message_vi = "Tệp {path} của bản sao lưu {problem}; chưa khôi phục gì. Hãy dùng bản sao lưu khác."
    message_en = "File {path} of the backup {problem}; nothing was restored. Use another backup."


class PlaceNotEmpty(TinhSoError):
    code = "OPE-003"
    status = 409
    title_vi, title_en = "Nơi khôi phục không trống", "Place not empty"
    message_vi = "{place} đã có dữ liệu; chỉ khôi phục vào nơi trống. Đặt TINHSO_HOME (hoặc DATABASE_URL) ở nơi khác."
    message_en = (
        "{place} holds data already; restoring needs an empty place. Point TINHSO_HOME (or DATABASE_URL) elsewhere."
    )


class OtherDatabase(TinhSoError):
    code = "OPE-004"
    title_vi, title_en = "Khác loại cơ sở dữ liệu", "Another kind of database"
    message_vi = (
        "Bản sao lưu là của {made}, nơi khôi phục là {here}. Bỏ trống DATABASE_URL cho bản SQLite; đặt DATABASE_URL "
        "cho bản PostgreSQL; muốn đổi loại thì khôi phục trước, rồi chạy tinhso move-to-postgres."
    )
    message_en = (
        "The backup is of {made}, this place is {here}. Leave DATABASE_URL empty for one of SQLite, set it for one of "
        "PostgreSQL; to change the kind restore first, then run tinhso move-to-postgres."
    )


class MadeByNewerVersion(TinhSoError):
    code = "OPE-005"
    title_vi, title_en = "Bản sao lưu của phiên bản mới hơn", "Backup of a newer version"
    message_vi = (
        "Bản sao lưu do phiên bản {made} tạo, bản đang chạy ({here}) chưa biết {migration}; hãy nâng cấp trước."
    )
    message_en = "The backup was made by version {made}; this one ({here}) does not know {migration}. Upgrade first."


class FolderNotWritable(TinhSoError):
    code = "OPE-006"
    status = 507
    title_vi, title_en = "Không ghi được bản sao", "Copy cannot be written"
    message_vi = "Không ghi được vào {folder}: {problem}. Bản sao dở đã bỏ; xem ổ đĩa còn chỗ và có quyền ghi không."
    message_en = (
        "Cannot write to {folder}: {problem}. The unfinished copy was removed; see whether the disk has room and may "
        "be written."
    )


class ToolFailed(TinhSoError):
    code = "OPE-007"
    status = 500
    title_vi, title_en = "Công cụ cơ sở dữ liệu báo lỗi", "A database tool failed"
    message_vi = "{tool} không chạy được: {problem}. Cần cài gói client PostgreSQL cùng phiên bản với máy chủ."
    message_en = (
        "{tool} did not do it: {problem}. The PostgreSQL client package of the server's version must be installed."
    )


class OtherKey(TinhSoError):
    code = "OPE-008"
    status = 409
    title_vi, title_en = "Khóa khác với bản sao lưu", "Key differs from the backup"
    message_vi = "{file} đã có và khác với tệp trong bản sao lưu; hãy cất tệp ấy đi rồi khôi phục lại."
    message_en = "{file} is there already and differs from the one in the backup; put it away, then restore again."


class MoveRefused(TinhSoError):
    code = "OPE-009"
    status = 409
    title_vi, title_en = "Không chuyển được", "Cannot be moved"
    message_vi = (
        "Không chuyển sang PostgreSQL được ({problem}); chưa đổi gì. Cần đang chạy SQLite, và một cơ sở dữ liệu "
        "PostgreSQL trống."
    )
    message_en = (
        "Cannot be moved to PostgreSQL ({problem}); nothing was changed. It takes SQLite here and an empty database of "
        "PostgreSQL."
    )


class InUse(TinhSoError):
    code = "OPE-010"
    status = 409
    title_vi, title_en = "Đang có tiến trình chạy", "In use"
    message_vi = (
        "{place} đang được dùng: dịch vụ đang chạy, hoặc đang nâng cấp dở. Chưa đổi gì; hãy dừng dịch vụ "
        "(systemctl stop tinhso) hoặc chờ nâng cấp xong rồi làm lại."
    )
    message_en = (
        "{place} is in use: the service runs, or an upgrade is at work. Nothing was changed; stop the service "
        "(systemctl stop tinhso) or wait for the upgrade, then try again."
    )


class NoUpgrade(TinhSoError):
    code = "OPE-011"
    status = 404
    title_vi, title_en = "Không có lần nâng cấp nào để quay lại", "No upgrade to go back from"
    message_vi = "{home} không ghi nhớ lần nâng cấp nào; muốn dùng bản sao lưu thì chạy tinhso restore vào nơi trống."
    message_en = "{home} remembers no upgrade; to use a backup, run tinhso restore into an empty place."


class WrittenSince(TinhSoError):
    code = "OPE-012"
    status = 409
    title_vi, title_en = "Đã có việc ghi sau khi nâng cấp", "Written since the upgrade"
    message_vi = (
        "Sau khi nâng cấp đã ghi thêm: {tables}. Chưa đổi gì. Quay lại sẽ bỏ những dòng này khỏi cơ sở dữ liệu; nếu "
        "vẫn muốn thì thêm --leave-behind (chúng còn trong một bản sao lưu được tạo trước)."
    )
    message_en = (
        "Since the upgrade was written: {tables}. Nothing changed. Going back takes these rows out of the database; "
        "if that is wanted, add --leave-behind (they stay in a backup that is made first)."
    )


class RoleRefused(TinhSoError):
    code = "OPE-013"
    status = 409
    title_vi, title_en = "Không hạn chế được vai trò này", "Role cannot be limited"
    message_vi = (
        "Không hạn chế được vai trò “{role}” ({problem}); chưa đổi gì. Cần PostgreSQL, và một vai trò khác với chủ "
        "sở hữu các bảng và không phải SUPERUSER."
    )
    message_en = (
        "The role “{role}” cannot be limited ({problem}); nothing was changed. It takes PostgreSQL, and a role that "
        "does not own the tables and is no SUPERUSER."
    )


class WitnessRefused(TinhSoError):
    """A witness that is asked over HTTPS gave no signature; it is asked again."""

    code = "OPE-015"
    status = 502
    title_vi, title_en = "Bên làm chứng chưa ký", "The witness has not signed"
    message_vi = "Bên làm chứng {address} chưa ký mốc niêm phong: {problem}. Sẽ hỏi lại; hãy xem địa chỉ và đường mạng."
    message_en = (
        "The witness {address} has not signed the checkpoint: {problem}. It is asked again; see to the address."
    )


class NotUpgraded(TinhSoError):
    code = "OPE-014"
    status = 503
    title_vi, title_en = "Chưa nâng cấp bảng dữ liệu", "Tables not upgraded"
    message_vi = (
        "Bảng dữ liệu chưa khớp phiên bản này; chưa chạy gì, chưa đổi gì. Chạy tinhso upgrade THƯ-MỤC-SAO-LƯU (sao lưu "
        "trước, kiểm tra sau) rồi khởi động lại; máy mới chưa có dữ liệu thì chạy tinhso manage migrate."
    )
    message_en = (
        "The tables are not those of this version; nothing was started or changed. Run tinhso upgrade BACKUP-FOLDER "
        "(backup first, checks afterwards) and start again; on a new machine without data run tinhso manage migrate."
    )


class UnreadableAdvisories(TinhSoError):
    """A file of known vulnerabilities that is none."""

    code = "OPE-017"
    title_vi, title_en = "Không đọc được tệp lỗ hổng đã biết", "Known vulnerabilities cannot be read"
    message_vi = "“{file}” không phải tệp lỗ hổng đã biết của OSV (all.zip của PyPI hoặc npm), hoặc hỏng. Hãy tải lại."
    message_en = "“{file}” is no OSV file of known vulnerabilities (all.zip of PyPI or npm), or damaged. Fetch it."


class UnreadableBill(TinhSoError):
    """A bill of materials that is none."""

    code = "OPE-018"
    title_vi, title_en = "Không đọc được danh mục thành phần", "The bill of materials cannot be read"
    message_vi = "“{file}” không phải danh mục thành phần CycloneDX; lấy tinhso.cdx.json trong gói cài đặt."
    message_en = "“{file}” is no CycloneDX bill of materials; take tinhso.cdx.json of the installation bundle."


class HealthState(StrEnum):
    """How one check stands: in order, worth a look soon, to be acted on now."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in the reader's language.

    Attributes:
        key: stable name of the check, for machines.
        name: what was looked at.
        said: how it stands, with its figures.
        todo: what to do; empty where nothing is.
        measured_at: when that of which it speaks happened (the last backup), None where it is of this moment.
    """

    key: str
    name: str
    state: HealthState
    said: str
    todo: str = ""
    measured_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """All checks of one moment."""

    at: datetime
    findings: tuple[Finding, ...]

    def count(self, state: HealthState) -> int:
        """How many checks stand so."""
        return sum(finding.state is state for finding in self.findings)

    @property
    def worst(self) -> HealthState:
        """The state of the whole."""
        for state in (HealthState.BAD, HealthState.WARN):
            if self.count(state):
                return state
        return HealthState.GOOD


class UnknownFileFormat(TinhSoError):
    """A form in which the security file is not written."""

    code = "OPE-016"
    status = 404
    title_vi, title_en = "Không có dạng tệp này", "No such form of file"
    message_vi = "Tệp “{form}” không có; chọn docx, pdf hoặc xlsx."
    message_en = "There is no “{form}”; choose docx, pdf or xlsx."


_LONG_TABLE = 6


def _is_count(text: str) -> bool:
    return text.replace(".", "").replace(",", "").isdecimal() and not text.startswith("0.")


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table of the security file; every cell is text in the reader's language."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Whether each column holds counts alone, which stand to the right (a dash says there is none)."""
        counted = [all(text == "–" or _is_count(text) for text in column) for column in zip(*self.rows, strict=True)]
        # The first column names its row, also where its name is a number.
        return (False, *counted[1:]) if counted else (False,) * len(self.columns)

    @property
    def is_long(self) -> bool:
        """Whether a page shows it on demand only: on a phone each of its rows is a card."""
        return len(self.rows) > _LONG_TABLE

    @property
    def labelled(self) -> tuple[tuple[tuple[str, str, bool], ...], ...]:
        """Each row as (heading, text, is a count): on a phone a row is read without its headings above."""
        return tuple(tuple(zip(self.columns, row, self.numbers, strict=True)) for row in self.rows)

    @property
    def headed(self) -> tuple[tuple[str, bool], ...]:
        """Each heading, and whether counts stand under it."""
        return tuple(zip(self.columns, self.numbers, strict=True))


@dataclass(frozen=True, slots=True)
class FileSection:
    """A part of the security file.

    Attributes:
        key: stable name, for links and machines.
        missing: what the system cannot say or does not have, a sentence each.
    """

    key: str
    title: str
    said: tuple[str, ...]
    tables: tuple[FileTable, ...]
    missing: tuple[str, ...] = ()


class Zone(StrEnum):
    """Where a part of the scheme stands, seen from the machine."""

    OUTSIDE = "outside"
    PROCESSES = "processes"
    STORES = "stores"
    RECEIVERS = "receivers"


@dataclass(frozen=True, slots=True)
class SchemePart:
    """Something that runs, keeps or receives."""

    key: str
    name: str
    does: str
    zone: Zone


@dataclass(frozen=True, slots=True)
class SchemeLink:
    """Who speaks to whom: over which port, protocol or file, what guards it, how it stands (words)."""

    source: str
    target: str
    way: str
    guard: str
    stands: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """The parts that are there and what goes between them."""

    parts: tuple[SchemePart, ...]
    links: tuple[SchemeLink, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SecurityFile:
    """What the running system says for the file of its security level, in one language, at one moment."""

    at: datetime
    version: str
    scheme: Scheme
    sections: tuple[FileSection, ...]
