"""The files of a package as somebody uploads it: opened with limits, everything that has no place refused by name.

1. A zip with one folder, small. 2. Only dimensions, indicators, forms and regimes: what a screen makes. 3. Text in
UTF-8, without references: a few lines of YAML may unfold to more than a machine holds.
"""

from __future__ import annotations

import re

import yaml

from tinhso.engines.reporting.contracts.package_files import PackageFileRefused
from tinhso.kernel.files.archive import NotAnArchive, files_of_zip

MOST_FILES = 500
MOST_BYTES = 1_000_000
_PATH = re.compile(
    r"(?P<package>[A-Za-z0-9][A-Za-z0-9_-]{0,59})/"
    r"(?P<path>package\.yaml|(?:dimensions|indicators|forms|regimes)/[A-Za-z0-9][A-Za-z0-9._-]*\.yaml)"
)
_REFERENCES = (yaml.AliasToken, yaml.AnchorToken)


def read_package_file(content: bytes) -> tuple[str, dict[str, str]]:
    """Return the code of a package and its files by path.

    Raises:
        PackageFileRefused (REP-302)
    """
    try:
        files = files_of_zip(content, MOST_FILES, MOST_BYTES)
    except NotAnArchive as error:
        raise PackageFileRefused.because(
            f"không phải tệp .zip dùng được, quá {MOST_FILES} tệp hoặc quá {MOST_BYTES // 1000} KB",
            f"no usable .zip, more than {MOST_FILES} files or {MOST_BYTES // 1000} KB",
        ) from error
    found: dict[str, str] = {}
    packages = set()
    for name, data in files.items():
        place = _PATH.fullmatch(name)
        if place is None:
            raise PackageFileRefused.because(
                f"“{name[:120]}” không phải biểu, chế độ báo cáo, chỉ tiêu hay phân tổ",
                f"“{name[:120]}” is no form, regime, indicator or dimension",
            )
        packages.add(place["package"])
        found[place["path"]] = _text(name, data)
    if len(packages) != 1 or "package.yaml" not in found:
        raise PackageFileRefused.because(
            "gói là một thư mục có tệp package.yaml", "a package is one folder with the file package.yaml"
        )
    return packages.pop(), found


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
        is_plain = not any(isinstance(token, _REFERENCES) for token in yaml.scan(text))
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise PackageFileRefused.because(f"“{name}” không đọc được", f"“{name}” cannot be read") from error
    if not is_plain:
        raise PackageFileRefused.because(
            f"“{name}” dùng tham chiếu YAML (& hoặc *)", f"“{name}” uses references of YAML (& or *)"
        )
    return text
