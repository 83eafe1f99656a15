"""Files that people hand over: what they are, told by their content, and where they are kept. Import from here only."""

from tinhso.kernel.files.archive import BROKEN_ARCHIVE
from tinhso.kernel.files.durable import put_in_place, synchronise
from tinhso.kernel.files.kinds import EXCEL, JPEG, KINDS, PDF, PNG, WEBP, WORD, FileKind, kind_of_content, shown_name
from tinhso.kernel.files.reach import AddressOutOfReach, FileOutOfReach, out_of_reach, unanswered
from tinhso.kernel.files.store import FileStore

__all__ = [
    "BROKEN_ARCHIVE",
    "EXCEL",
    "JPEG",
    "KINDS",
    "PDF",
    "PNG",
    "WEBP",
    "WORD",
    "AddressOutOfReach",
    "FileKind",
    "FileOutOfReach",
    "FileStore",
    "kind_of_content",
    "out_of_reach",
    "put_in_place",
    "shown_name",
    "synchronise",
    "unanswered",
]
