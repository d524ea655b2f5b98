"""Reports as one HTML page: no script, no network, nothing but the file itself.

Jinja2 escapes every value; a Content-Security-Policy in the page forbids scripts and requests, for
the case that something got through all the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import metadata, resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from cnnic_validate.model.report import Report
from cnnic_validate.render.drawing.conflict import LAST_CENTRED
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.html.page import page_of
from cnnic_validate.render.layout import ENGLISH, Style, number
from cnnic_validate.render.translate import TAGS, in_language

# Ids, paths, periods and formulas stay in one line where one has room for them. Where none has,
# they go on after these signs; browsers break at hyphens by themselves. A point between digits is
# none.
_WHOLE = re.compile(r"([（《]*[!-~]+[-_./][!-~…]+[）》，。；：、？！]*)")
_BREAKS = re.compile(r"(?<=[_/])(?=\w)|(?<=[^\W\d]\.)(?=\w)|(?<=\d\.)(?=[^\W\d])")
_BREAK = Markup("<wbr>")
_KEPT = Markup('<span class="whole">{}</span>')


def report_html(report: Report, style: Style = ENGLISH) -> str:
    """Write a report as an HTML page; the same bytes for the same report."""
    style = replace(style, color=False)
    page = page_of(in_language(report, style.lang), style)
    return (
        _template().render(page=page, tag=TAGS[style.lang], tell=style.tell, tell_n=style.tell_n)
        + "\n"
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "breaks": _breaks}
    environment.globals["last_centred"] = LAST_CENTRED
    environment.globals["version"] = metadata.version("cnnic-validate")
    environment.globals["style"] = Markup(_read("report.css"))  # noqa: S704 - our own file
    return environment.get_template("report.html.jinja")


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _visible(value: Any) -> Any:
    """Make every text that a template writes plainly visible, before it is escaped as HTML."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else escaped(value)


def _breaks(text: str) -> Markup:
    """Let a browser break a text in an id, a path or a formula where that is wider than a line."""
    pieces = _WHOLE.split(escaped(text))
    return Markup().join(
        _KEPT.format(_BREAK.join(_BREAKS.split(piece))) if at % 2 else piece
        for at, piece in enumerate(pieces)
    )
