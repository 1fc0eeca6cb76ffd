"""The seal of what is kept: anybody's reader says whether a byte changed."""

import io
import threading
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from common import seal

REASON = "Rapport émis par Le Pas de Porte"


def a_pdf() -> bytes:
    with pikepdf.new() as file:
        file.add_blank_page()
        stream = io.BytesIO()
        file.save(stream)
    return stream.getvalue()


@pytest.fixture
def here(settings, tmp_path) -> seal.Seal:
    settings.SEAL_FILE, settings.SEAL_FOLDER, settings.TIMESTAMP_URL = None, tmp_path / "seal", ""
    found = seal.installed()
    assert found
    return found


def checked(content: bytes, by: seal.Seal):
    """What pyHanko says of the one seal of that file."""
    (found,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = ValidationContext(trust_roots=[by.signer.signing_cert], allow_fetching=False)
    return validate_pdf_signature(found, signer_validation_context=trusted, ts_validation_context=trusted)


def is_valid(content: bytes, by: seal.Seal) -> bool:
    """Whether it is found sealed, whole, and untouched; what cannot even be read is not."""
    try:
        return checked(content, by).bottom_line
    except (PdfError, SignatureValidationError, ArithmeticError, LookupError, TypeError, ValueError):
        return False


def test_a_sealed_file_is_found_whole(here):
    sealed = seal.seal(a_pdf(), by=here, reason=REASON)
    found = checked(sealed, here)
    assert found.bottom_line
    assert found.intact
    assert found.coverage.name == "ENTIRE_FILE"
    assert here.name == seal.SELF_MADE


def test_what_was_there_is_untouched_and_the_seal_comes_after_it(here):
    before = a_pdf()
    sealed = seal.seal(before, by=here, reason=REASON)
    assert sealed.startswith(before)
    with pikepdf.open(io.BytesIO(sealed)) as file:
        assert file.Root.get("/Version", "/1.7") == "/1.7", "a PDF/A-3 is never of PDF 2.0"


def test_it_is_pades_and_says_why(here):
    sealed = seal.seal(a_pdf(), by=here, reason=REASON)
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.sig_object["/Reason"] == REASON
    assert found.field_name == seal.FIELD


def test_one_changed_byte_is_found_wherever_it_is(here):
    sealed = seal.seal(a_pdf(), by=here, reason=REASON)
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    first, length, second, rest = (int(each) for each in found.byte_range)
    covered = [*range(first, first + length), *range(second, second + rest)]
    for at in covered[:: max(len(covered) // 60, 1)]:
        assert not is_valid(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], here), at
    assert is_valid(sealed, here)


def test_what_is_added_after_the_seal_is_found(here):
    sealed = seal.seal(a_pdf(), by=here, reason=REASON)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()
    added = io.BytesIO()
    writer.write(added)
    assert not is_valid(added.getvalue(), here)


def test_anothers_seal_is_not_ours(here, settings, tmp_path):
    settings.SEAL_FOLDER = tmp_path / "other"
    other = seal.installed()
    assert not is_valid(seal.seal(a_pdf(), by=other, reason=REASON), here)


def test_the_self_made_certificate_is_made_once_and_closed_to_others(tmp_path):
    paths: list = []
    threads = [threading.Thread(target=lambda: paths.append(seal.self_made(tmp_path).read_bytes())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(paths)) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["seal.p12"]
    assert (tmp_path / "seal.p12").stat().st_mode & 0o077 == 0


def certificate(path, *, password: str, days: int = 10, key=None):
    key, name = (
        key or rsa.generate_private_key(65537, 2048),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Asso")]),
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        made.not_valid_before(now - timedelta(days=20)).not_valid_after(now + timedelta(days=days)).sign(key, SHA256())
    )
    locked = BestAvailableEncryption(password.encode())
    path.write_bytes(serialize_key_and_certificates(b"seal", key, made, None, locked))


def test_an_installation_seals_with_its_own_certificate(settings, tmp_path):
    certificate(tmp_path / "own.p12", password="secret")
    settings.SEAL_FILE, settings.SEAL_PASSWORD, settings.SEAL_FOLDER = tmp_path / "own.p12", "secret", None
    found = seal.installed()
    assert found.name == "Asso"
    assert is_valid(seal.seal(a_pdf(), by=found, reason=REASON), found)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"password": "another"}, "no PKCS#12 file"),
        ({"days": -1}, "out of its dates"),
        ({"key": ec.generate_private_key(ec.SECP256R1())}, "not RSA"),
    ],
)
def test_a_certificate_that_cannot_seal_is_not_left_out_in_silence(settings, tmp_path, made, told):
    certificate(tmp_path / "own.p12", **{"password": "secret", **made})
    settings.SEAL_FILE, settings.SEAL_PASSWORD = tmp_path / "own.p12", "secret"
    with pytest.raises(seal.Unusable, match=told):
        seal.installed()


def test_a_file_that_names_none_is_told(settings, tmp_path):
    settings.SEAL_FILE = tmp_path / "none.p12"
    with pytest.raises(seal.Unusable, match="no PKCS#12 file"):
        seal.installed()


def test_an_installation_without_certificate_has_no_seal(settings):
    settings.SEAL_FILE = settings.SEAL_FOLDER = None
    assert seal.installed() is None


def test_an_authority_is_asked_for_the_time(here, monkeypatch, tmp_path):
    """An authority of our own in the place of one on the network: its answer is a real one."""
    certificate(tmp_path / "time.p12", password="secret")
    clock = signers.SimpleSigner.load_pkcs12_data((tmp_path / "time.p12").read_bytes(), (), b"secret")
    asked = []

    def authority(url: str) -> DummyTimeStamper:
        asked.append(url)
        return DummyTimeStamper(tsa_cert=clock.signing_cert, tsa_key=clock.signing_key)

    monkeypatch.setattr(seal, "HTTPTimeStamper", authority)
    timed = seal.Seal(here.signer, "https://time.example")
    sealed = seal.seal(a_pdf(), by=timed, reason=REASON)
    (found,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert asked == ["https://time.example"]
    assert "signature_time_stamp_token" in [each["type"].native for each in found.signer_info["unsigned_attrs"]]
