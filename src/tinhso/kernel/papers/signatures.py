"""What can honestly be said about digital signatures in a PDF: that there is one, and that nothing changed under it.

Whether the certificate belongs to a recognised authority, was in force or revoked is not checked here: `INTACT` never
means more than “the content is what the holder of this key signed”.
"""

from __future__ import annotations

import io
from enum import StrEnum

from tinhso.kernel.papers.errors import BrokenSignature


class SignatureState(StrEnum):
    """What was verified; codes are stored."""

    NONE = "none"
    INTACT = "intact"

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
}


def signature_state(content: bytes) -> SignatureState:
    """Return what can be said about the signatures of a PDF.

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
    return SignatureState.INTACT if found else SignatureState.NONE
