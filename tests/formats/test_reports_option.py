"""`--report` and the step summary: several formats from one run."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cnnic_validate.cli import commands, options
from cnnic_validate.errors import DefinitionError
from cnnic_validate.render import REPORT_FORMATS, Style
from cnnic_validate.workflow import gate
from tests.formats.synthetic import UNJUDGED, report


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Give a function that runs the gate on a report made by hand, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, outcome=None, **options):
        def validate(*_arguments, **_options):
            if isinstance(outcome, Exception):
                raise outcome
            return outcome or report(1)

        monkeypatch.setattr(gate, "validate", validate)
        return CliRunner().invoke(commands.validate, arguments, **options)

    return call


def test_the_option_offers_every_format():
    assert set(options.FORMATS) == set(REPORT_FORMATS)


def test_every_format_in_one_run(run, tmp_path):
    wanted = [f"--report={name}={name}.out" for name in options.FORMATS]
    result = run(*wanted)
    assert result.exit_code == 1
    assert result.stdout == REPORT_FORMATS["text"](report(1), Style())
    for name in options.FORMATS:
        text = (tmp_path / f"{name}.out").read_text(encoding="utf-8")
        assert text == REPORT_FORMATS[name](report(1), Style())


def test_a_file_is_replaced_as_a_whole(run, tmp_path):
    target = tmp_path / "out.json"
    target.write_text("x" * 10_000_000)
    inode = target.stat().st_ino
    run("--report", "json=out.json")
    assert json.loads(target.read_text())["valid"] is False
    assert target.stat().st_ino != inode
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize("value", ["sarif", "=x", "sarif=", "xml=out.xml", "out.sarif"])
def test_what_is_no_pair_is_refused(run, value, tmp_path):
    result = run("--report", value)
    assert result.exit_code == 2
    what = f"{value!r} is not FORMAT=FILE with FORMAT one of text, json"
    assert what in " ".join(result.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_may_hold_an_equals_sign(run, tmp_path):
    run("--report", "json=a=b.json")
    assert (tmp_path / "a=b.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--report", "json=a", "--report", "sarif=a"), "'a' is named twice."),
        (("--report", "json=a", "-o", "a"), "--output and --report both name 'a'"),
    ],
)
def test_one_file_cannot_hold_two_reports(run, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_report_tells_of_what_could_not_be_judged(run, tmp_path):
    result = run("--report", "json=out.json", outcome=DefinitionError(UNJUDGED.faults))
    assert result.exit_code == 3
    faults = json.loads((tmp_path / "out.json").read_text())["faults"]
    assert len(faults) == 2
    assert "`numbr` is no type" in result.stderr


def test_a_folder_that_is_not_there_is_named(run):
    result = run("--report", "json=no/such/out.json")
    assert result.exit_code == 3
    assert "no/such/out.json" in result.stderr
    assert "does not exist" in result.stderr


def test_the_step_summary_is_added_to(run, tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = run("--format", "github")
    assert result.stdout.startswith(
        "::error file=data/observations.csv,line=2,title=ratio (column printed)"
    )
    markdown = REPORT_FORMATS["markdown"](report(1), Style())
    assert summary.read_text() == f"before\n{markdown}\n"


def test_other_formats_leave_the_step_summary_alone(run, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    run()
    assert not (tmp_path / "summary.md").exists()


def test_a_summary_that_cannot_be_written_is_said(run, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    result = run("--format", "github")
    assert result.exit_code == 3
    assert "GITHUB_STEP_SUMMARY names it" in result.stderr
