"""Many records of a file in little memory."""

import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")
_PAGE = 256
_FASTEST = 1


class Packed(Sequence[T], Generic[T]):
    """Records in the order they are appended, kept as compressed pages and made again each time they are asked for.

    A line of a landlord's file takes about a tenth of what its objects would. `dump` gives the values of a record for
    JSON, the line they are about first; `load` makes the record of them again. Nothing is ever written to a disk.
    Equal to any sequence of equal records.
    """

    __slots__ = ("_dump", "_ends", "_load", "_open", "_pages")
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, records: Iterable[T] = (), *, dump: Callable[[T], Sequence[Any]], load: Callable[[list[Any]], T]
    ) -> None:
        self._dump, self._load = dump, load
        self._pages: list[bytes] = []
        self._ends: list[int] = []
        self._open: list[Sequence[Any]] = []
        for record in records:
            self.append(record)

    def append(self, record: T) -> None:
        """Add a record at the end."""
        self._append(self._dump(record))

    def values(self) -> Iterator[Sequence[Any]]:
        """Yield what `dump` gave of each record, as JSON gives it back."""
        for page in self._pages:
            yield from _unpacked(page)
        yield from self._open

    def without(self, lines: AbstractSet[int]) -> "Packed[T]":
        """Return the records that are not about these lines; itself when there are none of them."""
        if not lines:
            return self
        kept: Packed[T] = Packed(dump=self._dump, load=self._load)
        for values in self.values():
            if values[0] not in lines:
                kept._append(values)
        return kept

    def __iter__(self) -> Iterator[T]:
        return (self._load(list(values)) for values in self.values())

    def __len__(self) -> int:
        return (self._ends[-1] if self._ends else 0) + len(self._open)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        at = range(len(self))[index]
        page = bisect_right(self._ends, at)
        before = self._ends[page - 1] if page else 0
        records = _unpacked(self._pages[page]) if page < len(self._pages) else self._open
        return self._load(list(records[at - before]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def _append(self, values: Sequence[Any]) -> None:
        self._open.append(values)
        if len(self._open) == _PAGE:
            text = json.dumps(self._open, ensure_ascii=False, separators=(",", ":"))
            self._pages.append(zlib.compress(text.encode(), _FASTEST))
            self._ends.append(len(self))
            self._open = []


def _unpacked(page: bytes) -> list[Sequence[Any]]:
    records: list[Sequence[Any]] = json.loads(zlib.decompress(page))
    return records
