"""What can honestly be said about digital signatures in a PDF: that there is one, and that nothing changed under it.

`INTACT` never means more than “the content is what the holder of this key signed”: no trusted certificates are kept, so
nobody knew whom to ask. Where they are, the chain is followed (`chains.py`); revocation is never claimed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tinhso.kernel.papers.errors import BrokenSignature

if TYPE_CHECKING:
    from asn1crypto import x509


class SignatureState(StrEnum):
    """What was verified; codes are stored."""

    NONE = "none"
    INTACT = "intact"
    CHAIN_TRUSTED = "chain_trusted"
    CHAIN_UNKNOWN = "chain_unknown"

    @property
    def name_vi(self) -> str:
        return _WORDS[self][0]

    @property
    def name_en(self) -> str:
        return _WORDS[self][1]

    def label(self, language: str = "vi") -> str:
        return self.name_en if language.startswith("en") else self.name_vi


_WORDS = {
    SignatureState.NONE: ("không có chữ ký số", "no digital signature"),
    SignatureState.INTACT: (
        "có chữ ký số, nội dung không đổi từ lúc ký; chưa kiểm tra được chuỗi chứng thư",
        "digitally signed, unchanged since; the chain of certificates could not be checked",
    ),
    SignatureState.CHAIN_TRUSTED: (
        "có chữ ký số, nội dung không đổi từ lúc ký; chuỗi chứng thư dẫn đến một chứng thư gốc mà tỉnh tin cậy, "
        "còn hiệu lực lúc nhận tệp; chưa kiểm tra thu hồi",
        "digitally signed, unchanged since; the chain of certificates ends in a root that the province trusts, in "
        "force when the file came; revocation was not checked",
    ),
    SignatureState.CHAIN_UNKNOWN: (
        "có chữ ký số, nội dung không đổi từ lúc ký; chuỗi chứng thư không dẫn đến chứng thư gốc nào mà tỉnh tin cậy, "
        "hoặc đã hết hiệu lực",
        "digitally signed, unchanged since; the chain of certificates ends in no root that the province trusts, or is "
        "no longer in force",
    ),
}


def signature_state(
    content: bytes, anchors: Sequence[x509.Certificate] = (), at: datetime | None = None
) -> SignatureState:
    """Return what can be said about the signatures of a PDF.

    Args:
        anchors: root certificates that are trusted; without any, chains are not looked at.
        at: the moment at which every certificate must be in force (aware); needed with anchors.

    Raises:
        BrokenSignature (KER-125): one does not fit the content, or the last one leaves something uncovered.
    """
    # A fifth of the time that starting the product took: loaded with the first signed paper.
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    whole = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    try:
        found = list(PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures)
        for one in found:
            one.compute_integrity_info()
            intact, valid = validate_sig_integrity(
                one.signer_info, one.signer_cert, expected_content_type="data", actual_digest=one.compute_digest()
            )
            if not (intact and valid) or one.coverage not in whole:
                raise BrokenSignature()
    except BrokenSignature:
        raise
    except Exception as problem:
        # A signature that cannot even be read is not one that holds.
        raise BrokenSignature() from problem
    if found and found[-1].coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise BrokenSignature()
    if not found:
        return SignatureState.NONE
    if not anchors or at is None:
        return SignatureState.INTACT
    from tinhso.kernel.papers.chains import leads_to_anchor

    trusted = all(leads_to_anchor(one, anchors, at) for one in found)
    return SignatureState.CHAIN_TRUSTED if trusted else SignatureState.CHAIN_UNKNOWN
