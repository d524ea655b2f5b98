"""Commands in Chinese: what they say, their help, their usage errors, their progress."""

import ast
import gettext
import io
import os
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cnnic_validate.cli import progress as module
from cnnic_validate.cli.commands import group, validate
from cnnic_validate.cli.language import language_here, language_on
from cnnic_validate.cli.options import FORMATS
from cnnic_validate.cli.progress import STAGES, progress_on
from cnnic_validate.cli.spoken import Command
from cnnic_validate.render.layout import WIDTH, width_of
from tests.chinese.english import english_in
from tests.test_cases import BASE, make

SOURCE = Path(__file__).parents[2] / "src/cnnic_validate"
HAN = re.compile("[\u4e00-\u9fff]")
# What stays: how commands are called, the names of formats and of standards, what was typed.
CALLS = (
    *(f"cnnic {name}" for name in group.commands),
    ", ".join(FORMATS),
    *("Table Schema", "Data Package", "b c"),
)
EVERY = [(validate, ()), (group, ()), *((group, (name,)) for name in group.commands)]


def run(command, *given, **env):
    result = CliRunner(env=env).invoke(command, list(given), prog_name=command.name)
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store") / "store"
    given = ["publish", "--to", str(folder), "--package", str(BASE), "--lang", "zh"]
    return folder, run(group, *given).output


def test_publishing_in_chinese(store, tmp_path):
    folder, published = store
    assert "已发布。" in published
    cache = ["--cache", str(tmp_path / "cache"), "--lang", "zh"]
    listed = run(group, "versions", "--from", str(folder), *cache).output
    assert "最新" in listed
    verified = run(group, "verify", str(folder), *cache).output
    assert "完好" in verified
    (one,) = (each for each in folder.rglob("observations.csv"))
    one.write_bytes(one.read_bytes() + b"x")
    damaged = run(group, "verify", str(folder), *cache)
    assert damaged.exit_code == 1
    assert "发布时为" in damaged.output
    for text in (published, listed, verified, damaged.output):
        assert english_in(text) == set()


def test_getting_and_withdrawing_in_chinese(store, tmp_path):
    folder, _ = store
    where = ["--from", str(folder), "--lang", "zh"]
    missing = run(group, "get", "9.9.9", *where, "--cache", str(tmp_path))
    assert missing.exit_code == 3
    assert "没有版本 9.9.9" in missing.stderr
    assert english_in(missing.stderr) == set()
    given = ["withdraw", "0.1.0", "--why", "有误", *where]
    version = run(group, "versions", "--from", str(folder)).output.split()[0]
    given[1] = version
    assert run(group, *given).output == f"版本 {version} 已撤回：有误\n"
    again = run(group, *given, "--why", "另有原因")
    assert (again.exit_code, again.stderr) == (1, f"已拒绝：版本 {version} 此前已撤回：有误\n")


def test_a_version_in_chinese(tmp_path):
    case = tmp_path / "case"
    make("growth_digit", case)
    schema = case / "schemas/sources.schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace('"edition"', '"edited"'))
    given = ["version", str(BASE), str(case)]
    output = run(group, *given, "--lang", "zh").output
    assert "级变更" in output
    assert english_in(output) == set()
    assert run(group, *given, "--lang", "zh", "--format", "json").output == (
        run(group, *given, "--format", "json").output
    )


def test_a_diff_as_markdown_in_chinese(tmp_path):
    case = tmp_path / "case"
    make("growth_digit", case)
    given = ["diff", str(BASE), str(case), "--format", "markdown"]
    output = run(group, *given, "--lang", "zh").output
    assert output.startswith("### 差异\n")
    assert english_in(re.sub("<[^>]*>", "", output)) == set()


def test_a_release_is_refused_in_chinese(tmp_path):
    case = tmp_path / "case"
    make("growth_digit", case)
    release = tmp_path / "release.csv"
    release.write_text(
        "indicator,breakdown,time_period,measure,printed,printed_unit\n"
        "internet_users,total,2024-12,level,很多,人\n",
        encoding="utf-8",
    )
    given = [str(release), "--package", str(case), "--source", "cnnic-55", "--lang", "zh"]
    refused = run(group, "accept", *given)
    assert (refused.exit_code, "没有写入" in refused.output) == (1, True)
    unfilled = run(group, "normalise", *given)
    assert unfilled.exit_code == 1
    assert HAN.search(unfilled.stderr.replace("很多", ""))
    # The exemptions of this package have no Chinese twins.
    exemptions = (case / "data/exemptions.csv").read_text(encoding="utf-8")
    for text in (refused.output, unfilled.stderr):
        assert english_in(text, [exemptions]) == set()


@pytest.mark.parametrize(("command", "name"), EVERY)
def test_help_in_chinese(command, name):
    text = run(command, *name, "--lang", "zh", "--help", COLUMNS="200").output
    assert text == run(command, *name, "--help", "--lang=zh").output
    lines = text.splitlines()
    assert lines[0].startswith("用法：")
    assert max(map(width_of, lines)) <= WIDTH
    examples = [each for each in lines if each.startswith("    cnnic")]
    rest = "\n".join(each for each in lines if each not in examples)
    assert english_in(rest, CALLS) == set()
    shown = command.commands[name[0]] if name else command
    for option in (each for each in shown.params if isinstance(each, click.Option)):
        assert all(each in text for each in option.opts)
        assert option.help not in text


