"""French typography: the spaces and apostrophes a typesetter would put.

Two functions, both pure and idempotent: `typographic` for plain text, `typographic_html` for escaped HTML.
Rules: Imprimerie nationale, as used by the interface. U+202F before ; ! ? and inside « », and in thousands;
U+00A0 before : € % and units of time, between day and month, after M., Mme and n°; curly apostrophe; « 1ᵉʳ ».
URLs, e-mail addresses and 10:12 are left as they are.
"""

import html
import re

THIN = "\u202f"
HARD = "\u00a0"
_BLANK = f"[ {HARD}{THIN}]"
_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janv\.|févr\.|avr\.|juil\.|sept\.|oct\.|nov\.|déc\."
)

_PROTECTED = re.compile(r"(?:https?://|www\.)[^\s<>«»]*[^\s<>«».,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LOOSE = f"[ {THIN}]"
# One pass tells whether any rule may apply: most texts of a long table are already set, or have nothing to set.
# It starts from a character that a rule touches, then looks around it: the other way round takes twice the time.
_TITLES = "|".join(
    rf"(?<=\b{title}{_LOOSE})" for title in (r"M\.", r"MM\.", "Mme", "Mmes", "Mlle", "Dr", "Me", r"art\.")
)
_WORTH_A_LOOK = re.compile(
    rf"['.«»;!?:€%°\dʳ {THIN}](?:(?<={_LOOSE})(?:(?<=h{_LOOSE})\d|(?<=[.esr]{_LOOSE})(?:{_TITLES}))"
    rf"|(?<=[\dʳ])(?:(?<=\d)(?:(?:er|re|e)\b|[ {HARD}]\d{{3}})|{_LOOSE}[jfmasondh])"
    rf"|(?<=[»;!?])(?<!{THIN}.)|(?<=:)(?<!{HARD}.)(?:\s|$)|(?<=[€%])(?<!{HARD}.)"
    rf"|(?<=')|(?<=\.)\.\.|(?<=«)(?!{THIN}\S)|(?<=°)(?!{HARD}))"
)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\.\.\.(?!\.)", "…"),
        (r"(?<=[^\W\d_])'(?=\w|«|$)", "’"),
        (rf"«{_BLANK}*(?=\S)", f"«{THIN}"),
        (rf"(?<=\S){_BLANK}*»", f"{THIN}»"),
        (rf"{_BLANK}+([;!?])", rf"{THIN}\1"),
        (r"(?<=[\w»)\]…€%])([;!?]+)(?=$|[\s»)\]])", rf"{THIN}\1"),
        (rf"{_BLANK}+:(?=$|\s)", f"{HARD}:"),
        (r"(?<=[\w»)\]…€%]):(?=$|\s)", f"{HARD}:"),
        (rf"(?<=\d){_BLANK}?([€%])", rf"{HARD}\1"),
        (r"(?<![\w,.])1er\b", "1ᵉʳ"),
        (r"(?<![\w,.])1re\b", "1ʳᵉ"),
        (rf"(?<![\w,.])(\d{{1,2}})e(?={_BLANK}|,|$)", r"\1ᵉ"),
        (rf"(?<![\w,.])(\d{{1,2}}|1ᵉʳ){_BLANK}({_MONTHS})(?!\w)", rf"\1{HARD}\2"),
        (rf"(?<=\d){_BLANK}min\b", f"{HARD}min"),
        (rf"(?<!\w)(M\.|MM\.|Mme|Mmes|Mlle|Dr|Me){_BLANK}(?=[A-ZÀ-Ý])", rf"\1{HARD}"),
        (rf"(?<!\w)([nN]°){_BLANK}?(?=\w)", rf"\1{HARD}"),
        (rf"(?<!\w)art\.{_BLANK}(?=\w)", f"art.{HARD}"),
    )
)
_HOUR = re.compile(rf"(?<!\w)(\d{{1,2}}){_BLANK}h(?:{_BLANK}(\d\d))?(?!\w)")
_THOUSANDS = re.compile(rf"(?<![\w,.])\d{{1,3}}(?:{_BLANK}\d{{3}})+(?![\w])")
_VERBATIM = "script|style|textarea|code|pre|samp|kbd"
_TAG = rf"<(?:[/abd-jl-oqru-z]|(?!!--|(?:{_VERBATIM})\b)[a-zA-Z!])[^>]*>"
_TEXT = re.compile(rf"((?:{_TAG}|\s+(?=<)|<!--.*?-->|<({_VERBATIM})\b.*?</\2\s*>)+)|([^<]+|<)", re.DOTALL)


def _hour(match: re.Match[str]) -> str:
    minutes = match.group(2)
    return f"{match.group(1)}{HARD}h" + (f"{HARD}{minutes}" if minutes else "")


def _thousands(match: re.Match[str]) -> str:
    return re.sub(_BLANK, THIN, match.group())


def _set(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return _THOUSANDS.sub(_thousands, _HOUR.sub(_hour, text))


def typographic(text: str) -> str:
    """The same French text with its non-breaking spaces, apostrophes and ordinals.

    `text` is plain text, not HTML. Applying it twice changes nothing more.
    """
    if not _WORTH_A_LOOK.search(text):
        return text
    parts, end = [], 0
    for match in _PROTECTED.finditer(text):
        parts += [_set(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, _set(text[end:])])


def typographic_html(markup: str) -> str:
    """The same HTML with its text set by `typographic`; tags, attributes and verbatim elements are untouched.

    Verbatim: script, style, textarea, code, pre, samp, kbd, in lower case. `markup` must already be escaped; entities of a
    text that is set come back in the form Django's `escape` gives them.
    """
    return "".join([tags or _set_escaped(text) for tags, _, text in _TEXT.findall(markup)])


def _set_escaped(text: str) -> str:
    if "&" in text:
        return html.escape(typographic(html.unescape(text)))
    return typographic(text) if _WORTH_A_LOOK.search(text) else text
