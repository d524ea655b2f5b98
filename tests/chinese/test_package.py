"""The package's own words in Chinese: all of them have twins, and reports show no others."""

import csv
import dataclasses
import functools
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnic_validate.cli.commands import group
from cnnic_validate.errors import DefinitionError
from cnnic_validate.message import Message, Title, titled
from cnnic_validate.model.statistics import Exemption
from cnnic_validate.reading.descriptor import load_package
from cnnic_validate.reading.rules import load_rules
from cnnic_validate.render import REPORT_FORMATS, Style
from cnnic_validate.render.translate import translated
from cnnic_validate.workflow import gate, inspection
from tests.chinese.english import english_in, words_of
from tests.test_cases import BASE

ROOT = Path(__file__).parents[2]


def rows(name):
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@functools.cache
def declared():
    return load_rules(load_package(ROOT))


def written():
    """Give every text of the rule files that a report may show, by what it is of."""
    rules = declared()
    for each in (*rules.row_rules, *rules.figure_rules):
        yield f"{each.id} title", each.title
        yield f"{each.id} why", each.why
    for each in (*rules.partitions.values(), *rules.waivers, *rules.withdrawals):
        yield f"{each.id} why", each.why


def is_chinese(text):
    return any("\u4e00" <= each <= "\u9fff" for each in text)


def test_rules_partitions_and_waivers_have_their_twins():
    texts = dict(written())
    assert len(texts) > 100
    wrong = [
        name
        for name, text in texts.items()
        if not (isinstance(text, Message) and isinstance(text.origin, Title))
        or not is_chinese(text.origin.zh)
        or text.origin.zh == text
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("exemptions", ("title", "why")),
        ("indicators", ("title_en",)),
        ("breakdowns", ("title_en",)),
    ],
)
def test_rows_of_definitions_have_their_twins(name, columns):
    for row in rows(name):
        for column in columns:
            twin = row[f"{column.removesuffix('_en')}_zh"]
            assert row[column]
            # A name such as .com is written alike.
            assert is_chinese(twin) or twin == row[column] or not english_in(twin), row
            assert name != "exemptions" or is_chinese(twin)


def test_twins_have_the_numbers_of_their_english():
    """Facts are the same in both languages: what is printed as a number stands in both."""
    # 10,000 as a unit is 万.
    number = re.compile(r"\d[\d,]*\.\d+|\d{2,3},\d{3}|\d{4}")
    pairs = [(name, text, text.origin.zh) for name, text in written()]
    pairs += [(row["code"], row["why"], row["why_zh"]) for row in rows("exemptions")]
    for name, english, chinese in pairs:
        assert {*number.findall(english)} - {"10,000"} == {*number.findall(chinese)}, name


def printed():
    """Give what the sources print and where, and what rules say: reports show it as it is."""
    for row in rows("observations"):
        yield f"{row['printed']} {row['printed_unit']}".strip()
        yield row["locator"]
    for each in (*declared().row_rules, *declared().figure_rules):
        yield each.text


@pytest.fixture(scope="module")
def report():
    return gate.validate((str(ROOT),), illustrate=True)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_reports_of_the_package_are_chinese(report, form):
    output = REPORT_FORMATS[form](report, Style(lang="zh", verbose=True))
    shown = words_of(output) if form == "html" else output
    assert is_chinese(shown)
    assert english_in(shown, printed()) == set()


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github"])
def test_programs_read_english_all_the_same(report, form):
    output = REPORT_FORMATS[form](report, Style(lang="zh"))
    assert output == REPORT_FORMATS[form](report, Style())
    twins = [text.origin.zh for _, text in written()] + [
        row["title_zh"] for row in rows("exemptions")
    ]
    assert [each for each in twins if each in output] == []


@pytest.mark.parametrize(
    "given",
    [
        ("rules", "-v"),
        ("explain", "--figure", "cnnic-55.internet_users.2024-12.text"),
        ("series", "retail_sales", "--vintages"),
        ("series", "internet_users", "--plot"),
    ],
)
def test_commands_show_the_package_in_chinese(given, monkeypatch):
    # It takes seconds and says nothing of the package's own words.
    monkeypatch.setattr(inspection, "rounding_evidence", lambda *_: ())
    runner = CliRunner(env={"COLUMNS": "80"})
    result = runner.invoke(group, [*given, "--lang", "zh", "--package", str(ROOT)])
    assert result.exit_code == 0, result.output
    assert is_chinese(result.output)
    assert english_in(result.output, printed()) == set()


def test_english_would_be_seen():
    """The tests above can fail: a text without its twin is English."""
    text = "no twin here"
    assert english_in(translated(titled(text, ""), "zh")) == {text}
    assert english_in("免除 growth：cnnic-55.internet_users，data/exemptions.csv") == set()


def test_a_package_without_twins_shows_its_one_language():
    listing = inspection.rules(str(BASE))
    exemptions = [each.exemption for each in listing.exemptions]
    assert exemptions
    for exemption in exemptions:
        assert translated(exemption.title, "zh") == exemption.title
    assert {field.name for field in dataclasses.fields(Exemption)} == {
        "code",
        "exempts",
        "title",
        "why",
    }


def test_a_twin_that_says_nothing_is_a_fault(tmp_path):
    shutil.copytree(BASE, tmp_path / "package")
    path = tmp_path / "package/schemas/rules.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title_zh: 文件不引用自身", "title_zh: ''"), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_rules(load_package(tmp_path / "package"))
    assert [each.where for each in caught.value.faults] == ["row_rules[2].title_zh"]
