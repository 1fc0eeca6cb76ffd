"""What proves an agreement: read strictly, and kept without what it says of the place."""

import io
import json

import pytest
from PIL import Image

from cases import evidence
from cases.evidence import Proof, read_photograph, read_strokes
from common.refusal import Refused
from tests.cases.agreements import DRAWN, STROKES, picture


def test_a_signature_is_kept_as_numbers():
    proof = read_strokes(DRAWN)
    assert proof.strokes["strokes"][0][0] == [10.0, 20.0, 0]
    assert proof.photograph is None
    assert proof.media_type == "application/json"


def test_the_digest_does_not_depend_on_the_order_of_the_keys():
    turned = dict(reversed(STROKES.items()))
    assert Proof(strokes=STROKES).digest == Proof(strokes=turned).digest
    assert Proof(strokes=STROKES).digest != Proof(strokes=STROKES | {"width": 301}).digest


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "null",
        "[]",
        "{",
        '{"width": 1, "height": 1, "strokes": []}',
        '{"width": 1, "height": 1, "strokes": [[[1, 2, 3]]]}',
        '{"width": 1, "height": 1, "strokes": "abc"}',
        '{"width": 1, "height": 1, "strokes": [[[NaN, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1], [1, 1, 1]]]}',
        json.dumps({"width": 1, "height": 1, "strokes": [[["<script>", 1, 1]] * 6]}),
        json.dumps({"width": 1, "height": 1, "strokes": [[[1, 1, 1]] * (evidence.MAX_POINTS + 1)]}),
        "[" * 100_000,
    ],
)
def test_what_is_no_signature_is_refused(typed):
    with pytest.raises(Refused):
        read_strokes(typed)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_loses_its_metadata_and_stands_upright(kind):
    source = picture(kind)
    proof = read_photograph(source)
    assert proof.media_type == "image/jpeg"
    assert b"Vasseur" in source
    assert b"Vasseur" not in proof.photograph
    with Image.open(io.BytesIO(proof.photograph)) as kept:
        assert kept.format == "JPEG"
        assert dict(kept.getexif()) == {}
        assert kept.size == (40, 60)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a" + b"0" * 100, "ni une image JPEG"),
        (b"%PDF-1.7 " + b"0" * 100, "ni une image JPEG"),
        (b"<svg onload='x'></svg>", "ni une image JPEG"),
        (b"\xff\xd8\xff" + b"0" * 100, "ne s’ouvre pas"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "ne s’ouvre pas"),
        (b"\xff\xd8\xff" + b"0" * (evidence.MAX_PHOTOGRAPH_BYTES + 1), "8 Mo"),
    ],
)
def test_another_file_is_refused_whatever_its_name(content, sentence):
    with pytest.raises(Refused, match=sentence):
        read_photograph(content)


def test_a_truncated_photograph_is_refused():
    source = picture(size=(400, 400))
    with pytest.raises(Refused):
        read_photograph(source[: len(source) // 2])


def test_an_image_too_large_to_open_is_refused(monkeypatch):
    monkeypatch.setattr(evidence, "MAX_PIXELS", 100)
    with pytest.raises(Refused, match="ne s’ouvre pas"):
        read_photograph(picture())


def test_a_large_photograph_is_made_smaller():
    proof = read_photograph(picture(size=(4000, 3000)))
    with Image.open(io.BytesIO(proof.photograph)) as kept:
        assert max(kept.size) == evidence.MAX_SIDE
