"""Signing and spoiling PDFs for the tests, with a certificate made on the spot."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from typing import Any

from asn1crypto import keys, x509
from cryptography import x509 as authority
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def signed(content: bytes) -> bytes:
    """Return a PDF with a signature that nobody recognises and that holds."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    made = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="ChuKy"), signer=_signer())
    return bytes(made.getvalue())


def changed_after_signing(content: bytes) -> bytes:
    """Return a signed PDF with another figure appended over its page: the signature no longer covers the whole."""
    return with_object(content, {"/Type": "/Later"})


def with_object(content: bytes, entries: dict[str, str]) -> bytes:
    """Return a PDF with one more object, hung on its catalogue."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    thing = generic.DictionaryObject({generic.pdf_name(key): _value(value) for key, value in entries.items()})
    writer.root[generic.pdf_name("/Extra")] = writer.add_object(thing)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted(content: bytes) -> bytes:
    """Return a PDF that asks for a password."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    writer.encrypt("mat-khau")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _value(text: str) -> Any:
    return generic.pdf_name(text) if text.startswith("/") else generic.pdf_string(text)


@cache
def _signer() -> signers.SimpleSigner:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = authority.Name([authority.NameAttribute(NameOID.COMMON_NAME, "Chứng thư kiểm thử")])
    made = (
        authority.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 1))  # noqa: DTZ001
        .not_valid_after(datetime(2036, 1, 1))  # noqa: DTZ001
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(made.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(encoded),
        cert_registry=SimpleCertificateStore(),
    )
