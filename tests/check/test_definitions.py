"""Catalogues and rules against each other: what is built, what is left out, what is reported."""

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from cnnic_validate.check.definitions import check_rules, read_statistics
from cnnic_validate.expressions import normal_form, parse
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.package import Field, Package, Resource, RuleFiles, TableSchema
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import Each, FigureRule, RowRule, RuleSet, Waiver
from cnnic_validate.model.statistics import Breakdown, Exemption, Indicator, Partition, Source
from cnnic_validate.table import Record

PATHS = {name: f"data/{name}.csv" for name in ("indicators", "breakdowns", "sources", "exemptions")}


def table(text):
    """Read rows written `column=value; column=value`, a line each; the first is line 2."""
    rows = [line.strip() for line in text.strip().splitlines()]
    return [
        Record(dict(cell.strip().split("=", 1) for cell in row.split(";")), at + 2, at + 1)
        for at, row in enumerate(rows)
    ]


def read(partitions=None, **tables):
    return read_statistics(
        {name: table(text) for name, text in tables.items()}, partitions or {}, PATHS
    )


BREAKDOWNS = """
code=total
code=area_urban; dimension=area; parent=total
code=area_rural; dimension=area; parent=total
code=age_6_19; dimension=age; parent=total
code=age_6_9; dimension=age; parent=age_6_19
code=age_10_19; dimension=age; parent=age_6_19
code=age_20_plus; dimension=age; parent=total
code=sex_male; dimension=sex; parent=total
code=sex_female; dimension=sex; parent=total
"""
INDICATORS = """
code=users; kind=stock; topic=netizens; quantum=1; minimum=0
code=population; kind=stock; topic=people
code=rate; kind=ratio; numerator=users; denominator=population; per=100; topic=netizens
code=sales; kind=flow; topic=trade; maximum=1e3; growth_minimum=-20; growth_maximum=30.5
code=share; kind=ratio; time=period; per=100
code=hours; kind=mean; time=period
"""
RATIO = "code=x; kind=ratio; per=1; numerator=users; denominator=population"
SOURCES = """
id=cnnic-55; kind=release; agency=CNNIC; published=2025-01-17; rounding=truncate
id=daily; kind=press; agency=China Daily
id=stats; kind=database; agency=NBS; edition_of=cnnic-55
"""


def shown(findings):
    return [(each.place.line, each.place.column, each.message, each.hint) for each in findings]


def test_a_sound_catalogue():
    partition = Partition("area", ("users",), "total", ("area_urban", "area_rural"), "why")
    statistics, findings = read(
        {"area": partition},
        breakdowns=BREAKDOWNS,
        indicators=INDICATORS,
        sources=SOURCES,
        exemptions="code=census; exempts=growth revision; title=Census; why=because",
    )
    assert findings == ()
    assert list(statistics.indicators) == [
        "users", "population", "rate", "sales", "share", "hours",
    ]  # fmt: skip
    anything = Interval(None, None)
    assert statistics.indicators["users"] == Indicator(
        "users", "stock", "point", "", "netizens", "", "", "",
        Interval(Fraction(0), None), anything, quantum=Fraction(1),
    )  # fmt: skip
    assert statistics.indicators["rate"] == Indicator(
        "rate", "ratio", "point", "", "netizens", "", "", "", anything, anything,
        numerator="users", denominator="population", per=Fraction(100),
    )  # fmt: skip
    assert statistics.indicators["sales"].bounds == Interval(None, Fraction(1000))
    assert statistics.indicators["sales"].growth == Interval(Fraction(-20), Fraction(61, 2))
    assert statistics.indicators["share"].time == "period"
    assert statistics.breakdowns["age_6_9"] == Breakdown("age_6_9", "age", "age_6_19", "", "")
    assert statistics.sources == {
        "cnnic-55": Source(
            "cnnic-55", "release", "CNNIC", "", "", datetime.date(2025, 1, 17), "truncate"
        ),
        "daily": Source("daily", "press", "China Daily", "", "", None, "unknown"),
        "stats": Source("stats", "database", "NBS", "", "", None, "nearest", "cnnic-55"),
    }
    exempts = frozenset({"growth", "revision"})
    assert statistics.exemptions == {"census": Exemption("census", exempts, "Census", "because")}
    assert statistics.partitions == {"area": partition}


def test_no_tables():
    statistics, findings = read()
    assert findings == ()
    assert (statistics.indicators, statistics.breakdowns) == ({}, {})


