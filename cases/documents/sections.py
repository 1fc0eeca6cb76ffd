"""What a screen and a PDF show alike of a part."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """A heading with its sentences, its list, or its lines of two columns."""

    title: str
    said: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)