@pytest.mark.parametrize(("command", "name"), EVERY)
def test_help_stays_english_after_chinese(command, name):
    before = run(command, *name, "--help").output
    run(command, *name, "--help", "--lang", "zh")
    assert run(command, *name, "--help", LC_ALL="zh_CN.UTF-8").output == before
    assert not HAN.search(before)
    assert "Show this message and exit." in before


@pytest.mark.parametrize(
    ("command", "given", "said"),
    [
        (group, ["rules", "--bogus"], "没有选项 '--bogus'"),
        (group, ["rules", "--verbos"], "是否想写 '--verbose'？"),
        (group, ["bogus"], "没有命令 'bogus'"),
        (group, [], "缺少命令"),
        (group, ["get"], "缺少选项 '--from'"),
        (group, ["accept"], "缺少参数 'FILE'。"),
        (group, ["accept", "a", "b", "c"], "多余的参数（b c）"),
        (group, ["rules", "--verbose=1"], "不带值"),
        (group, ["get", "--from"], "缺少参数"),
        (group, ["rules", "--release", "x"], "--release 须与 --verifiability 同用"),
        (group, ["explain", "--format", "xml"], "'xml' 不是下列之一：'text', 'json'"),
        (group, ["series", "x", "--plot", "x.pdf"], "请指定以 .svg 或 .png 结尾的文件"),
        (validate, ["--as-of", "5"], "'5' 不是形如 YYYY-MM-DD 的日期。"),
        (validate, ["-o", "."], "'.' 是文件夹"),
        (validate, ["--report", "x"], "不合 FORMAT=FILE"),
        (validate, ["--only-new"], "--only-new 须与 --against 同用"),
        (validate, ["--report", "json=a", "--report", "text=a"], "指定了两次"),
    ],
)
def test_usage_errors_in_chinese(command, given, said):
    result = run(command, "--lang", "zh", *given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert english_in(result.stderr, CALLS) == set()
    assert not HAN.search(run(command, *given).stderr.replace("网", ""))


def test_a_group_and_its_command_share_the_language():
    given = ["explain", "growth"]
    chinese = run(group, *given, "--lang", "zh").output
    assert HAN.search(chinese)
    assert run(group, "--lang", "zh", *given).output == chinese
    assert run(group, "--lang", "zh", *given, "--lang", "en").output == run(group, *given).output


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ([], "en"),
        (["--lang"], "en"),
        (["--lang", "zh"], "zh"),
        (["--lang=zh", "--lang", "en"], "en"),
        (["--", "--lang", "zh"], "en"),
        (["--lang", "fr"], "en"),
    ],
)
def test_the_language_of_a_line(line, language):
    assert language_on(line) == language


def test_nothing_of_the_language_stays():
    before = dict(os.environ)
    run(group, "--help", "--lang", "zh")
    assert dict(os.environ) == before
    assert gettext.textdomain() == "messages"
    run(group, "--help", "--lang", "zh", LANGUAGE="de")
    assert dict(os.environ) == before
    assert language_here() == "en"


@pytest.mark.parametrize("command", [group, validate])
def test_a_call_from_python_has_a_language_too(command, capsys):
    with pytest.raises(SystemExit):
        command.main(["--help", "--lang", "zh"], prog_name="x")
    assert capsys.readouterr().out.startswith("用法：x ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_call_that_comes_back_leaves_nothing(lang):
    before = dict(os.environ)
    given = ["explain", "growth", "--lang", lang]
    assert group.main(given, prog_name="cnnic", standalone_mode=False) == 0
    assert dict(os.environ) == before


def test_a_command_without_help():
    command = Command("x", callback=lambda: None, add_help_option=False)
    assert run(command, "--lang", "zh").exit_code == 2
    assert run(command).exit_code == 0


def test_a_bug_is_told_in_chinese(monkeypatch):
    def fail(*_given, **_options):
        raise ZeroDivisionError("x")

    monkeypatch.setattr("cnnic_validate.workflow.inspection.rules", fail)
    result = run(group, "rules", "--lang", "zh")
    assert result.exit_code == 4
    assert "程序的缺陷" in result.stderr


def test_an_interrupt_is_told_in_chinese(monkeypatch):
    def fail(*_given, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnic_validate.workflow.inspection.rules", fail)
    result = run(group, "rules", "--lang", "zh")
    assert (result.exit_code, result.stderr) == (130, "cnnic：已中断\n")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_in_chinese(monkeypatch):
    monkeypatch.setattr(module, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr("click._termui_impl.isatty", lambda _: True)
    stream = Terminal()
    with progress_on(stream, "zh") as show:
        show("reading figures", 1, 2)
    assert "读取数据" in stream.getvalue()


def test_every_stage_of_long_work_is_named():
    """A stage is the first argument of what tells the progress, or the variable `stage`."""
    named = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = None
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"tell", "progress"}:
                value = node.args[0]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "stage":
                value = node.value
            if isinstance(value, ast.Constant):
                named.add(value.value)
    assert named == set(STAGES)