def test_a_finding_stands_at_its_cell():
    _, (finding,) = read(indicators="code=a; kind=stok")
    assert finding.code == "definition"
    assert finding.severity == "error"
    assert finding.place == Place("data/indicators.csv", 2, 1, "kind", "a")
    assert (finding.value, finding.hint) == ("stok", "did you mean `stock`?")


@pytest.mark.parametrize(
    ("rows", "column", "message", "hint"),
    [
        ("code=; kind=stock", "code", "a row without `code`", ""),
        ("code=users; kind=stock", "code", "`users` is defined on line 2 already", ""),
        ("code=x; kind=", "kind", "`kind` is empty", "known are stock, flow"),
        ("code=x; kind=stock; time=period", "time", "a stock is of a point, not of a period", ""),
        ("code=x; kind=flow; time=point", "time", "a flow is of a period, not of a point", ""),
        ("code=x; kind=mean; time=month", "time", "`month` is no time", "`point`"),
        ("code=x; kind=mean", "time", "neither `time` nor a numerator", "write point"),
        ("code=x; kind=stock; numerator=users", "numerator", "a stock has no `numerator`", ""),
        ("code=x; kind=rank; time=point; per=100", "per", "a rank has no `per`", ""),
        ("code=x; kind=ratio; time=point", "per", "a ratio has no `per`", "100 (percent)"),
        ("code=x; kind=ratio; time=point; per=10", "per", "`per` is 10", ""),
        ("code=x; kind=stock; minimum=2; maximum=1", "minimum", "2 is above `maximum` 1", ""),
        (
            "code=x; kind=stock; growth_minimum=2; growth_maximum=1",
            "growth_minimum",
            "is above `growth_maximum` 1",
            "",
        ),
        ("code=x; kind=stock; minimum=many", "minimum", "`many` is no usable number", ""),
        ("code=x; kind=stock; minimum=NaN", "minimum", "`NaN` is no usable number", ""),
        ("code=x; kind=stock; maximum=1e9999999", "maximum", "is no usable number", ""),
        ("code=x; kind=stock; quantum=0", "quantum", "a quantum is above zero", ""),
        (
            "code=x; kind=ratio; per=1; numerator=user; denominator=population; time=point",
            "numerator",
            "the numerator user is not defined, or its own row is faulty",
            "did you mean `users`?",
        ),
        (
            "code=x; kind=ratio; per=1; numerator=users; denominator=people",
            "denominator",
            "the denominator people is not defined",
            "",
        ),
        (
            "code=x; kind=ratio; per=1; numerator=x; denominator=users; time=point",
            "numerator",
            "x is its own numerator",
            "",
        ),
        (
            "code=x; kind=ratio; per=1; numerator=users",
            "denominator",
            "there is a numerator, but no denominator",
            "",
        ),
        (
            "code=x; kind=ratio; per=1; numerator=users; denominator=users",
            "denominator",
            "both users of one breakdown",
            "total",
        ),
        *(
            (
                f"{RATIO}; denominator_breakdown={reference}",
                "denominator_breakdown",
                message,
                hint,
            )
            for reference, message, hint in (
                ("without:aera", "there is no dimension aera", "did you mean `area`?"),
                ("without:", "there is no dimension (empty)", ""),
                ("age_6_8", "the breakdown age_6_8 is unknown", "did you mean `age_6_9`?"),
                ("everything", "the breakdown everything is unknown", "same, total"),
                ("sex_male+area_urban", "not in the order", "area_urban+sex_male"),
            )
        ),
    ],
)
def test_indicators(rows, column, message, hint):
    statistics, findings = read(breakdowns=BREAKDOWNS, indicators=INDICATORS + rows)
    ((line, found, text, help_text),) = shown(findings)
    assert (line, found) == (8, column)
    assert message in text
    assert hint in help_text
    # What cannot be used is gone: no later check may trip over it.
    x = statistics.indicators.get("x")
    if x and column not in {"time", "quantum", "per"}:
        assert (x.numerator, x.denominator, x.bounds) == ("", "", Interval(None, None))


@pytest.mark.parametrize("reference", ["total", "same", "without:area", "area_urban+sex_male"])
def test_denominator_breakdowns(reference):
    statistics, findings = read(
        breakdowns=BREAKDOWNS,
        indicators=INDICATORS + "code=x; kind=mean; numerator=users; denominator=population; "
        f"denominator_breakdown={reference}",
    )
    assert findings == ()
    assert statistics.indicators["x"].denominator_breakdown == reference


