"""An address as a QR picture: black and white PNG, the same bytes for the same text."""

from __future__ import annotations

import struct
import zlib

import qrcode

_DOTS = 6  # pixels a module


def qr_png(text: str) -> bytes:
    """Return the picture with the quiet zone the standard asks for."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    lines = []
    for modules in code.get_matrix():
        line = b"".join((b"\x00" if dark else b"\xff") * _DOTS for dark in modules)
        lines.extend([b"\x00" + line] * _DOTS)
    side = len(lines)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body)
        for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
