"""A paper's drawing as a picture, for programs that set no SVG: Word and Excel. The same drawing is the same bytes."""

from __future__ import annotations

import struct
from functools import lru_cache

import typst

from tinhso.kernel.papers.pdf import packaged_fonts

DOTS_PER_INCH = 200.0
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")
"""


@lru_cache(maxsize=4)
def drawing_png(svg: str) -> bytes:
    """Return the picture of a drawing, its words in the packaged face; Word and Excel ask for the same one."""
    made: bytes = typst.compile(
        _PAGE, font_paths=packaged_fonts(), sys_inputs={"svg": svg}, format="png", ppi=DOTS_PER_INCH
    )
    return made


def size_of_png(picture: bytes) -> tuple[int, int]:
    """Return width and height in dots, as the head of the picture says them."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height