def test_a_faulty_indicator_is_reported_where_it_is_used():
    _, findings = read(
        indicators="""
code=users; kind=?
code=population; kind=stock
code=rate; kind=ratio; time=point; per=100; numerator=users; denominator=population
"""
    )
    assert [each[:2] for each in shown(findings)] == [(2, "kind"), (4, "numerator")]


@pytest.mark.parametrize(
    ("rows", "times"),
    [
        (
            """
code=a; kind=ratio; per=1; numerator=b; denominator=c
code=b; kind=mean; numerator=c; denominator=d
code=c; kind=flow
code=d; kind=stock
""",
            {"a": "period", "b": "period"},
        ),
        (
            """
code=a; kind=ratio; per=1; numerator=b; denominator=c; time=point
code=b; kind=mean; time=period
code=c; kind=flow
""",
            {"a": "point", "b": "period"},
        ),
    ],
)
def test_time_is_inherited_from_the_numerator(rows, times):
    statistics, findings = read(indicators=rows)
    assert findings == ()
    assert {code: statistics.indicators[code].time for code in times} == times


def test_numerators_in_a_circle_give_no_time():
    _, findings = read(
        indicators="""
code=a; kind=ratio; per=1; numerator=b; denominator=c
code=b; kind=ratio; per=1; numerator=a; denominator=c
code=c; kind=stock
"""
    )
    assert [each[:2] for each in shown(findings)] == [(2, "time"), (3, "time")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("code=a b; dimension=x; parent=total", (11, "code", "`a b` is no code")),
        ("code=a+b; dimension=x; parent=total", (11, "code", "`a+b` is no code")),
        ("code=a; parent=total", (11, "dimension", "a has no dimension")),
        ("code=a; dimension=x", (11, "parent", "a has no parent")),
        ("code=a; dimension=x; parent=b", (11, "parent", "the parent b is not defined")),
        (
            "code=a; dimension=x; parent=sex_male",
            (11, "parent", "sex_male is of the dimension sex, a of x"),
        ),
        (
            "code=a; dimension=x; parent=a",
            (11, "parent", "a lies, by its parents, within itself"),
        ),
    ],
)
def test_breakdowns(rows, expected):
    statistics, findings = read(breakdowns=BREAKDOWNS + rows)
    ((line, column, message, _),) = shown(findings)
    assert (line, column) == expected[:2]
    assert expected[2] in message
    assert "a" not in statistics.breakdowns or statistics.breakdowns["a"].parent == ""


def test_total_has_no_dimension():
    _, findings = read(breakdowns="code=total; dimension=all")
    assert shown(findings)[0][1:3] == ("dimension", "total has neither dimension nor parent")


def test_a_cycle_of_parents_is_cut():
    statistics, findings = read(
        breakdowns="""
code=a; dimension=x; parent=b
code=b; dimension=x; parent=c
code=c; dimension=x; parent=b
"""
    )
    assert [each[:2] for each in shown(findings)] == [(3, "parent"), (4, "parent")]
    assert {code: each.parent for code, each in statistics.breakdowns.items()} == {
        "a": "b",
        "b": "",
        "c": "",
    }


@pytest.mark.parametrize(
    ("rows", "column", "message"),
    [
        ("id=x; kind=leaflet", "kind", "`leaflet` is no kind"),
        ("id=x; kind=press; rounding=up", "rounding", "`up` is no rounding"),
        ("id=x; kind=press; published=2025-02-30", "published", "`2025-02-30` is no date"),
        ("id=x; kind=press; published=20250101", "published", "`20250101` is no date"),
        ("id=x; kind=press; edition_of=cnnic", "edition_of", "the source cnnic is not defined"),
        ("id=x; kind=press; edition_of=x", "edition_of", "x is, by `edition_of`, an edition"),
    ],
)
def test_sources(rows, column, message):
    statistics, findings = read(sources=SOURCES + rows)
    ((line, found, text, _),) = shown(findings)
    assert (line, found) == (5, column)
    assert message in text
    source = statistics.sources.get("x")
    assert source is None or (source.edition_of, source.rounding, source.published) == (
        "",
        "unknown",
        None,
    )


