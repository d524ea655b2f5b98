"""What a document is, by its first bytes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

Kind = Literal["workbook", "pdf", "page", "text"]
KINDS = {
    "workbook": say("workbook"),
    "pdf": say("PDF"),
    "page": say("web page"),
    "text": say("text"),
}

_SNIFFED = 64 * 1024
_PAGE = re.compile(
    rb"\s*(?:<!doctype\s+html|<\?xml|<html|<!--|<table|<div|<meta|<body|<head)", re.IGNORECASE
)
_TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_AS_XLSX = say("open it and save it as .xlsx (LibreOffice: File > Save As > Excel 2007-365)")


def kind_of(data: bytes, path: str) -> Kind:
    """Tell the kind of a document.

    Raises:
        UnreadableError: it is of a kind that is not read; says what to do.
    """
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, path)
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            path, say("is an old Excel file (.xls) or one with a password"), _AS_XLSX
        )
    if data.startswith(_PICTURES):
        raise UnreadableError(
            path,
            say("is a picture: its digits would be guessed"),
            say("copy the table from a page or workbook that has it as text"),
        )
    start = data.removeprefix(b"\xef\xbb\xbf")[:_SNIFFED]
    return "page" if _PAGE.match(start) and _TABLE.search(data) else "text"


def _zipped(data: bytes, path: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(path, say("is a damaged zip file")) from error
    if "xl/workbook.xml" in names:
        return "workbook"
    if b"opendocument" in declared:
        raise UnreadableError(path, say("is an OpenDocument file, which is not read"), _AS_XLSX)
    if "xl/workbook.bin" in names:
        raise UnreadableError(path, say("is a binary workbook (.xlsb), not read"), _AS_XLSX)
    if "word/document.xml" in names:
        what = say("is a Word document, a table was expected")
        raise UnreadableError(path, what, say("copy its table into a workbook, or paste it"))
    raise UnreadableError(
        path, say("is a zip file, a table was expected"), say("unpack it and name the table")
    )
