"""What a page carries of the report it shows: who reads it over, signs or issues it answers for that, and for nothing since. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping


def mark_of(said: int | str, recipients: Iterable[int], texts: Mapping[str, str] | None = None) -> str:
    """`said`: the number of its figures, or the digest of its content once it is signed. `recipients`: their audiences. `texts`: what is
    written in it; nothing is written where a text is empty."""
    written = {key: text for key, text in (texts or {}).items() if text}
    carried = json.dumps([said, sorted(recipients), written], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(carried.encode()).hexdigest()[:32]
