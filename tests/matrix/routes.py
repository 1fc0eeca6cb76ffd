"""Every address of the product, from its URLconf."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve

SAMPLES = {"UUIDConverter": "11111111-2222-4333-8444-555555555555", "IntConverter": "7"}


@dataclass(frozen=True)
class Route:
    """A named address. `arguments`: what it asks for, in order."""

    name: str
    pattern: str
    arguments: tuple[str, ...]


def routes() -> dict[str, Route]:
    """Every route of the URLconf in force, by name. Raises ValueError for one without a name, or two of one name that
    both answer."""
    found: dict[str, Route] = {}
    answers: dict[str, object] = {}
    for prefix, pattern in _patterns(get_resolver().url_patterns, ""):
        where = f"{prefix}{pattern.pattern}"
        if not pattern.name:
            raise ValueError(f"the route « {where} » has no name: the matrix cannot speak of it")
        if pattern.name in found:
            if _reached(prefix, pattern) is not answers[pattern.name]:
                raise ValueError(f"two routes are called {pattern.name}, and the second one answers too: {where}")
            continue
        found[pattern.name] = Route(
            pattern.name, where, (*re.findall(r"<(?:\w+:)?(\w+)>", prefix), *pattern.pattern.regex.groupindex)
        )
        answers[pattern.name] = pattern.callback
    return found


def _patterns(patterns, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, f"{prefix}{pattern.pattern}")
        else:
            yield prefix, pattern


def _reached(prefix: str, pattern: URLPattern) -> object:
    """The view that answers an address of that pattern."""
    candidates = get_resolver().reverse_dict.getlist(pattern.name)
    for possibilities, _, _, converters in candidates:
        for template, names in possibilities:
            if template.startswith(prefix.split("<", maxsplit=1)[0]):
                values = {name: _sample(converters.get(name)) for name in names}
                return resolve(f"/{template % values}").func
    raise ValueError(f"no address leads to {prefix}{pattern.pattern}")


def _sample(converter) -> str:
    return SAMPLES.get(type(converter).__name__, "abc123")
