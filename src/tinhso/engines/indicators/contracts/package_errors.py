"""What can be wrong with a package of definitions (IND-050 to IND-059). The place names file, line and field."""

from __future__ import annotations

from collections.abc import Sequence

from tinhso.kernel.errors import TinhSoError


class PackageError(TinhSoError):
    """Every error about a package of definitions."""


class UnreadablePackageFile(PackageError):
    code = "IND-050"
    title_vi, title_en = "Tệp gói không đọc được", "Unreadable package file"
    message_vi = "Không đọc được: {problem}. Kiểm tra tệp có đúng là YAML, mã hóa UTF-8."
    message_en = "It cannot be read: {problem}. Check that the file is YAML in UTF-8."


class UnknownPackageKey(PackageError):
    code = "IND-051"
    title_vi, title_en = "Khóa không có trong danh mục", "Unknown key"
    message_vi = "Không có khóa “{key}”. Các khóa được dùng: {known}."
    message_en = "There is no key “{key}”. The keys are: {known}."


class MissingPackageKey(PackageError):
    code = "IND-052"
    title_vi, title_en = "Thiếu khóa bắt buộc", "Missing key"
    message_vi = "Thiếu “{key}”: {meaning_vi}."
    message_en = "“{key}” is missing: {meaning_en}."


class WrongPackageValue(PackageError):
    code = "IND-053"
    title_vi, title_en = "Giá trị không dùng được", "Unusable value"
    message_vi = "“{key}”: giá trị {value} không dùng được; {reason_vi}."
    message_en = "“{key}”: the value {value} cannot be used; {reason_en}."


class RepeatedPackageKey(PackageError):
    code = "IND-054"
    title_vi, title_en = "Khóa ghi hai lần", "Repeated key"
    message_vi = "“{key}” được ghi hai lần. Chỉ giữ một."
    message_en = "“{key}” stands twice. Keep one."


class ChangedWithoutVersion(PackageError):
    code = "IND-055"
    title_vi, title_en = "Định nghĩa đã nạp bị sửa", "A loaded definition was changed"
    message_vi = "“{key}” phiên bản {version} đã nạp với nội dung khác ({fields}). Thêm phiên bản mới, đừng sửa bản cũ."
    message_en = (
        "“{key}” version {version} was loaded with another content ({fields}). "
        "Add a higher version, do not change the old one."
    )


class PackageRefused(PackageError):
    """Carries every problem found; nothing of the package was applied."""

    code = "IND-056"
    title_vi, title_en = "Gói bị từ chối", "Package refused"
    message_vi = "Gói “{package}” có {count} lỗi, không phần nào được nạp:\n{list_vi}"
    message_en = "Package “{package}” has {count:problem|problems}, nothing of it was loaded:\n{list_en}"

    @classmethod
    def because(cls, package: str, problems: Sequence[TinhSoError]) -> PackageRefused:
        """Make the error from its problems, in the order of files and lines."""
        refused = cls(
            where=problems[0].where,
            package=package,
            count=len(problems),
            list_vi="\n".join(problem.located_message("vi") for problem in problems),
            list_en="\n".join(problem.located_message("en") for problem in problems),
        )
        refused.problems = tuple(problems)
        return refused

    problems: tuple[TinhSoError, ...] = ()
