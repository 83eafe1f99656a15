"""The manifest of a backup: written last, read first, and every file held against it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from tinhso.engines.operation.contracts import BackupDamaged, KeptFile, Manifest, NotABackup
from tinhso.engines.operation.logic.durable_files import hash_file, read_json, write_json

NAME, FORMAT = "manifest.json", 1
FILES = "files"
"""Folder of a backup that holds what lay in the home folder."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest: from now on the folder is a backup."""
    write_json(folder / NAME, {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()})


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a backup.

    Raises:
        NotABackup (OPE-001)
    """
    document = read_json(folder / NAME)
    if document is None:
        raise NotABackup(folder=str(folder), problem=NAME)
    try:
        return _manifest(document)
    except (KeyError, TypeError, ValueError) as problem:
        raise NotABackup(folder=str(folder), problem=f"{NAME}: {problem!r}") from problem


def check_files(folder: Path, manifest: Manifest) -> None:
    """Hash every file of a backup again.

    Raises:
        BackupDamaged (OPE-002): the first one that is missing or differs.
    """
    for kept in manifest.files:
        try:
            found = hash_file(folder / kept.path)
        except OSError as problem:
            raise BackupDamaged(path=kept.path, problem=str(problem.strerror)) from problem
        if found != (kept.size, kept.sha256):
            raise BackupDamaged(path=kept.path, problem=f"SHA-256 {found[1][:16]}… ≠ {kept.sha256[:16]}…")


def newest_backup(folder: Path) -> Path | None:
    """The folder itself where it is a backup, else the newest backup in it."""
    if (folder / NAME).exists():
        return folder
    found = [entry for entry in folder.glob("tinhso-*") if (entry / NAME).exists()] if folder.is_dir() else []
    return max(found, key=lambda entry: read_manifest(entry).made_at, default=None)


def _manifest(document: dict[str, Any]) -> Manifest:
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']}")
    files = tuple(KeptFile(str(one["path"]), int(one["size"]), str(one["sha256"])) for one in document["files"])
    for file in files:
        # A manifest from elsewhere must not lead out of the folder it describes.
        if file.path.startswith("/") or ".." in Path(file.path).parts:
            raise ValueError(f"path {file.path}")
    return Manifest(
        made_at=datetime.fromisoformat(document["made_at"]),
        vendor=str(document["vendor"]),
        version=str(document["version"]),
        migrations=tuple(map(str, document["migrations"])),
        rows={str(table): int(count) for table, count in document["rows"].items()},
        checkpoint=str(document["checkpoint"]),
        has_keys=bool(document["has_keys"]),
        files=files,
    )