@pytest.mark.parametrize(
    ("exempts", "message", "hint"),
    [
        ("", "x exempts nothing", "write some of growth"),
        (
            "growth ratios",
            "`ratios` is nothing that an exemption exempts from",
            "did you mean `ratio`?",
        ),
        ("growth all", "`all` is nothing that an exemption exempts from", "known are growth"),
    ],
)
def test_bases(exempts, message, hint):
    statistics, findings = read(exemptions=f"code=x; exempts={exempts}")
    ((_, column, text, help_text),) = shown(findings)
    assert (column, text) == ("exempts", message)
    assert hint in help_text
    assert statistics.exemptions["x"].exempts <= {"growth"}


RULE_FILES = RuleFiles("partitions.yaml", "rules.yaml", "waivers.yaml")
SCHEMA = TableSchema(
    (
        Field("kind", "string"),
        Field("low", "number"),
        Field("high", "integer"),
        Field("day", "date"),
    )
)
PACKAGE = Package(
    Path(), "datapackage.json", "x", "", "", (Resource("data", "d.csv", SCHEMA),), RULE_FILES
)


def found(rules):
    statistics, findings = read(
        rules.partitions, breakdowns=BREAKDOWNS, indicators=INDICATORS, sources=SOURCES
    )
    assert findings == ()
    return statistics, check_rules(rules, statistics, PACKAGE)


def partition(of="total", parts=("area_urban", "area_rural"), indicators=("users",)):
    return Partition("p", tuple(indicators), of, tuple(parts), "why")


@pytest.mark.parametrize(
    ("declared", "column", "message", "hint"),
    [
        (partition(indicators=["user"]), "indicators", "the indicator user is unknown", "`users`"),
        (
            partition(indicators=["rate"]),
            "indicators",
            "rate is a ratio: only stocks and flows add up",
            "name its numerator users",
        ),
        (partition(indicators=["hours"]), "indicators", "hours is a mean", ""),
        (partition(of="totl"), "of", "the breakdown totl is unknown", "`total`"),
        (
            partition(parts=["area_urban", "area_rual"]),
            "parts",
            "the breakdown area_rual is unknown",
            "`area_rural`",
        ),
        (
            partition("area_urban", ["area_urban+sex_male", "sex_female+area_urban"]),
            "parts",
            "not in the order",
            "area_urban+sex_female",
        ),
        (partition(parts=["area_urban", "area_urban"]), "parts", "area_urban stands twice", ""),
        (
            partition("age_6_19", ["age_6_19", "sex_male"]),
            "parts",
            "the part age_6_19 holds all of age_6_19",
            "leave the whole out",
        ),
        (partition("age_6_9", ["age_6_19", "sex_male"]), "parts", "holds all of age_6_9", ""),
        (
            partition(parts=["age_6_19", "age_6_9", "age_20_plus"]),
            "parts",
            "the part age_6_9 lies inside the part age_6_19",
            "nest partitions",
        ),
    ],
)
def test_partitions(declared, column, message, hint):
    statistics, (finding,) = found(RuleSet(partitions={"p": declared}))
    assert finding.place == Place("partitions.yaml", column=column, key="p")
    assert message in finding.message
    assert hint in finding.hint
    assert statistics.partitions == {}


@pytest.mark.parametrize(
    "declared",
    [
        partition(),
        partition("age_6_19", ["age_6_9", "age_10_19"], ["users", "sales"]),
        # Parts within the whole as context, and parts of another dimension than the whole.
        partition("area_urban", ["area_urban+sex_male", "area_urban+sex_female"]),
        partition("age_6_19", ["area_urban", "area_rural"]),
    ],
)
def test_sound_partitions(declared):
    statistics, findings = found(RuleSet(partitions={"p": declared}))
    assert findings == ()
    assert statistics.partitions == {"p": declared}


def figure_rule(text, each=None, applies=None):
    form = normal_form(parse(text))
    condition = parse(applies) if applies else None
    return FigureRule("r", text, form, "t", "error", "w", each=each, applies=condition)


TOPIC = Each("indicator", "topic", "netizens")


