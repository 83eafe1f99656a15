"""Files and folders that are named on a command line, looked at before the command begins.

A command that reads or writes a place gives its argument one of these types; `tinhso` looks at every one of them first,
so that what cannot be used is said at once, in words and with its path, and nothing was begun. What a file holds is for
the command to judge.
"""

from __future__ import annotations

import argparse
import os
import stat
from pathlib import Path, PosixPath

from tinhso.kernel.files import out_of_reach


class NamedPlace(PosixPath):
    """A path that somebody typed; an OSError about it, or about what lies below it, is told in words."""

    def look(self) -> None:
        """Raise an OSError with a path when the command could not use it."""
        raise NotImplementedError


class FileToRead(NamedPlace):
    """A file that is there and may be read."""

    def look(self) -> None:
        with self.open("rb") as file:
            # What comes through a pipe comes once: a byte taken from it would be missing.
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                _read_a_byte(file.fileno(), self)


class FolderToRead(NamedPlace):
    """A folder that is there and may be listed."""

    def look(self) -> None:
        os.scandir(self).close()


class PlaceToRead(NamedPlace):
    """A file, or a folder of such."""

    def look(self) -> None:
        (FolderToRead if self.is_dir() else FileToRead)(self).look()


class FolderToWrite(NamedPlace):
    """A folder that files are put into: it is there, or may be made."""

    def look(self) -> None:
        nearest = next(place for place in (self, *self.parents) if os.path.lexists(place))
        if not nearest.is_dir():
            raise NotADirectoryError(20, os.strerror(20), str(nearest))
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(13, os.strerror(13), str(nearest))


class FileToWrite(NamedPlace):
    """A file to be written into a folder that is there; one of the same name is replaced."""

    def look(self) -> None:
        if self.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(self))
        os.scandir(self.parent).close()
        FolderToWrite(self.parent).look()


def new_folder_or_archive(text: str) -> NamedPlace:
    """A folder to be made, or a file that ends in .zip."""
    return FileToWrite(text) if text.endswith(".zip") else FolderToWrite(text)


def file_or_input(text: str) -> NamedPlace | str:
    """A file, or `-`: what comes in."""
    return text if text == "-" else FileToRead(text)


def folder_to_read_or_bucket(text: str) -> NamedPlace | str:
    """A folder, or an address in a store, which only the store can judge."""
    return text if "://" in text else FolderToRead(text)


def folder_to_write_or_bucket(text: str) -> NamedPlace | str:
    """The same, to be written into."""
    return text if "://" in text else FolderToWrite(text)


def named_places(options: argparse.Namespace) -> list[NamedPlace]:
    """Every place that was named, in the order of the arguments."""
    values = [one for value in vars(options).values() for one in (value if isinstance(value, list) else [value])]
    return [one for one in values if isinstance(one, NamedPlace)]


def look_at_places(options: argparse.Namespace) -> None:
    """Look at every place that was named.

    Raises:
        FileOutOfReach: KER-127, the command could not use it.
    """
    for place in named_places(options):
        try:
            place.look()
        except OSError as problem:
            raise out_of_reach(problem) from problem


def _read_a_byte(descriptor: int, path: Path) -> None:
    try:
        os.read(descriptor, 1)
    except OSError as problem:
        problem.filename = str(path)
        raise
