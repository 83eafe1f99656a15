"""Why a file or a folder that somebody named cannot be opened, in words instead of a number of the system."""

from __future__ import annotations

from typing import Final

from tinhso.kernel.errors import TinhSoError

_WORDS: Final[dict[type[OSError], tuple[str, str]]] = {
    FileNotFoundError: ("không có tệp hay thư mục này; hãy xem lại đường dẫn", "there is none; check the path"),
    IsADirectoryError: ("đây là thư mục, không phải tệp", "this is a folder, not a file"),
    NotADirectoryError: ("đây là tệp, không phải thư mục", "this is a file, not a folder"),
    PermissionError: ("tài khoản của máy không được mở", "the system's account may not open it"),
}


class FileOutOfReach(TinhSoError):
    """What was named on a command line is not there, or may not be opened."""

    code = "KER-127"
    title_vi, title_en = "Không mở được tệp", "File out of reach"
    message_vi = "Không mở được “{path}”: {problem_vi}."
    message_en = "“{path}” cannot be opened: {problem_en}."


def out_of_reach(problem: OSError) -> FileOutOfReach:
    """Say in words what the system says by a number; what it has no words for stands as the system says it.

    >>> print(out_of_reach(FileNotFoundError(2, "No such file or directory", "so.csv")).message("vi"))
    Không mở được “so.csv”: không có tệp hay thư mục này; hãy xem lại đường dẫn.
    """
    said = str(problem.strerror or problem)
    vi, en = _WORDS.get(type(problem), (said, said))
    return FileOutOfReach(path=str(problem.filename), problem_vi=vi, problem_en=en)
