"""The one place where text from outside is made safe to show.

Python calls a character printable unless it is a control (C0, C1), a format character (the
bidirectional marks, zero-width ones), a lone surrogate, a private or unassigned code point, a line
or paragraph separator, or a space other than the ASCII one. All of these could move the cursor,
recolour or reorder a terminal line, or hide in it: a no-break space inside a number is a fault to
be seen.
"""

from __future__ import annotations

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escaped(text: str) -> str:
    r"""Replace every character that is not plainly visible by an escape such as ``\x1b``.

    The result is one line and holds no character that a terminal interprets. Printable text,
    Chinese included, comes back unchanged.
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def json_escaped(text: str) -> str:
    r"""Do the same inside JSON text: invisible characters become ``\uXXXX``, still the same JSON.

    Args:
        text: JSON as `json.dumps(..., ensure_ascii=False)` gives it; its own line breaks are kept.
    """
    # Nearly every line is printable, and that is one look at the whole of it.
    return "\n".join(
        line
        if line.isprintable()
        else "".join(each if each.isprintable() else _json_escape(each) for each in line)
        for line in text.split("\n")
    )


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_escape(character: str) -> str:
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    high, low = divmod(number - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
