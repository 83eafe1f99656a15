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


def signed_under_an_authority(content: bytes) -> tuple[bytes, bytes]:
    """Return a signed PDF whose certificate an authority issued, and the authority's certificate as PEM."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = _certificate("Tổ chức kiểm thử", root_key, "Tổ chức kiểm thử", root_key, number=1, is_authority=True)
    leaf = _certificate("Ủy ban kiểm thử", key, "Tổ chức kiểm thử", root_key, number=2, is_authority=False)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    made = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="ChuKy"), signer=_signer_with(leaf, key))
    return bytes(made.getvalue()), root.public_bytes(serialization.Encoding.PEM)


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


def with_file(content: bytes, name: str, data: bytes, *codings: str) -> bytes:
    """Return a PDF with one more file in it, which no list of files names; `data` says to be coded in these ways."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    packed = generic.ArrayObject(map(generic.pdf_name, codings))
    stream = generic.StreamObject({generic.pdf_name("/Filter"): packed}, encoded_data=data)
    held = generic.DictionaryObject({generic.pdf_name("/F"): writer.add_object(stream)})
    told = {generic.pdf_name("/F"): generic.pdf_string(name), generic.pdf_name("/EF"): held}
    writer.root[generic.pdf_name("/Extra")] = writer.add_object(generic.DictionaryObject(told))
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
    name = "Chứng thư kiểm thử"
    return _signer_with(_certificate(name, key, name, key, number=7, is_authority=None), key)


def _certificate(
    subject: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, *, number: int,
    is_authority: bool | None,
) -> authority.Certificate:  # fmt: skip
    made = (
        authority.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(datetime(2026, 1, 1))  # noqa: DTZ001
        .not_valid_after(datetime(2036, 1, 1))  # noqa: DTZ001
    )
    if is_authority is not None:
        usage = dict.fromkeys(
            ("data_encipherment", "key_agreement", "key_encipherment", "encipher_only", "decipher_only"), False
        )
        made = made.add_extension(authority.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        made = made.add_extension(
            authority.KeyUsage(
                digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
                crl_sign=is_authority, **usage,
            ),
            critical=True,
        )  # fmt: skip
    return made.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> authority.Name:
    return authority.Name([authority.NameAttribute(NameOID.COMMON_NAME, text)])


def _signer_with(certificate: authority.Certificate, key: rsa.RSAPrivateKey) -> signers.SimpleSigner:
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(encoded),
        cert_registry=SimpleCertificateStore(),
    )
