"""Read pages back: their elements, and the numbers in them."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache

import html5lib
from lxml import html


@cache
def page(path):
    """Parse a page; `strictly` says whether it is sound."""
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def strictly(path):
    """Parse a page, and fail on anything that a parser of HTML must correct."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_bytes())


def text(element):
    return "".join(element.itertext()).strip()


def classes(element):
    return set((element.get("class") or "").split())


def number(shown, power=0):
    """Read a number of a page, in full scale, exact."""
    plain = shown.replace(",", "").replace("\u2212", "-").replace("+", "")
    return Fraction(plain) * Fraction(10) ** power


def table(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def name(element):
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def inside(element, *names):
    return [each for each in element.iter() if name(each) in names]
