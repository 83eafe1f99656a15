"""The paper in its three forms and the drawing, as files of a folder."""

from __future__ import annotations

from pathlib import Path

from django.utils import translation

from tinhso.engines.operation.contracts import FolderNotWritable
from tinhso.engines.operation.logic.security_file.describing import describe
from tinhso.engines.operation.logic.security_file.drawing import draw
from tinhso.engines.operation.logic.security_file.printing import NAME, lay_out
from tinhso.kernel.papers import PaperFormat, render


def write_security_file(folder: Path, *, verify: bool) -> list[Path]:
    """Write the file into a folder and return what was written; files of the same name are replaced.

    Raises:
        FolderNotWritable: OPE-006.
    """
    with translation.override("vi"):
        told = describe(verify=verify)
        paper, drawing = lay_out(told), draw(told.scheme, alone=True)
    contents = {made.name: made.content for made in (render(paper, form) for form in PaperFormat)}
    contents[f"{NAME}.svg"] = drawing.encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
    except OSError as problem:
        raise FolderNotWritable(folder=str(folder), problem=problem.strerror or str(problem)) from problem
    return [folder / name for name in contents]
