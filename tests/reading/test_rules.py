"""rules.yaml, partitions.yaml and waivers.yaml: what is read, and every fault at its place."""

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.expressions import parse
from cnnic_validate.model.expression import Linear, Name
from cnnic_validate.model.package import Package, RuleFiles
from cnnic_validate.model.rule import Each, FigureRule, RowRule, RuleSet, Waiver
from cnnic_validate.model.statistics import Partition
from cnnic_validate.reading.rules import load_rules

NAMES = {"partitions": "partitions.yaml", "rules": "rules.yaml", "waivers": "waivers.yaml"}


def package(root: Path, **files: str) -> Package:
    for name, text in files.items():
        (root / NAMES[name]).write_text(text, encoding="utf-8")
    named = RuleFiles(**{name: NAMES[name] for name in files})
    return Package(root, "datapackage.json", "tiny", "", "1.0.0", (), named)


def faults(root: Path, **files: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(DefinitionError) as refused:
        load_rules(package(root, **files))
    return [(each.path, each.where, each.message, each.hint) for each in refused.value.faults]


def test_a_package_without_rules(tmp_path):
    assert load_rules(package(tmp_path)) == RuleSet()


def test_empty_documents_and_sections(tmp_path):
    loaded = load_rules(
        package(tmp_path, partitions="", rules="row_rules:\nfigure_rules: []\n", waivers="# none\n")
    )
    assert loaded == RuleSet()


def test_a_whole_rule_set(tmp_path):
    loaded = load_rules(
        package(
            tmp_path,
            partitions="""
partitions:
  - id: area
    indicators: [internet_users, population]
    of: total
    parts: [area_urban, area_rural]
    why: everyone is urban or rural
""",
            rules="""
row_rules:
  - id: dated
    resource: sources
    rule: "published != '' or kind == 'press'"
    title: Releases are dated
    severity: warning
    why: the date orders releases
    applies: kind != 'database'
figure_rules:
  - id: users-below-aware
    rule: generative_ai_users <= generative_ai_aware
    title: Users are aware
    why: who uses a thing has heard of it
  - id: users-below-all
    rule: generative_ai_users[breakdown] <= internet_users[total]
    each: breakdown in partition(area)
    applies: time_period >= '2024-01' and agency == 'CNNIC'
    measures: [level, change]
    severity: info
    title: Users of AI are internet users
    why: definition
""",
            waivers="""
waivers:
  - id: rural-2024
    figures: [cnnic-55.internet_users.2024-12.t5]
    rules: [ratio]
    why: asked CNNIC on 2025-02-01
    owner: data desk
    until: 2025-06-30
""",
        )
    )
    assert loaded.partitions == {
        "area": Partition(
            "area",
            ("internet_users", "population"),
            "total",
            ("area_urban", "area_rural"),
            "everyone is urban or rural",
        )
    }
    assert loaded.row_rules == (
        RowRule(
            "dated",
            "sources",
            "published != '' or kind == 'press'",
            parse("published != '' or kind == 'press'"),
            "Releases are dated",
            "warning",
            "the date orders releases",
            parse("kind != 'database'"),
        ),
    )
    below = (Fraction(1), Fraction(-1))
    aware = (Name("generative_ai_users"), Name("generative_ai_aware"))
    users = (Name("generative_ai_users", "breakdown"), Name("internet_users", "total"))
    assert loaded.figure_rules == (
        FigureRule(
            "users-below-aware",
            "generative_ai_users <= generative_ai_aware",
            Linear(tuple(zip(below, aware, strict=True)), None, Fraction(0)),
            "Users are aware",
            "error",
            "who uses a thing has heard of it",
        ),
        FigureRule(
            "users-below-all",
            "generative_ai_users[breakdown] <= internet_users[total]",
            Linear(tuple(zip(below, users, strict=True)), None, Fraction(0)),
            "Users of AI are internet users",
            "info",
            "definition",
            ("level", "change"),
            Each("breakdown", "partition", "area"),
            parse("time_period >= '2024-01' and agency == 'CNNIC'"),
        ),
    )
    assert loaded.waivers == (
        Waiver(
            "rural-2024",
            ("cnnic-55.internet_users.2024-12.t5",),
            ("ratio",),
            "asked CNNIC on 2025-02-01",
            "data desk",
            datetime.date(2025, 6, 30),
        ),
    )


def test_the_faults_of_all_documents_at_once(tmp_path):
    found = faults(
        tmp_path,
        partitions="partitions:\n  - {id: a, indicators: [x], of: total, parts: [b, c], why: ''}\n",
        rules="""
row_rules: []
figure_rules:
  - {id: one, rule: x <= y, title: One, why: because}
  - {id: two, rule: x <= , titel: Two, why: because}
  - {id: three, rule: x < y < z, title: Three, why: because, severity: fatal}
""",
        waivers="waivers: 3\n",
    )
    assert found == [
        ("waivers.yaml", "waivers", "a list was expected", "begin each entry with `- id:`"),
        ("partitions.yaml", "partitions[0].why", "is empty", ""),
        (
            "rules.yaml",
            "figure_rules[1]",
            "the key `titel` is unknown",
            "did you mean `title`?",
        ),
        ("rules.yaml", "figure_rules[1]", "`title` is missing", ""),
        (
            "rules.yaml",
            "figure_rules[1].rule",
            "column 5: the rule breaks off: a value is missing",
            "",
        ),
        (
            "rules.yaml",
            "figure_rules[2].severity",
            "`fatal` is no severity",
            "write error, warning, info",
        ),
        (
            "rules.yaml",
            "figure_rules[2].rule",
            "column 7: comparisons do not chain",
            "write `x < y and y < z`",
        ),
    ]


def test_a_document_that_is_no_yaml_does_not_hide_the_others(tmp_path):
    found = faults(tmp_path, partitions="partitions: [\n", waivers="waivers:\n  - 3\n")
    assert [(path, where) for path, where, _, _ in found] == [
        ("partitions.yaml", "line 2"),
        ("waivers.yaml", "waivers[0]"),
    ]


def test_a_missing_document_is_unreadable(tmp_path):
    named = Package(
        tmp_path, "datapackage.json", "x", "", "", (), RuleFiles(rules="schemas/rules.yaml")
    )
    with pytest.raises(UnreadableError, match="does not exist"):
        load_rules(named)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("- 1\n", "", "a mapping with `row_rules:` and `figure_rules:` was expected"),
        ("rules: []\n", "", "the key `rules` is unknown"),
        ("row_rules: {}\n", "row_rules", "a list was expected"),
        ("row_rules: [x]\n", "row_rules[0]", "a mapping was expected"),
    ],
)
def test_the_frame_of_a_document(tmp_path, text, where, message):
    assert [each[1:3] for each in faults(tmp_path, rules=text)] == [(where, message)]