@pytest.mark.parametrize(
    ("rule", "column", "message", "hint"),
    [
        (figure_rule("user <= population"), "rule", "the indicator user is unknown", "`users`"),
        (figure_rule("rate == 100 * usrs / population"), "rule", "usrs is unknown", "`users`"),
        (figure_rule("indicator <= users"), "rule", "the indicator indicator is unknown", ""),
        (
            figure_rule("users[area_urbn] <= population"),
            "rule",
            "in `users[area_urbn]`: the breakdown area_urbn is unknown",
            "`area_urban`",
        ),
        (
            figure_rule("users <= population@2023"),
            "rule",
            "in `population@2023`: population is counted at the end of a month",
            "write @2023-12",
        ),
        (
            figure_rule("users <= population", Each("breakdown", "partition", "q")),
            "each",
            "the partition q is unknown",
            "",
        ),
        (
            figure_rule("indicator <= users", Each("indicator", "topic", "netizen")),
            "each",
            "no indicator has the topic netizen",
            "`netizens`",
        ),
        (
            figure_rule("users <= population", applies="agency == 'CNIC'"),
            "applies",
            "no figure has the agency 'CNIC'",
            "`CNNIC`",
        ),
        (
            figure_rule("users <= population", applies="not ('cnnic-54' == source)"),
            "applies",
            "no figure has the source 'cnnic-54'",
            "`cnnic-55`",
        ),
        (
            figure_rule("users <= population", applies="measure == 'level' and breakdown != 'x'"),
            "applies",
            "the breakdown x is unknown",
            "",
        ),
    ],
)
def test_figure_rules(rule, column, message, hint):
    _, (finding,) = found(RuleSet(figure_rules=(rule,)))
    assert finding.place == Place("rules.yaml", column=column, key="r")
    assert message in finding.message
    assert hint in finding.hint


def test_a_rule_over_a_faulty_partition_is_faulty():
    _, findings = found(
        RuleSet(
            partitions={"p": partition(of="totl")},
            figure_rules=(figure_rule("users <= sales", Each("breakdown", "partition", "p")),),
        )
    )
    assert [(each.place.key, each.message) for each in findings] == [
        ("p", "the breakdown totl is unknown"),
        ("r", "the partition p is faulty itself"),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        figure_rule("users <= population@2023-12"),
        figure_rule("sales <= sales@2023 * 2"),
        figure_rule("indicator[total] <= population@-12m", TOPIC),
        figure_rule("users[breakdown] <= users[total]", Each("breakdown", "partition", "p")),
        figure_rule("users <= sales", applies="time_period > '2024' or breakdown == 'total'"),
    ],
)
def test_sound_figure_rules(rule):
    _, findings = found(RuleSet(partitions={"p": partition()}, figure_rules=(rule,)))
    assert findings == ()


def row_rule(text, resource="data", applies=None):
    condition = parse(applies) if applies else None
    return RowRule("r", resource, text, parse(text), "t", "error", "w", condition)


@pytest.mark.parametrize(
    ("rule", "column", "message", "hint"),
    [
        (
            row_rule("low <= high", "dat"),
            "resource",
            "the resource dat is unknown",
            "`data`",
        ),
        (row_rule("lo <= high"), "rule", "there is no column lo", "`low`"),
        (row_rule("low <= high", applies="knd == 'x'"), "applies", "no column knd", "`kind`"),
        (row_rule("low <= '3'"), "rule", "compares a text with a number", "without quotes"),
        (row_rule("3 > low and kind == low"), "rule", "`kind == low`", "kind is no number"),
        (row_rule("not (kind == 3)"), "rule", "`kind == 3` compares", "kind is no number"),
        (
            row_rule("abs(-kind) + low <= high"),
            "rule",
            "the column kind is no number, its type is string",
            "",
        ),
    ],
)
def test_row_rules(rule, column, message, hint):
    _, (finding,) = found(RuleSet(row_rules=(rule,)))
    assert finding.place == Place("rules.yaml", column=column, key="r")
    assert message in finding.message
    assert hint in finding.hint


@pytest.mark.parametrize(
    "text",
    [
        "low <= high + 1",
        "low == '' or high != ''",
        "kind == 'x' and day >= '2024-01-01'",
        "max(low, high) > 3",
    ],
)
def test_sound_row_rules(text):
    assert found(RuleSet(row_rules=(row_rule(text),)))[1] == ()


def test_waivers():
    def waiver(*names):
        return Waiver("w", (), names, "why", "owner", datetime.date(2025, 1, 1))

    rules = RuleSet(row_rules=(row_rule("low <= high"),), waivers=(waiver("r", "ratio"),))
    assert found(rules)[1] == ()
    _, (finding,) = found(RuleSet(waivers=(waiver("growths"),)))
    assert finding.place == Place("waivers.yaml", column="rules", key="w")
    assert (finding.message, finding.hint) == (
        "the rule growths is unknown",
        "did you mean `growth`?",
    )


def test_one_fault_is_reported_once():
    _, findings = found(RuleSet(figure_rules=(figure_rule("x[total] <= x + users"),)))
    assert [each.message for each in findings] == ["the indicator x is unknown"]
