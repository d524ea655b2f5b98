"""Reports of any size made by hand, with texts that try to break each format."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from cnnic_validate.errors import Fault
from cnnic_validate.model.clash import (
    Clash,
    Contradiction,
    MeantText,
    NamedRule,
    Operation,
    Reading,
    Slip,
    Suggestion,
    Suspect,
)
from cnnic_validate.model.codes import CODES
from cnnic_validate.model.diff import (
    DefinitionChange,
    Diff,
    Edit,
    FigureChange,
    PrintReading,
    RowChange,
    Subject,
)
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.naming import NamedQuantity
from cnnic_validate.model.period import Period
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report, RowRuleCount, TableCount
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.model.version import Advice, Bump, Comparison, Reason
from cnnic_validate.render import REPORT_FORMATS, Style

OBSERVATIONS = "data/observations.csv"
# One for each format: workflow commands, Markdown, HTML, XML, JSON, terminals.
HOSTILE = (
    "::error file=x::injected",
    "%0A::warning::injected",
    "line\nbreak\r::set-output name=valid::true",
    "| cell | `code` **bold** _it_ [a](http://x.example) ![i](http://x.example/i.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)> &amp; </details>",
    "@everyone see #12 and GH-3, www.x.example :tada: user@x.example",
    "]]> \x00\x0b\x1b[31m \ud800 \ufffe \ufeff\u202e",
    "1. one - two + three # four > five ~~six~~ $x$ \\",
    "{{ 7 * 7 }} {% raw %} ${x} 网民规模",
    "```\n<!-- ",
)
_CODES = tuple(CODES)


def place(number: int, column: str = "printed") -> Place:
    return Place(OBSERVATIONS, number + 2, number + 1, column, f"cnnic-55.figure_{number}.2024-12")


def reading(number: int, title: str, printed: str) -> Reading:
    quantity = NamedQuantity(title, (), Period(24299, 24299), "level", None)
    means = Decimal(printed.replace(",", ""))
    return Reading(place(number), quantity, printed, "10,000 persons", (means, means))


def conflict(number: int, text: str = "") -> Finding:
    text = text or HOSTILE[number % len(HOSTILE)]
    suspect = Suspect(
        (reading(number, text, "97,404"),),
        Operation.RETYPE,
        ((Decimal("97438.6"), Decimal("97448.9")),),
        0.9,
        tuple(
            Suggestion((MeantText(meant, Slip.TRANSPOSITION),), odds)
            for meant, odds in (("97,440", 0.8), (text, 0.1))
        ),
    )
    users = reading(number + 1, "users", "110,833")
    other = Suspect((users,), Operation.RETYPE, ((None, Decimal(3)),), 0.1)
    return Finding(
        "ratio",
        "error",
        "",
        place(number),
        rule="ratio",
        value="97,404",
        figures=(place(number), place(number + 1)),
        suspects=(suspect, other),
        account=Contradiction(
            (Clash((NamedRule("ratio", text),), (*suspect.figures, *other.figures)),)
        ),
    )


def finding(number: int) -> Finding:
    """Give the finding of a number: every code, every severity, every hostile text in turn."""
    if number % 4 == 0:
        return conflict(number)
    text = HOSTILE[number % len(HOSTILE)]
    code = _CODES[number % len(_CODES)]
    return Finding(
        code,
        ("error", "warning", "info")[number % 3],
        f"message {number}: {text}",
        place(number) if number % 5 else Place("schemas/rules.yaml"),
        rule=("", code, "users-within-population", "growth, ratio")[number % 4],
        value=HOSTILE[(number + 3) % len(HOSTILE)],
        hint="write digits only" if number % 2 else "",
        count=1 + number % 3,
    )


def instance(number: int) -> RuleInstance:
    verdicts = ("passed", "passed", "failed", "not applicable", "not evaluated", "waived")
    verdict = verdicts[number % len(verdicts)]
    reasons: Mapping[str, str] = {
        "not applicable": "exemption comparable: Growth in comparable terms",
        "not evaluated": f"not printed: users of kind {number}",
        "waived": f"waiver w until 2025-01-01: {HOSTILE[number % len(HOSTILE)]}",
    }
    return RuleInstance(
        ("ratio", "growth", "users-within-population")[number % 3],
        f"share {number} = 100 × {HOSTILE[number % len(HOSTILE)]}",
        verdict,
        "error",
        (f"cnnic-55.figure_{number}.2024-12",),
        reasons.get(verdict, ""),
    )


@functools.cache
def report(findings: int) -> Report:
    """Give a report with so many findings (repeats not counted)."""
    return Report(
        judged="datapackage.json",
        tables=(TableCount("observations", OBSERVATIONS, 200_000),),
        row_rules=(
            RowRuleCount("stock-has-month", "A stock has a month", "error", 300, 2, 1),
            RowRuleCount("never-judged", "Nothing to judge", "warning", 0, 0, 4),
        ),
        figures=199_000,
        unread=12,
        unchecked=("cnnic-55.figure_1.2024-12", "<b>"),
        instances=tuple(map(instance, range(60))) if findings else (),
        findings=tuple(map(finding, range(findings))),
        rules_from="datapackage.json",
    )


UNJUDGED = Report(
    judged="broken",
    faults=(
        Fault("datapackage.json", "resources[0].schema", "`numbr` is no type", "write `number`"),
        Fault("data/\x07|<b>.csv", "", HOSTILE[4]),
    ),
)
CHANGED = Report(
    "datapackage.json",
    against="origin/main",
    rules_from="origin/main",
    findings=(replace(conflict(0), known=True), finding(1)),
    changes=(
        DefinitionChange("waiver", "w1", "added", (Edit("why", None, HOSTILE[4]),)),
        DefinitionChange("figure rule", HOSTILE[3], "changed", (Edit("rule", "a <= b", "a >= b"),)),
        *(
            DefinitionChange("exemption", f"b{n}", "removed", (Edit("exempts", "growth", None),))
            for n in range(110)
        ),
    ),
)


def figure_change(number: int, nature: Literal["revised", "withdrawn", "added"]) -> FigureChange:
    """Give a change of a figure whose id and text try to break the format."""
    text = HOSTILE[number % len(HOSTILE)]
    old = None if nature == "added" else PrintReading(f"{number}.0", "percent")
    new = None if nature == "withdrawn" else PrintReading(f"{number}.1 {text}", "percent")
    return FigureChange(
        Subject(f"x.{number}.{text}", "users", "total", "2024-12", "level", "x"),
        nature,
        RowChange(("x",), 1, None, None, 0 if nature == "added" else number, number),
        old,
        new,
        "compatible" if nature == "revised" else None,
        (Edit("printed", f"{number}.0", text),) if nature == "revised" else (),
    )


COMPARED = Report(
    "datapackage.json",
    against="origin/main",
    rules_from="origin/main",
    comparisons=(
        Comparison(
            Diff(
                "origin/main",
                "datapackage.json",
                "1.2.0",
                "1.2.0",
                figures=(
                    figure_change(1, "added"),
                    *(figure_change(number, "revised") for number in range(2, 322)),
                    figure_change(322, "withdrawn"),
                ),
            ),
            Advice(
                "origin/main",
                "datapackage.json",
                "1.2.0",
                "1.2.0",
                Bump("2.0.0", "major", (Reason("major", "1 row of observations deleted"),)),
                is_enough=True,
            ),
        ),
    ),
)
SIZES = (0, 1, 40, 100_000)


@functools.cache
def written(format_: str, findings: int) -> str:
    """Give the report of so many findings in a format; the large ones are written once."""
    return REPORT_FORMATS[format_](report(findings), Style())
