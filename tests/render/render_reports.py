"""Reports made by hand, one of each kind that a person may see."""

from __future__ import annotations

from cnnic_validate.errors import Fault
from cnnic_validate.model.finding import Evidence, Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report, RowRuleCount, TableCount
from cnnic_validate.model.rule import RuleInstance

OBSERVATIONS = "data/observations.csv"


def place(line: int, column: str = "", key: str = "") -> Place:
    return Place(OBSERVATIONS, line, line - 1, column, key)


CONFLICT = Finding(
    "ratio",
    "error",
    "printed 97,404; the other figures require 97,438.6 to 97,448.9",
    place(41, "printed", "cnnic-55.online_shopping_users.2024-12"),
    rule="ratio",
    value="97,404",
    hint="compare it with the release, and the figures it is checked against",
    figures=(place(41, "printed"), place(12, "printed"), place(57, "printed")),
    because=(
        Evidence(
            "usage rate 87.9 % = online shopping users / internet users 110,833, each read as "
            "printed, half a unit up or down",
            place(12, "printed"),
        ),
        Evidence("no rule has a place of its own"),
    ),
)
TYPE_ERRORS = tuple(
    Finding(
        "type",
        "error",
        f"“{number}o” is not an integer",
        place(100 + number, "unit_mult", f"cnnic-55.figure_{number}"),
        value=f"{number}o",
        hint="write digits only",
    )
    for number in range(12)
)
WARNING = Finding(
    "enum",
    "warning",
    "is none of A, E, F",
    place(70, "obs_status", "cnnic-55.网民.2024-12"),
    value="\x1b[31m预测\u202e",
)
REPEATED = tuple(
    Finding("header", "warning", "the column is not known", place(line, "notes"), hint="remove it")
    for line in (1, 2, 3, 5, 9)
)
INSTANCES = (
    *(RuleInstance("ratio", f"rate {n} = a / b", "passed", "error", (f"f{n}",)) for n in range(40)),
    RuleInstance("ratio", "usage rate = users / internet users", "failed", "error", ("f40", "f41")),
    RuleInstance(
        "growth",
        "growth of Online retail sales 2024 on 2023",
        "not applicable",
        "error",
        ("g1",),
        "exemption comparable: growth in comparable terms",
    ),
    *(
        RuleInstance(
            "ratio",
            f"share {n} of 2024-12",
            "not evaluated",
            "error",
            (f"h{n}",),
            f"a term is not printed: users of kind {n}",
        )
        for n in range(3)
    ),
    RuleInstance(
        "partition",
        "domains (total) = sum of 5 parts",
        "waived",
        "error",
        ("w1",),
        "waiver domains-2024: the agency confirmed the slip and fixes it in the next edition",
    ),
)
TABLES = (
    TableCount("observations", OBSERVATIONS, 1153),
    TableCount("indicators", "data/indicators.csv", 210),
)
CLEAN = Report(
    judged="datapackage.json",
    tables=TABLES,
    row_rules=(RowRuleCount("stock-has-month", "…", "error", 300, 0, 0),),
    figures=1153,
    unchecked=("cnnic-55.ai_purpose.2024-12",),
    instances=tuple(each for each in INSTANCES if each.verdict != "failed"),
    rules_from="datapackage.json",
)
WRONG = Report(
    judged="incoming.csv",
    tables=TABLES,
    row_rules=(RowRuleCount("stock-has-month", "…", "error", 297, 2, 1),),
    figures=1151,
    unread=2,
    unchecked=("cnnic-55.ai_purpose.2024-12",),
    instances=INSTANCES,
    findings=(WARNING, *TYPE_ERRORS, CONFLICT, *REPEATED),
    rules_from="datapackage.json",
)
UNJUDGED = Report(
    judged="broken",
    faults=(
        Fault(
            "datapackage.json",
            "resources[0].schema.fields[2].type",
            "`numbr` is no type of a Table Schema; expected one of any, boolean, date, integer, "
            "number, string",
            "write `number`",
        ),
        Fault("data/\x07.csv", "", "does not exist"),
    ),
)
