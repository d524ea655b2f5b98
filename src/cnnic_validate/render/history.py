"""The formats of diffs and versions; apart from `render`, which a validation imports whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnnic_validate.model.diff import Diff
from cnnic_validate.model.version import Advice
from cnnic_validate.render.diff import diff_text
from cnnic_validate.render.diff_csv import diff_csv
from cnnic_validate.render.diff_json import diff_json
from cnnic_validate.render.diff_markdown import diff_markdown
from cnnic_validate.render.layout import Style
from cnnic_validate.render.version import version_json, version_text

DIFF_FORMATS: Mapping[str, Callable[[Diff, Style], str]] = {
    "text": diff_text,
    "json": lambda diff, _: diff_json(diff),
    "markdown": diff_markdown,
    "csv": lambda diff, _: diff_csv(diff),
}
VERSION_FORMATS: Mapping[str, Callable[[Advice, Style], str]] = {
    "text": version_text,
    "json": lambda advice, _: version_json(advice),
}