FIGURE = {"id": "r", "rule": "x <= y", "title": "t", "why": "w"}
ROW = FIGURE | {"resource": "data"}
PARTITION = {"id": "p", "indicators": "[x]", "of": "total", "parts": "[a, b]", "why": "w"}
WAIVER = {"id": "w", "rules": "[ratio]", "why": "w", "owner": "o", "until": "2025-01-31"}


def entry(section, values, **changes):
    lines = [f"{key}: {value}" for key, value in (values | changes).items() if value is not None]
    return f"{section}:\n  - " + "\n    ".join(lines) + "\n"


@pytest.mark.parametrize(
    ("changes", "where", "message", "hint"),
    [
        ({"id": None}, "", "`id` is missing", ""),
        ({"id": "a b"}, ".id", "`a b` is no id", "without spaces"),
        ({"id": "3"}, ".id", "a text was expected, not `3`", "quotes"),
        ({"id": "growth"}, ".id", "`growth` is the name of an implied rule", "another"),
        ({"rule": None}, "", "`rule` is missing", ""),
        ({"rule": ""}, ".rule", "is empty", ""),
        ({"title": "''"}, ".title", "is empty", ""),
        ({"title": "' '"}, ".title", "is empty", ""),
        ({"why": ""}, ".why", "is empty", ""),
        ({"why": "[because]"}, ".why", "a text was expected", ""),
        ({"rule": "x + y"}, ".rule", "`x + y` is not a comparison", ""),
        ({"rule": "'x <= 1_000'"}, ".rule", "column 6: `1_000` is no number", "plain"),
        ({"rule": "x == y * y"}, ".rule", "the term `y * y`", ""),
        ({"rule": "x@ref <= x"}, ".rule", "`x@ref` needs a reference period", "@-12m"),
        ({"rule": "x@2023 <= y@2024"}, ".rule", "every term is at another period", "one term"),
        ({"rule": "x[breakdown] <= y"}, ".rule", "names no breakdown here", "each:"),
        ({"rule": "x[total] <= y - x"}, ".rule", "`x[total]` is the same quantity here", ""),
        (
            {"rule": "x[breakdown] <= x", "each": "breakdown in partition(p)"},
            ".rule",
            "`x[breakdown]` is the same quantity",
            "",
        ),
        ({"each": "area"}, ".each", "`area` is nothing to repeat a rule over", "topic(TOPIC)"),
        ({"each": "breakdown in topic(x)"}, ".each", "nothing to repeat a rule over", ""),
        ({"each": ""}, ".each", "is empty", ""),
        ({"measures": "level"}, ".measures", "a list of texts was expected", "[one, two]"),
        ({"measures": "[]"}, ".measures", "a list of texts was expected", ""),
        ({"measures": "[levels]"}, ".measures", "`levels` is no measure", "growth"),
        ({"measures": "[level, level]"}, ".measures[1]", "`level` stands twice", ""),
        ({"measures": "[3]"}, ".measures[0]", "a text was expected, not `3`", ""),
        ({"applies": "time_period >"}, ".applies", "column 14", ""),
        ({"applies": "time_period == 2024-12"}, ".applies", "`2024 - 12` is no text", "quotes"),
        ({"applies": "time_period == '2024-1'"}, ".applies", "'2024-1' is no period", "'2024-12'"),
        (
            {"applies": "\"'2024-01/2024-12' <= time_period\""},
            ".applies",
            "'2024-01/2024-12' has a shorter form",
            "write '2024'",
        ),
        ({"applies": "agncy == 'x'"}, ".applies", "`agncy` is not known", "mean `agency`?"),
        ({"applies": "printed == 'x'"}, ".applies", "`printed` is not known", "time_period, "),
        ({"applies": "not source@ref == 'x'"}, ".applies", "`source@ref` is not known", ""),
        ({"applies": "source"}, ".applies", "`source` is neither true nor false", ""),
    ],
)
def test_figure_rules(tmp_path, changes, where, message, hint):
    ((path, found, text, help_text),) = faults(
        tmp_path, rules=entry("figure_rules", FIGURE, **changes)
    )
    assert (path, found) == ("rules.yaml", f"figure_rules[0]{where}")
    assert message in text
    assert hint in help_text


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"resource": None}, "", "`resource` is missing"),
        ({"resource": ""}, ".resource", "is empty"),
        ({"each": "breakdown in partition(p)"}, "", "the key `each` is unknown"),
        ({"rule": "x + 1"}, ".rule", "`x + 1` is neither true nor false"),
        ({"rule": "x@ref <= y"}, ".rule", "`x@ref` is not the name of a column"),
        ({"applies": "x[a] <= y"}, ".applies", "`x[a]` is not the name of a column"),
        ({"applies": "x <="}, ".applies", "column 5"),
    ],
)
def test_row_rules(tmp_path, changes, where, message):
    ((_, found, text, _),) = faults(tmp_path, rules=entry("row_rules", ROW, **changes))
    assert found == f"row_rules[0]{where}"
    assert message in text


