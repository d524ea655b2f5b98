"""The print of a row of observations: its number or why it has none, and the columns that follow.

What is read is held against the columns that say the same: the number, its unit and qualifier, the
statuses that symbols give, and what its words say that it compares with.
"""

from __future__ import annotations

from dataclasses import replace

from cnnic_validate.check.quantities import ObservationRow
from cnnic_validate.figures import (
    FILLED,
    NoValue,
    Unreadable,
    coarser,
    expected_unit,
    filled,
    intervals_of,
    read_print,
    rounding_of,
    style_of,
)
from cnnic_validate.message import say
from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.finding import shown
from cnnic_validate.model.statistics import Indicator, Measure, PrintedNumber, Quantity, Source
from cnnic_validate.model.status import (
    CONF_STATUS,
    MISSING,
    OBS_STATUS,
    WITHOUT_VALUE,
    status_hint,
)

_BREAK = "B"
_YEAR = 12
# Digits in a group: as many decimals may be none.
_GROUP = 3


def figure_number(
    row: ObservationRow, indicator: Indicator, measure: Measure, source: Source | None
) -> PrintedNumber | NoValue | None:
    """Read what is printed; None where it cannot be read, which is reported."""
    printed = row.record["printed"]
    _name_unknown_statuses(row)
    if not printed:
        return _nothing_printed(row)
    read = read_print(
        printed,
        row.record["printed_unit"],
        measure=measure,
        indicator=indicator,
        source=source,
        lexicon=row.context.lexicon,
    )
    if isinstance(read, Unreadable):
        if read.noise:
            row.report("float-noise", "printed", read.message, read.hint)
        else:
            column = "printed" if read.code == "printed" else "printed_unit"
            row.report(read.code, column, read.message, read.hint)
        return None
    _compare_filled(row, read, expected_unit(indicator, measure))
    _compare_statuses(row, read)
    return read


def _name_unknown_statuses(row: ObservationRow) -> None:
    """Report statuses that are no codes of their lists; the schema may allow any text."""
    for column, known in (("obs_status", OBS_STATUS), ("conf_status", CONF_STATUS)):
        text = row.record[column]
        if text and text not in known:
            row.report(
                "status",
                column,
                say("{text!r} is no code of SDMX's list", text=shown(text, 60)),
                status_hint(text) or say("known are {known}", known=", ".join(known)),
            )


def _nothing_printed(row: ObservationRow) -> NoValue | None:
    """Read a row whose cell the source leaves empty: its status must say why."""
    status = row.record["obs_status"]
    if status in WITHOUT_VALUE:
        _compare_filled(row, NoValue(status), "")
        return NoValue(status, row.record["conf_status"])
    why = say("printed is empty")
    if status in OBS_STATUS:
        why = say(
            "printed is empty, and `obs_status` {status} ({title}) does not say why",
            status=status,
            title=OBS_STATUS[status],
        )
    row.report(
        "required",
        "printed",
        why,
        say(
            "copy what the source prints; where it prints nothing, give an `obs_status` that says "
            "why: {known}",
            known=", ".join(sorted(MISSING)),
        ),
    )
    return None


def _compare_filled(row: ObservationRow, read: PrintedNumber | NoValue, unit: str) -> None:
    """Report each filled column that disagrees with what is printed."""
    if isinstance(read, NoValue):
        _compare_without_value(row)
        return
    for column, expected in filled(read, unit).items():
        text = row.record[column]
        if text in {"", expected}:
            # An empty qualifier beside a printed one contradicts it once the row is normalised.
            if column == "qualifier" and text != expected and row.record["obs_value"]:
                row.report(
                    "obs-value",
                    column,
                    say("empty, printed says {expected}", expected=expected),
                    say("write {expected}", expected=expected),
                )
            continue
        if column == "decimals":
            _compare_decimals(row, read, text)
        else:
            code = "unit" if column == "unit_measure" else "obs-value"
            row.report(
                code,
                column,
                say(
                    "{text}, but {printed} reads as {expected}",
                    text=shown(text, 60),
                    printed=shown(row.record["printed"], 60),
                    expected=expected or say("no qualifier"),
                ),
                say("correct the one that is not what the source prints"),
            )


def _compare_without_value(row: ObservationRow) -> None:
    for column in FILLED:
        text = row.record[column]
        if text and column != "unit_measure":
            row.report(
                "obs-value",
                column,
                say(
                    "{text}, but {printed} is no number",
                    text=shown(text, 60),
                    printed=shown(row.record["printed"], 60) or say("an empty print"),
                ),
                say("empty it: what is missing has no value"),
            )


