"""Every case of tests/cases in Chinese: nothing in it has lost what it was made of."""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from cnnic_validate.cli.commands import group, validate
from cnnic_validate.message import Joint, Message, Told
from cnnic_validate.model.codes import CODES
from cnnic_validate.model.rule import VERDICTS
from cnnic_validate.render import REPORT_FORMATS, Style
from cnnic_validate.render.layout import WIDTH, width_of
from cnnic_validate.render.sentences import worded
from cnnic_validate.workflow import gate
from tests.chinese.test_catalogue import LOCALE as CATALOGUE
from tests.test_cases import BASE, NAMES, arguments, make

MAY_FORMAT = ("message.py", "translate.py")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _no_message_in_an_f_string(monkeypatch):
    """Refuse that a message becomes plain text in the layers that make messages."""

    def refuse(self, spec):
        code = sys._getframe(1).f_code
        path = Path(code.co_filename)
        made = {
            "check",
            "reading",
            "figures",
            "expressions",
            "model",
            "workflow",
            "release",
            "errors.py",
        }
        inside = path.as_posix().rpartition("/cnnic_validate/")[2].split("/")
        if made.intersection(inside) and path.name not in MAY_FORMAT:
            allowed = code.co_name == "__str__"  # an error as text, for programs
            assert allowed, f"{self!r} is put in an f-string in {path.name}:{code.co_name}"
        return str.__format__(self, spec)

    monkeypatch.setattr(Message, "__format__", refuse, raising=False)


with CATALOGUE.open("rb") as stream:
    KNOWN = {
        each.id if isinstance(each.id, str) else each.id[0] for each in read_po(stream) if each.id
    }


def unknown_of(text):
    """Give the templates in a message that the catalogue does not have."""
    origin = text.origin if isinstance(text, Message) else None
    if isinstance(origin, Told):
        yield from {origin.template} - KNOWN
        for value in origin.values.values():
            yield from unknown_of(value)
    elif isinstance(origin, Joint):
        yield from {origin.separator} - KNOWN - {""}
        for each in origin.parts:
            yield from unknown_of(each)


def messages_of(report):
    for each in report.faults:
        yield from ((each.message, "fault"), (each.hint, "hint"))
    for each in map(worded, report.findings):
        yield each.message, "message"
        yield each.hint, "hint"
        yield from ((one.text, "because") for one in each.because)
    for each in report.instances:
        yield each.title, "title"
        yield each.reason, "reason"
    for each in report.pictures:
        yield each.quantity.words, "picture"


def judged(name, tmp_path, monkeypatch):
    folder = tmp_path / "case"
    given = arguments(make(name, folder), folder)
    monkeypatch.chdir(folder)
    kept = []
    judge = gate.validate

    def keep(*args, **options):
        kept.append(judge(*args, **{**options, "illustrate": True}))
        return kept[0]

    monkeypatch.setattr(gate, "validate", keep)
    result = CliRunner().invoke(validate, ["--lang", "zh", *given], catch_exceptions=False)
    return result, kept


@pytest.mark.parametrize("name", [BASE.name, *NAMES])
def test_case_in_chinese(name, tmp_path, monkeypatch):
    result, kept = judged(name, tmp_path, monkeypatch)
    assert HAN.search(result.output)
    for line in result.output.splitlines():
        assert width_of(line) <= WIDTH or len(line.split()) <= 2, line  # a piece of data by itself
    for report in kept:
        plain = {(text, of) for text, of in messages_of(report) if text and type(text) is str}
        assert plain == set()
        assert [each for text, _ in messages_of(report) for each in unknown_of(text)] == []
        for form in ("markdown", "html"):
            assert HAN.search(REPORT_FORMATS[form](report, Style(lang="zh")))
            english = REPORT_FORMATS[form](report, Style())
            assert REPORT_FORMATS[form](report, Style(lang="en")) == english


def test_programs_read_english(tmp_path, monkeypatch):
    _, kept = judged("growth_digit", tmp_path, monkeypatch)
    for form in ("json", "sarif", "junit", "github"):
        assert REPORT_FORMATS[form](kept[0], Style(lang="zh")) == REPORT_FORMATS[form](
            kept[0], Style()
        )


def test_a_page_says_its_language(tmp_path, monkeypatch):
    _, kept = judged("growth_digit", tmp_path, monkeypatch)
    assert '<html lang="zh-Hans">' in REPORT_FORMATS["html"](kept[0], Style(lang="zh"))
    assert '<html lang="en">' in REPORT_FORMATS["html"](kept[0], Style())


def run(command, *given, **env):
    return CliRunner(env=env).invoke(command, given, catch_exceptions=False)


@pytest.mark.parametrize(
    ("env", "is_chinese"),
    [
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, True),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN"}, False),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, False),
    ],
)
def test_auto_goes_by_the_locale(env, is_chinese):
    output = run(group, "explain", "growth", "--lang", "auto", **env).output
    assert bool(HAN.search(output)) == is_chinese


def test_the_locale_alone_changes_nothing():
    assert not HAN.search(run(group, "explain", "growth", LC_ALL="zh_CN.UTF-8").output)


@pytest.mark.parametrize("code", CODES)
def test_codes_are_explained_in_chinese(code):
    output = run(group, "explain", code, "--lang", "zh").output
    meaning, fix = CODES[code].meaning, CODES[code].fix
    assert meaning.split("`")[0] not in output or not meaning.split("`")[0]
    assert HAN.search(output.split("处理")[1]), fix
    assert all(width_of(line) <= WIDTH for line in output.splitlines())


@pytest.mark.parametrize("given", [["rules", "-v"], ["rules", "--verifiability", "-v"]])
def test_listings_in_chinese(given):
    output = run(group, *given, "--package", str(BASE), "--lang", "zh").output
    assert HAN.search(output.splitlines()[0])
    assert all(width_of(line) <= WIDTH for line in output.splitlines())
    assert [each for each in VERDICTS if f" {each}" in output] == []


def test_a_figure_is_explained_in_chinese():
    rows = (BASE / "data/observations.csv").read_text(encoding="utf-8").splitlines()
    figure = rows[1].split(",")[0]
    output = run(
        group, "explain", "--figure", figure, "--package", str(BASE), "--lang", "zh"
    ).output
    assert "原文" in output
    assert "规则实例" in output


def test_faults_on_standard_error_are_in_chinese(tmp_path):
    result = run(validate, str(tmp_path / "nothing"), "--lang", "zh")
    assert result.exit_code == 3
    assert "不存在" in result.stderr


def test_no_line_begins_with_a_closing_mark():
    text = "，".join(["数据" * 9] * 9)
    from cnnic_validate.render.layout import wrapped  # noqa: PLC0415 - used here alone

    assert not any(line.strip().startswith("，") for line in wrapped(text))


def test_a_series_in_chinese():
    given = ["series", "internet_users", "--package", str(BASE)]
    output = run(group, *given, "--lang", "zh").output
    assert "个时期" in output
    assert "period" not in output
    assert all(width_of(line) <= WIDTH for line in output.splitlines())
    assert "发布日期" in run(group, *given, "--lang", "zh", "--vintages").output


def test_a_diff_in_chinese(tmp_path):
    case = tmp_path / "case"
    make("growth_digit", case)
    given = ["diff", str(BASE), str(case)]
    output = run(group, *given, "--lang", "zh").output
    assert "修订 1 个" in output
    assert not re.search(r"\b(revised|line|printed)\b", output)
    assert run(group, *given, "--lang", "zh", "--format", "json").output == (
        run(group, *given, "--format", "json").output
    )
