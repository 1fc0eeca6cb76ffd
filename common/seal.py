"""The seal of an installation on a PDF that is kept: a PAdES signature, which any reader of PDFs can check.

It says that the file has not changed since and which installation issued it; it is nobody's signature. The certificate and its
key are a PKCS#12 file named by the settings; outside production one without value is made in the state folder.
"""

import os
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper

FIELD = "Cachet"
#: Who seals where no certificate was configured.
SELF_MADE = "Palier, cachet de démonstration sans valeur"
SELF_MADE_YEARS, SELF_MADE_BITS = 10, 3072


class Unusable(RuntimeError):
    """The configured certificate cannot seal: unreadable, of another password, not RSA, or out of its dates."""


@dataclass(frozen=True)
class Seal:
    """A certificate with its key, and the authority asked for the time, if any."""

    signer: signers.SimpleSigner
    timestamp_url: str = ""

    @property
    def name(self) -> str:
        """Who seals, as its certificate says."""
        certificate = self.signer.signing_cert
        return str(certificate.subject.native.get("common_name", "")) if certificate else ""


def installed() -> Seal | None:
    """The seal of this installation; None in production without a certificate.

    `Unusable` when the certificate it names cannot seal today.
    """
    path, password = settings.SEAL_FILE, settings.SEAL_PASSWORD
    if path is None:
        if settings.SEAL_FOLDER is None:
            return None
        path, password = self_made(settings.SEAL_FOLDER), ""
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(path.read_bytes(), (), password.encode() or None)
    except (OSError, ValueError, TypeError) as error:
        raise Unusable(f"{path} is no PKCS#12 file that seal_password opens.") from error
    if signer.signing_cert.public_key.algorithm != "rsa":
        raise Unusable(f"The key of {path} is not RSA: a seal by another asks for PDF 2.0, which no PDF/A-3 may be.")
    validity = signer.signing_cert["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= timezone.now() <= validity["not_after"].native:
        raise Unusable(f"The certificate of {path} is out of its dates.")
    return Seal(signer, settings.TIMESTAMP_URL)


def seal(content: bytes, *, by: Seal, reason: str) -> bytes:
    """The same PDF, sealed: what it held is untouched, the signature is added after it. `reason` is shown by readers.

    With an authority it also says when; it is asked over the network, with a digest alone.
    """
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            name=by.name,
            reason=reason,
        ),
        signer=by.signer,
        timestamper=HTTPTimeStamper(by.timestamp_url) if by.timestamp_url else None,
        new_field_spec=fields.SigFieldSpec(FIELD, invis_sig_settings=fields.InvisSigSettings(set_print_flag=True)),
    )
    sealed = BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), output=sealed)
    return sealed.getvalue()


def self_made(folder: Path) -> Path:
    """The certificate without value of this state folder, made once whatever the number of processes that ask."""
    path = folder / "seal.p12"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix="seal-") as made:
            made.write(_self_signed())
            made.flush()
            try:
                os.link(made.name, path)
            except FileExistsError:
                return path
    return path


def _self_signed() -> bytes:
    key, now = rsa.generate_private_key(65537, SELF_MADE_BITS), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SELF_MADE)])
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=366 * SELF_MADE_YEARS))
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return serialize_key_and_certificates(b"seal", key, certificate, None, NoEncryption())