@pytest.mark.parametrize(
    ("section", "values", "changes", "where", "message"),
    [
        ("partitions", PARTITION, {"parts": "[a]"}, ".parts", "one part is no partition"),
        ("partitions", PARTITION, {"parts": "[a, a]"}, ".parts[1]", "`a` stands twice"),
        ("partitions", PARTITION, {"of": None}, "", "`of` is missing"),
        ("partitions", PARTITION, {"parts": None}, "", "`parts` is missing"),
        ("partitions", PARTITION, {"indicators": "x y"}, ".indicators", "a list of texts"),
        ("waivers", WAIVER, {"until": "2025-02-30"}, ".until", "`2025-02-30` is no date"),
        ("waivers", WAIVER, {"until": "20250131"}, ".until", "a text was expected"),
        ("waivers", WAIVER, {"until": "'20250131'"}, ".until", "`20250131` is no date"),
        ("waivers", WAIVER, {"until": None}, "", "`until` is missing"),
        ("waivers", WAIVER, {"owner": ""}, ".owner", "is empty"),
        ("waivers", WAIVER, {"rules": None}, "", "nothing is waived"),
        ("waivers", WAIVER, {"rules": "[]"}, ".rules", "a list of texts"),
        ("waivers", WAIVER, {"figures": "[3]"}, ".figures[0]", "a text was expected"),
    ],
)
def test_partitions_and_waivers(tmp_path, section, values, changes, where, message):
    found = faults(tmp_path, **{section: entry(section, values, **changes)})
    assert [each[1] for each in found] == [f"{section}[0]{where}"]
    assert message in found[0][2]


def test_ids_are_unique_in_a_document(tmp_path):
    found = faults(
        tmp_path,
        rules=entry("row_rules", ROW) + entry("figure_rules", FIGURE),
        partitions=entry("partitions", PARTITION) + entry("", PARTITION).partition("\n")[2],
    )
    assert [each[1:3] for each in found] == [
        ("partitions[1].id", "`p` is the id of partitions[0] already"),
        ("figure_rules[0].id", "`r` is the id of row_rules[0] already"),
    ]


def test_measures_of_growth_may_name_the_reference(tmp_path):
    text = entry(
        "figure_rules",
        FIGURE,
        rule="x <= 2 * x@ref",
        measures="[change]",
        each="indicator in topic(t)",
    )
    (rule,) = load_rules(package(tmp_path, rules=text)).figure_rules
    assert rule.measures == ("change",)
    assert rule.each == Each("indicator", "topic", "t")
