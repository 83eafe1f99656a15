"""Who signed a PDF, as the certificates in it say: names for people to read, never a proof of who that was."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import x509

_LONGEST = 120  # a name is written by whoever made the certificate


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature of a PDF.

    Attributes:
        name: common name of the certificate, with its organisation; the number of a person in it is left out.
        issuer: common name of who issued the certificate; empty where the holder made it.
        claimed_at: the moment that the signing machine wrote (aware), vouched for by nobody; None where it wrote none.
    """

    name: str
    issuer: str
    claimed_at: datetime | None


def signers_of(content: bytes) -> tuple[Signer, ...]:
    """Return who signed a PDF whose signatures were found to hold, in the order of signing."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # loaded late, as in `signatures`

    found = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
    return tuple(
        Signer(
            _named(one.signer_cert.subject),
            "" if one.signer_cert.subject == one.signer_cert.issuer else _named(one.signer_cert.issuer),
            _aware(one.self_reported_timestamp),
        )
        for one in found
    )


def _named(name: x509.Name) -> str:
    """“Ủy ban nhân dân xã A”, or “Văn thư, Ủy ban nhân dân xã A”."""
    parts = name.native
    chosen = (_first(parts.get(key)) for key in ("common_name", "organization_name"))
    said = ", ".join(dict.fromkeys(part for part in chosen if part))
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def _first(value: object) -> str:
    """The text of a part of a name, which may be there several times."""
    text = value[0] if isinstance(value, list) and value else value
    return " ".join("".join(letter for letter in str(text) if letter.isprintable()).split()) if text else ""


def _aware(moment: datetime | None) -> datetime | None:
    """A moment without a zone says nothing that could be shown."""
    return moment if moment is not None and moment.tzinfo is not None else None
