"""One spelling for two ways in which PostgreSQL writes the same condition.

`state IN ('a', 'b')` on a varchar is kept as an array that is cast; once dumped and restored, as an array of casts.
The conditions are the same, and a restored database must be known for the declared one. Standard library only.
"""

import re

_VALUE = r"'(?:[^']|'')*'::character varying"
_CAST_ARRAY = re.compile(rf"\(ARRAY\[({_VALUE}(?:, {_VALUE})*)\]\)::text\[\]")


def canonical(text: str) -> str:
    """The text with every array of values that is cast written as an array of casts."""
    return _CAST_ARRAY.sub(lambda found: f"ARRAY[{re.sub(f'({_VALUE})', _cast, found[1])}]", text)


def _cast(value: re.Match) -> str:
    return f"({value[1]})::text"