def _compare_decimals(row: ObservationRow, number: PrintedNumber, text: str) -> None:
    if coarser(number, text) is None:
        row.report(
            "decimals",
            "decimals",
            say(
                "{text}; {printed} has {decimals}",
                text=shown(text, 60),
                printed=shown(row.record["printed"], 60),
                decimals=number.decimals,
            ),
            say("an author may make a figure coarser, down to its first digit, never finer"),
        )


def _compare_statuses(row: ObservationRow, read: PrintedNumber | NoValue) -> None:
    """Report a status that is not what the symbols of the print say."""
    for column, said, titles in (
        ("obs_status", read.obs_status, OBS_STATUS),
        ("conf_status", read.conf_status, CONF_STATUS),
    ):
        text = row.record[column]
        # Of several statuses a break comes first; the others stay in the print.
        if not said or text == said or (text == _BREAK and isinstance(read, PrintedNumber)):
            continue
        hint = say("write {said}, or correct the table of symbols", said=said)
        if column not in row.record.values:
            hint = say("add the column {column} to the table and its schema", column=column)
        row.report(
            "status",
            column if column in row.record.values else "printed",
            say(
                "{text}; the source prints {printed}, which says {said} ({title})",
                text=text or say("empty"),
                printed=shown(row.record["printed"], 60),
                said=said,
                title=titles[said],
            ),
            hint,
        )
    status = row.record["obs_status"]
    if isinstance(read, PrintedNumber) and status in MISSING and not read.obs_status:
        row.report(
            "status",
            "obs_status",
            say(
                "{status} ({title}), yet {printed} is a value",
                status=status,
                title=OBS_STATUS[status],
                printed=shown(row.record["printed"], 60),
            ),
            say("correct the status, or print what the source prints"),
        )


def compare_comparison(row: ObservationRow, number: PrintedNumber, quantity: Quantity) -> None:
    """Report a reference period that is not the one of which the print speaks (同比, 环比)."""
    reference, time = quantity.reference_period, quantity.time_period
    if not number.compares or reference is None:
        return
    meant = time.shifted(-_YEAR) if number.compares == "year" else time.previous
    if reference != meant:
        row.report(
            "reference-period",
            "reference_period",
            say(
                "{reference}, but {printed} compares with {meant}",
                reference=reference,
                printed=shown(row.record["printed"], 60),
                meant=meant,
            ),
            say("write {meant}, or correct the period", meant=meant),
        )


def compare_rounding(
    row: ObservationRow,
    number: PrintedNumber,
    decimals: int | None,
    indicator: Indicator,
    measure: Measure,
    source: Source,
) -> bool:
    """Report a print that no count can give: whether that is why it has no true value."""
    quantum = indicator.quantum
    if quantum is None:
        return False
    free, _ = intervals_of(
        number, decimals, replace(indicator, quantum=None), measure, source.rounding
    )
    if free.is_empty:
        return False
    message = say(
        "{printed} admits no whole number: {code} is counted",
        printed=shown(row.record["printed"], 60),
        code=indicator.code,
    )
    if quantum != 1:
        message = say(
            "{printed} admits no multiple of {quantum}, in which {code} is counted",
            printed=shown(row.record["printed"], 60),
            quantum=decimal_text(quantum),
            code=indicator.code,
        )
    row.report("quantum", "printed", message, _whole_hint(number, source, row))
    return True


def _whole_hint(number: PrintedNumber, source: Source, row: ObservationRow) -> str:
    """Say how a count comes to have decimals: a mark between groups, or a forgotten scale."""
    styles = row.context.lexicon.styles
    mark = style_of(source, row.context.lexicon).decimal
    known = ", ".join(code for code, each in styles.items() if mark in each.groups)
    if number.decimals == _GROUP and known:
        return say(
            "if `{mark}` stands between groups of digits, name the `number_style` of {source} in "
            "sources.csv: {known}; else correct the number or its unit",
            mark=mark,
            source=source.id,
            known=known,
        )
    return say("correct the number, or its unit: in thousands or millions it may have decimals")


def compare_multiple(
    row: ObservationRow,
    number: PrintedNumber,
    indicator: Indicator,
    measure: Measure,
    source: Source,
) -> None:
    """Report a count that is no multiple of what its source rounds to at random."""
    kind, size = rounding_of(source.rounding)
    if kind != "random" or indicator.quantum is None or measure == "growth" or number.qualifier:
        return
    if number.unit <= size and number.value % size:
        row.report(
            "quantum",
            "printed",
            say(
                "{printed} is no multiple of {size}, to which {source} rounds at random",
                printed=shown(row.record["printed"], 60),
                size=size,
                source=source.id,
            ),
            say("correct the number, or `rounding` in sources.csv"),
        )
