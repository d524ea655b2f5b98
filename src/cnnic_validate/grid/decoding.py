"""From bytes to text: UTF-8, what a byte order mark says, or what a person names."""

from __future__ import annotations

import codecs
import re
import unicodedata

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

PROPOSED = "gb18030"
# The longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_SNIFFED = 4096
_SAMPLE = re.compile(r"[\u3400-\u9fff]{2,20}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class UndecodedError(UnreadableError):
    """A text in an encoding that nobody named; `proposed` is one that reads it, else empty."""

    def __init__(self, path: str, message: str, hint: str, proposed: str) -> None:
        self.proposed = proposed
        super().__init__(path, message, hint)


def decoded(data: bytes, path: str, encoding: str = "") -> str:
    """Decode a text.

    Args:
        data: its bytes; a page may declare its encoding in a `meta` element.
        path: how a person names it.
        encoding: what a person says that it is; it holds even against a mark.

    Raises:
        UndecodedError: it is not UTF-8 and says nothing; what reads it is proposed.
        UnreadableError: the encoding named is unknown or does not read it, or it is no text.
    """
    if encoding:
        return _by_name(data, path, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _by_name(data[len(mark) :], path, name)
    declared = _DECLARED.search(data[:_SNIFFED])
    if declared:
        return _by_name(data, path, declared[1].decode("ascii"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecoded(data, path, error.start) from error
    if "\0" in text:
        raise UnreadableError(path, say("is a binary file, a table was expected"))
    return text


def _by_name(data: bytes, path: str, encoding: str) -> str:
    # A page that says gb2312 means what browsers take it for.
    known = PROPOSED if encoding.lower() in {"gb2312", "gbk"} else encoding
    try:
        return data.decode(known).removeprefix("\ufeff")
    except LookupError as error:
        raise UnreadableError(
            path,
            say("the encoding {encoding} is unknown", encoding=encoding),
            say("name one such as utf-8, gb18030 or cp1252"),
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(
            path,
            say(
                "is not {encoding} text: byte 0x{byte:02X} at {at:,}",
                encoding=encoding,
                byte=data[error.start],
                at=error.start,
            ),
            say("name its encoding with --encoding"),
        ) from error


def _undecoded(data: bytes, path: str, at: int) -> UndecodedError:
    message = say(
        "is not UTF-8 text: byte 0x{byte:02X} on line {line}",
        byte=data[at],
        line=data.count(b"\n", 0, at) + 1,
    )
    sample = _as_chinese(data)
    if not sample:
        return UndecodedError(path, message, say("name its encoding with --encoding"), "")
    message += say("; as {encoding} it reads {sample}", encoding=PROPOSED, sample=sample)
    hint = say("if that is right: --encoding {encoding}", encoding=PROPOSED)
    return UndecodedError(path, message, hint, PROPOSED)


def _as_chinese(data: bytes) -> str:
    """Give some of what the bytes say in Chinese; empty where they do not."""
    try:
        text = data.decode(PROPOSED)
    except UnicodeDecodeError:
        return ""
    found = _SAMPLE.search(text) or _CHINESE.search(text)
    if not found or any(unicodedata.category(each) in {"Co", "Cn"} for each in text):
        return ""
    return found[0]
