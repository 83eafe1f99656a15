"""Does the certificate behind a signature lead to an authority that the province trusts? Offline, from files alone.

Only roots in the configured folder count. Revocation is not asked about (that needs the network): what is said never
claims it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from tinhso.kernel.papers.errors import UnreadableAnchor

_ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})
_MAY_SIGN = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def read_anchors(folder: Path) -> tuple[x509.Certificate, ...]:
    """Return the root certificates of a folder, PEM (several in a file) or DER, in the order of the file names.

    Raises:
        UnreadableAnchor (KER-126): names the file that is no certificate.
    """
    found: list[x509.Certificate] = []
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() in _ENDINGS:
            found += _certificates(file)
    return tuple(found)


def leads_to_anchor(signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate], at: datetime) -> bool:
    """Say whether a signature's chain ends in one of the anchors and each certificate is in force at a moment."""
    context = ValidationContext(trust_roots=list(anchors), allow_fetching=False, revocation_mode="soft-fail", moment=at)
    status = validate_pdf_signature(signature, context, key_usage_settings=_MAY_SIGN, skip_diff=True)
    return bool(status.intact and status.valid and status.trusted)


def _certificates(file: Path) -> list[x509.Certificate]:
    content = file.read_bytes()
    try:
        blocks = [part for _, _, part in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        loaded = [x509.Certificate.load(block) for block in blocks]
        # Reading is lazy: ask for the name now, while the file can still be named.
        _ = [one.subject.human_friendly for one in loaded]
    except (ValueError, TypeError) as problem:
        raise UnreadableAnchor(file=file.name) from problem
    return loaded
