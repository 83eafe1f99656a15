"""Why a file, a folder or an address that somebody named is out of reach: in words, not in numbers of the system."""

from __future__ import annotations

import errno
import socket
from typing import Final

from tinhso.kernel.errors import TinhSoError

_WORDS: Final[dict[int, tuple[str, str]]] = {
    errno.ENOENT: ("không có tệp hay thư mục này; hãy xem lại đường dẫn", "there is none; check the path"),
    errno.EISDIR: ("đây là thư mục, không phải tệp", "this is a folder, not a file"),
    errno.ENOTDIR: ("đây là tệp, không phải thư mục", "this is a file, not a folder"),
    errno.EACCES: ("tài khoản của máy không được mở", "the system's account may not open it"),
    errno.EPERM: ("tài khoản của máy không được mở", "the system's account may not open it"),
    errno.EEXIST: ("đã có ở đó; hãy ghi tên khác", "it is there already; name another"),
    errno.EROFS: ("ổ đĩa này chỉ cho đọc", "this disk can only be read"),
    errno.ENOSPC: ("ổ đĩa đã đầy", "the disk is full"),
    errno.ENAMETOOLONG: ("tên quá dài", "the name is too long"),
    errno.EIO: ("ổ đĩa hỏng hoặc không đọc được", "the disk is damaged or cannot be read"),
}
_CONNECTING: Final[tuple[tuple[type[Exception], tuple[str, str]], ...]] = (
    (ConnectionRefusedError, ("ở đó không có chương trình nào trả lời", "nothing answers there")),
    (TimeoutError, ("không trả lời kịp", "no answer came in time")),
    (socket.gaierror, ("không có máy mang tên này", "there is no machine of this name")),
    (ConnectionError, ("kết nối bị ngắt giữa chừng", "the connection was broken off")),
)


class FileOutOfReach(TinhSoError):
    """What was named on a command line is not there, or may not be opened."""

    code = "KER-127"
    title_vi, title_en = "Không mở được tệp", "File out of reach"
    message_vi = "Không mở được “{path}”: {problem_vi}."
    message_en = "“{path}” cannot be opened: {problem_en}."


class AddressOutOfReach(TinhSoError):
    """Nothing, or something else, answers at an address that was named on a command line."""

    code = "KER-128"
    title_vi, title_en = "Không gọi được địa chỉ", "Address out of reach"
    message_vi = "Không gọi được “{address}”: {problem_vi}. Hãy xem lại địa chỉ, cổng, và máy ở đó có đang chạy không."
    message_en = "“{address}” cannot be called: {problem_en}. Check the address and the port, and that it runs there."


def out_of_reach(problem: OSError) -> FileOutOfReach:
    """Say in words what the system says by a number; what it has no words for keeps its number.

    >>> print(out_of_reach(FileNotFoundError(2, "No such file or directory", "so.csv")).message("vi"))
    Không mở được “so.csv”: không có tệp hay thư mục này; hãy xem lại đường dẫn.
    """
    unknown = (f"hệ thống báo lỗi số {problem.errno}", f"the system reports error {problem.errno}")
    vi, en = _WORDS.get(problem.errno or 0, unknown)
    return FileOutOfReach(path=str(problem.filename), problem_vi=vi, problem_en=en)


def unanswered(address: str, problem: Exception) -> AddressOutOfReach:
    """Say in words why an address that was called did not answer as it should.

    >>> print(unanswered("localhost:1", ConnectionRefusedError()).message("en"))
    “localhost:1” cannot be called: nothing answers there. Check the address and the port, and that it runs there.
    """
    otherwise = ("ở đó trả lời điều khác với mong đợi", "what answers there is something else")
    vi, en = next((words for kind, words in _CONNECTING if isinstance(problem, kind)), otherwise)
    return AddressOutOfReach(address=address, problem_vi=vi, problem_en=en)
