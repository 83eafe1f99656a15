"""Where a lake lies: a folder, or a prefix of a bucket in a store that speaks S3.

Both promise the same of each file: whoever reads finds the one before or the whole new one, under a name that says so.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.engines.cube.contracts import LakeStore
from tinhso.engines.cube.errors import LakeOutOfReach
from tinhso.engines.cube.logic.snapshots.manifest import digest
from tinhso.kernel.files import put_in_place

STORE = "s3://"
# The names that Amazon's own documentation allows: a bucket, and parts of a key that mean the same everywhere.
_BUCKET, _PART = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"), re.compile(r"[A-Za-z0-9_.=-]+")
_CHUNK = 4 * 2**20
_UNFINISHED, _ARRIVING = ".new", "arriving"


class LakePlace(Protocol):
    """What an export and a check do with files; a path is written with `/` and begins at the lake."""

    name: str

    def read(self, path: str) -> bytes | None:
        """Return what is in a file, None where there is none."""
        ...

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place of the one before, durably and at once."""
        ...

    def draft(self, path: str) -> Path:
        """Return where on this machine to write a file that `keep` then puts in place."""
        ...

    def keep(self, draft: Path, path: str) -> None:
        """Put what was written in place of the file before, durably and at once."""
        ...

    def size(self, path: str) -> int | None:
        """Return how many bytes a file has, None where there is none."""
        ...

    def sha256(self, path: str) -> str:
        """Return the hash of what is in a file, read through."""
        ...

    def parquet_files(self, table: str) -> Iterator[str]:
        """Yield every file of a table."""
        ...

    def remove_unfinished(self) -> None:
        """Remove what is left of files that were never put in place."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file; it may be gone already."""
        ...


@contextmanager
def opened(place: Path | str) -> Iterator[LakePlace]:
    """Open the place of a lake: `s3://bucket/prefix`, or a folder.

    Raises:
        LakeOutOfReach (CUB-018): no store is set, a name that no store takes, or the store refuses or does not answer.
    """
    if not str(place).startswith(STORE):
        yield FolderPlace(Path(place))
        return
    with TemporaryDirectory(prefix="tinhso-lake-") as desk:
        yield StorePlace(str(place), settings.TINHSO_LAKE_STORE, Path(desk))


class FolderPlace:
    """A folder; a file gets its name when it is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, str(folder)

    def read(self, path: str) -> bytes | None:
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        draft = self.draft(path)
        draft.write_bytes(content)
        self.keep(draft, path)

    def draft(self, path: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.with_name(f"{file.name}{_UNFINISHED}")

    def keep(self, draft: Path, path: str) -> None:
        put_in_place(draft, self.folder / path)

    def size(self, path: str) -> int | None:
        try:
            return (self.folder / path).stat().st_size
        except FileNotFoundError:
            return None

    def sha256(self, path: str) -> str:
        return digest(self.folder / path)

    def parquet_files(self, table: str) -> Iterator[str]:
        for file in (self.folder / table).rglob("*.parquet"):
            yield file.relative_to(self.folder).as_posix()

    def remove_unfinished(self) -> None:
        for file in self.folder.rglob(f"*.parquet{_UNFINISHED}"):
            file.unlink(missing_ok=True)

    def remove(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)


class StorePlace:
    """A prefix of a bucket. A file arrives under a name of its own, and gets the one it is known by when it is whole.

    An upload that an exception ends is completed with what had been sent by then: nothing here can call it off.
    """

    def __init__(self, name: str, store: LakeStore | None, desk: Path) -> None:
        bucket, *prefix = name.removeprefix(STORE).rstrip("/").split("/")
        if not _BUCKET.fullmatch(bucket) or not all(_PART.fullmatch(part) and part.strip(".") for part in prefix):
            raise LakeOutOfReach(place=name, why_vi="phải viết s3://kho/thư-mục", why_en="write it s3://bucket/prefix")
        if store is None:
            raise LakeOutOfReach(
                place=name, why_vi="chưa khai TINHSO_LAKE_STORE", why_en="TINHSO_LAKE_STORE names no store"
            )
        self.name, self.desk, self.root = name, desk, "/".join((bucket, *prefix))
        self.files = _connected(store)

    def read(self, path: str) -> bytes | None:
        try:
            with self._reaching(), self.files.open_input_stream(self._key(path)) as stream:
                return bytes(stream.read())
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        self._bring(io.BytesIO(content), len(content), path)

    def draft(self, path: str) -> Path:
        return self.desk / _short_name(path)

    def keep(self, draft: Path, path: str) -> None:
        with draft.open("rb") as content:
            self._bring(content, draft.stat().st_size, path)
        draft.unlink()

    def size(self, path: str) -> int | None:
        with self._reaching():
            found = self.files.get_file_info(self._key(path))
        return int(found.size) if found.is_file else None

    def sha256(self, path: str) -> str:
        found = hashlib.sha256()
        with self._reaching(), self.files.open_input_stream(self._key(path)) as stream:
            while part := stream.read(_CHUNK):
                found.update(part)
        return found.hexdigest()

    def parquet_files(self, table: str) -> Iterator[str]:
        yield from (path for path in self._below(table) if path.endswith(".parquet"))

    def remove_unfinished(self) -> None:
        for path in self._below(_ARRIVING):
            self.remove(path)

    def remove(self, path: str) -> None:
        with suppress(FileNotFoundError), self._reaching():
            self.files.delete_file(self._key(path))

    def _bring(self, content: IO[bytes], size: int, path: str) -> None:
        """Send a file, see that all of it is there, and only then give it its name, which a store does at once."""
        arriving = f"{_ARRIVING}/{_short_name(path)}"
        with self._reaching(), self.files.open_output_stream(self._key(arriving)) as stream:
            while part := content.read(_CHUNK):
                stream.write(part)
        if (arrived := self.size(arriving)) != size:
            raise LakeOutOfReach(
                place=self.name,
                why_vi=f"{path}: mới đến {arrived or 0} trên {size} byte",
                why_en=f"{path}: {arrived or 0} of {size} bytes arrived",
            )
        with self._reaching():
            self.files.move(self._key(arriving), self._key(path))

    def _below(self, prefix: str) -> Iterator[str]:
        from pyarrow.fs import FileSelector

        with self._reaching():
            below = FileSelector(self._key(prefix), recursive=True, allow_not_found=True)
            found = [one.path for one in self.files.get_file_info(below) if one.is_file]
        yield from (path.removeprefix(f"{self.root}/") for path in found)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Say where a store refused or did not answer: no file counts as damaged for that."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as problem:
            said = (str(problem).strip().splitlines() or [type(problem).__name__])[0][:300]
            raise LakeOutOfReach(place=self.name, why_vi=said, why_en=said) from problem

    def _key(self, path: str) -> str:
        return f"{self.root}/{path}"


def _short_name(path: str) -> str:
    """Return a name without folders that no other path has."""
    return hashlib.sha256(path.encode()).hexdigest()


def _connected(store: LakeStore) -> Any:
    """Return the store's files. Its keys are given, always: nothing is looked for on this machine or beside it."""
    from pyarrow.fs import S3FileSystem

    at = urlsplit(store.endpoint)
    return S3FileSystem(
        access_key=store.access_key,
        secret_key=store.secret_key,
        region=store.region,
        scheme=at.scheme or "https",
        endpoint_override=at.netloc or None,
        connect_timeout=10,
        request_timeout=60,
        tls_ca_file_path=str(store.ca_file) if store.ca_file else None,
    )
