"""One table as five documents: workbook, page, tabs, GBK and PDF."""

import csv
import html
import io

from openpyxl import Workbook
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table


def documents(rows):
    """Give the bytes of each document, by its file name."""
    return {
        "table.xlsx": workbook(rows),
        "table.html": page(rows),
        "table.tsv": delimited(rows, "\t").encode(),
        "table.csv": delimited(rows, ",").encode("gbk"),
        "table.pdf": portable(rows),
    }


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append([each or None for each in row])
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def page(rows):
    head, *body = ["".join(f"<td>{html.escape(each)}</td>" for each in row) for row in rows]
    lines = "\n".join(f"<tr>{each}</tr>" for each in body)
    head = head.replace("td>", "th>")
    text = f"<!DOCTYPE html><html><body><table><tr>{head}</tr>\n{lines}</table></body></html>"
    return text.encode()


def delimited(rows, delimiter):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def portable(rows, *, ruled=True):
    """Make a PDF by a Chinese font that every reader has; long cells are broken into lines."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("chinese", fontName="STSong-Light", fontSize=8, wordWrap="CJK")
    escaped = [[html.escape(each) for each in row] for row in rows]
    return table_pdf(escaped, style, ruled=ruled)


def table_pdf(rows, style, *, ruled=True, extra=()):
    """Make a PDF of cells that may hold markup; its headings stand on every page."""
    table = Table([[Paragraph(each, style) for each in row] for row in rows], repeatRows=1)
    lines = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    table.setStyle([*lines, *extra])
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=landscape(A4), invariant=1).build([table])
    return stream.getvalue()
