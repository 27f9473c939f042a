"""Text that other people wrote, made harmless before it is shown; and bars drawn out of characters.

Our own sentences are in ``locales/``.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

ALT_TEXT_LIMIT = 1024
"""Discord's limit for the description of a picture."""

_ELLIPSIS = "…"
_ZERO_WIDTH_SPACE = "\u200b"
_ZERO_WIDTH_JOINER = "\u200d"
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cs", "Co"})
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALWAYS_ESCAPED = frozenset("\\*_`<[]")
_ESCAPED_IN_PAIRS = frozenset("~|")
_ESCAPED_AT_START = frozenset("#>-+")
_NUMBERED_START = re.compile(r"\d+(?=[.)])")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_FULL_CELL = "▰"
_EMPTY_CELL = "▱"


def width(text: str) -> int:
    """Measure text the way in which it counts most: in UTF-16 units, so that an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def kept(text: str) -> str:
    """Return what somebody typed as far as it can be kept and sent on: PostgreSQL takes no null character.

    Nor is half of a pair of surrogates text: JSON can name one, UTF-8 has none.
    """
    return _NO_TEXT.sub("", text)


def visible(text: str) -> str:
    """Return text on one line, without control characters and marks that turn its direction around."""
    seen = (c for c in text if c.isspace() or not _is_invisible(c))
    return " ".join("".join(seen).split())


def harmless(text: str, limit: int) -> str:
    """Return somebody's text on one line so that Discord shows it as it was typed, and no longer than ``limit``.

    No mention, link, timestamp, emoji code, heading, list, quote, spoiler or code comes out of it. The limit
    counts the escapes too (``width``); what is cut ends with an ellipsis.
    """
    return _cut(_escaped(visible(text)), limit)


def cut(text: str, limit: int) -> str:
    """Return text no longer than ``limit`` (``width``); what is cut ends with an ellipsis."""
    return _cut(iter(text), limit)


def alt_text(prompt: str) -> str:
    """Return a prompt as the description of a picture, in which Discord reads no markup."""
    return cut(visible(prompt), ALT_TEXT_LIMIT)


def code(text: str, limit: int) -> str:
    """Return text as a code block that nothing in it can end, with its lines as they are."""
    seen = "".join(c for c in text if c == "\n" or not _is_invisible(c))
    # A zero-width space between backticks keeps a fence in the text from being one.
    fenced = seen.replace("``", f"`{_ZERO_WIDTH_SPACE}`").replace("``", f"`{_ZERO_WIDTH_SPACE}`")
    start, end = "```\n", "\n```"
    return f"{start}{cut(fenced, limit - len(start) - len(end))}{end}"


def bar(percent: int, cells: int = 12) -> str:
    """Draw a progress bar out of characters; full only at 100 %."""
    full = max(0, min(cells, percent * cells // 100))
    return _FULL_CELL * full + _EMPTY_CELL * (cells - full)


def _is_invisible(character: str) -> bool:
    return character in _DIRECTION_MARKS or unicodedata.category(character) in _INVISIBLE_CATEGORIES


def _escaped(line: str) -> Iterator[str]:
    """Yield the text in pieces that must not be cut, each with the escape that it needs."""
    numbered = _NUMBERED_START.match(line)
    list_mark = numbered.end() if numbered else -1
    for place, (character, following) in enumerate(pairwise([*line, ""])):
        previous = line[place - 1] if place else ""
        if character == "@":
            # Harmless in every client, where an escaped @ is not (discord.py does the same).
            yield f"@{_ZERO_WIDTH_SPACE}" if line.startswith(("everyone", "here"), place + 1) else "@"
        elif (
            character in _ALWAYS_ESCAPED
            or (character in _ESCAPED_IN_PAIRS and character in (previous, following))
            or (place == 0 and character in _ESCAPED_AT_START)
            or place == list_mark
            or (character == ":" and line.startswith("//", place + 1))
        ):
            yield f"\\{character}"
        else:
            yield character


def _cut(pieces: Iterator[str], limit: int) -> str:
    """Join pieces as long as they fit, with room for the ellipsis where they do not all."""
    taken: list[str] = []
    fits = used = 0
    for piece in pieces:
        used += width(piece)
        taken.append(piece)
        if used + len(_ELLIPSIS) <= limit:
            fits = len(taken)
        if used > limit:
            return "".join(taken[:fits]).rstrip(_ZERO_WIDTH_JOINER + " ") + _ELLIPSIS
    return "".join(taken)
