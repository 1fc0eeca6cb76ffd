"""What proves that a person agreed: the strokes of her signature, or her signed paper, photographed."""

import hashlib
import io
import json
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from common.refusal import Refused

MAX_PHOTOGRAPH_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 2_400
MAX_POINTS = 6_000
MIN_POINTS = 5
_MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}


@dataclass(frozen=True)
class Proof:
    """One proof: `strokes` as the signature pad gives them, or `photograph`, a JPEG without metadata."""

    strokes: dict[str, Any] | None = None
    photograph: bytes | None = None

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self.photograph is not None else "application/json"

    @property
    def digest(self) -> str:
        """SHA-256 of the photograph, or of the strokes in canonical JSON."""
        content = self.photograph
        if content is None:
            content = json.dumps(self.strokes, sort_keys=True, separators=(",", ":")).encode()
        return hashlib.sha256(content).hexdigest()


def read_strokes(text: str) -> Proof:
    """The signature the pad put in its hidden input.

    Refused when nothing was drawn, or when it is not what the pad writes: only numbers are kept.
    """
    nothing = Refused("Il manque la signature. Signez dans le cadre, ou signez sur papier à la place.")
    if not text.strip():
        raise nothing
    try:
        drawn = json.loads(text, parse_constant=_no_constant)
        strokes = [
            [[round(float(x), 1), round(float(y), 1), int(at)] for x, y, at in stroke] for stroke in drawn["strokes"]
        ]
        kept = {"width": int(drawn["width"]), "height": int(drawn["height"]), "strokes": strokes}
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise Refused("La signature n’a pas pu être lue. Effacez-la, puis signez de nouveau.") from error
    points = sum(len(stroke) for stroke in strokes)
    if points < MIN_POINTS:
        raise nothing
    if points > MAX_POINTS:
        raise Refused("La signature est trop longue. Effacez-la, puis signez plus simplement.")
    return Proof(strokes=kept)


_END = {"JPEG": b"\xff\xd9", "PNG": b"IEND"}
_TAIL = 4096  # some cameras write a few bytes after the image


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no coordinate")


def read_photograph(content: bytes) -> Proof:
    """The signed paper: a JPEG or PNG of at most 8 MB, drawn again without its metadata (place, device).

    Refused on another kind of file, whatever its name says, and on an image that would not open.
    """
    if len(content) > MAX_PHOTOGRAPH_BYTES:
        raise Refused("Cette photo dépasse 8 Mo. Reprenez-la avec une qualité plus basse.")
    kind = next((name for magic, name in _MAGIC.items() if content.startswith(magic)), None)
    if kind is None:
        raise Refused("Ce fichier n’est ni une image JPEG ni une image PNG. Prenez le papier en photo.")
    unreadable = Refused("Cette image ne s’ouvre pas. Reprenez la photo du papier signé.")
    # WeasyPrint tells Pillow, for the whole process, to open truncated images: their end is looked for here.
    if _END[kind] not in content[-_TAIL:]:
        raise unreadable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise unreadable
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise unreadable from error
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    clean = Image.frombytes("RGB", upright.size, upright.tobytes())
    kept = io.BytesIO()
    clean.save(kept, "JPEG", quality=85)
    return Proof(photograph=kept.getvalue())
