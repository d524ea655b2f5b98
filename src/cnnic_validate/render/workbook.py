"""Tables as one workbook (Office Open XML, ECMA-376), the same bytes for the same tables.

Written here rather than by a library: those stamp the time into their files. Numbers are written as
they stand in the tables, as a spreadsheet reads them; text is text, so that no cell is a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from cnnic_validate.render.escape import escaped

# What a spreadsheet would take for the same number.
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?\Z")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME, _LONGEST_CELL = 31, 32_767
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_BOLD = ' s="1"'
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its columns, and rows of text; `numbers` are the columns of numbers."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[str]]
    numbers: frozenset[str] = frozenset()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write tables as a workbook, a sheet each, the header in bold and kept in sight.

    Args:
        sheets: at least one; names that a spreadsheet does not take are changed.
    """
    names = _names(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _related([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(names),
        "xl/_rels/workbook.xml.rels": _related(
            [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": _STYLES,
    }
    for at, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = "".join(_sheet(sheet))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, text)
    return stream.getvalue()


_XF = '<xf numFmtId="0" fontId="{font}" fillId="0" borderId="0"{more}/>'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1">{_XF.format(font=0, more="")}</cellStyleXfs><cellXfs count="2">'
    + _XF.format(font=0, more=' xfId="0"')
    + _XF.format(font=1, more=' xfId="0" applyFont="1"')
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Give each sheet a name that a spreadsheet takes, each another."""
    taken: list[str] = []
    for sheet in sheets:
        base = _SHEET_NAME.sub("_", escaped(sheet.name)) or "_"
        name, nth = base[:_LONGEST_NAME], 2
        while name.lower() in {each.lower() for each in taken}:
            name, nth = f"{base[: _LONGEST_NAME - 4]} {nth}", nth + 1
        taken.append(name)
    return taken


def _content_types(sheets: int) -> str:
    parts = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles")]
    parts += [(f"xl/worksheets/sheet{at}.xml", "worksheet") for at in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def _related(targets: Sequence[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="r{at}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{_attribute(name)}" sheetId="{at}" r:id="r{at}"/>'
        for at, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>'
        "</workbook>"
    )


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews><sheetData>"
    )
    yield f"<row>{''.join(_text(each, _BOLD) for each in sheet.columns)}</row>"
    are_numbers = [each in sheet.numbers for each in sheet.columns]
    for row in sheet.rows:
        cells = zip(row, are_numbers, strict=True)
        yield f"<row>{''.join(_cell(text, is_number=of) for text, of in cells)}</row>"
    yield "</sheetData></worksheet>"


def _cell(text: str, *, is_number: bool) -> str:
    if not text:
        return "<c/>"
    return f"<c><v>{text}</v></c>" if is_number and _NUMBER.match(text) else _text(text)


def _text(text: str, style: str = "") -> str:
    shown = escape(escaped(text[:_LONGEST_CELL]))
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{shown}</t></is></c>'


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
