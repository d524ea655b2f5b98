"""Options, formats and exit codes, on reports made by hand."""

from __future__ import annotations

import datetime
import json
import os
import signal
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cnnic_validate import cli
from cnnic_validate.cli import commands
from cnnic_validate.errors import DefinitionError, Fault, UnreadableError
from cnnic_validate.model.accepted import Accepted, Normalised
from cnnic_validate.model.codes import CODES
from cnnic_validate.model.explanation import Checkability, Explanation, Print, Verifiability
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.listing import RuleListing
from cnnic_validate.model.naming import NamedQuantity
from cnnic_validate.model.period import Period
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.workflow import gate, inspection, releases

ERROR = Finding("type", "error", "“x” is not an integer", Place("a.csv", 2, 1, "n"))
WARNING = replace(ERROR, severity="warning")
THREE = DefinitionError(
    Fault("datapackage.json", f"resources[{n}]", f"fault {n}", "fix it") for n in range(3)
)
OPTIONS = {
    "package": ".",
    "schema": "",
    "source": "",
    "as_of": None,
    "against": "",
    "stdin": None,
    "progress": None,
    "illustrate": False,
}


@pytest.fixture
def flow(monkeypatch):
    """Put flows in place of the workflow: a function, a value to return, or an error to raise."""

    def put(**flows):
        calls = []

        def make(outcome):
            def call(*arguments, **options):
                calls.append((arguments, options))
                if callable(outcome):
                    return outcome(*arguments, **options)
                if isinstance(outcome, BaseException):
                    raise outcome
                return outcome

            return call

        made = {name: make(outcome) for name, outcome in flows.items()}
        for name, call in made.items():
            homes = [home for home in (gate, inspection, releases) if hasattr(home, name)]
            assert len(homes) == 1
            monkeypatch.setattr(homes[0], name, call)
        return calls

    return put


def run(*arguments, command=commands.validate, **options):
    result = CliRunner().invoke(command, arguments, **options)
    assert "Traceback" not in result.output
    return result


def test_defaults(flow):
    calls = flow(validate=Report("."))
    assert run().exit_code == 0
    assert calls == [(((),), OPTIONS)]


def test_every_option_reaches_the_workflow(flow):
    calls = flow(validate=Report("."))
    run(
        "a.csv",
        "b.csv",
        *("--package", "pkg", "--schema", "s.json", "--source", "cnnic-56"),
        *("--as-of", "2025-02-28"),
    )
    expected = OPTIONS | {
        "package": "pkg",
        "schema": "s.json",
        "source": "cnnic-56",
        "as_of": datetime.date(2025, 2, 28),
    }
    assert calls == [((("a.csv", "b.csv"),), expected)]


def test_standard_input_is_read_as_bytes(flow):
    calls = flow(validate=Report("-"))
    run("-", input=b"a\xff\r\n")
    assert calls == [((("-",),), OPTIONS | {"stdin": b"a\xff\r\n"})]


def test_standard_input_cannot_be_read_twice(flow):
    flow(validate=Report("-"))
    result = run("-", "-")
    assert result.exit_code == 2
    assert "standard input (-) can be read only once" in result.stderr


@pytest.mark.parametrize(
    ("findings", "fail_on", "code"),
    [
        ((), "error", 0),
        ((), "warning", 0),
        ((WARNING,), "error", 0),
        ((WARNING,), "warning", 1),
        ((ERROR,), "error", 1),
        ((ERROR, WARNING), "warning", 1),
        ((replace(ERROR, severity="info"),), "warning", 0),
    ],
)
@pytest.mark.parametrize("format_", ["text", "json"])
def test_exit_codes_of_findings(flow, findings, fail_on, code, format_):
    flow(validate=Report(".", findings=findings))
    assert run("--fail-on", fail_on, "--format", format_).exit_code == code


def test_a_fault_outranks_findings(flow):
    flow(validate=Report(".", findings=(ERROR,), faults=THREE.faults))
    result = run()
    assert result.exit_code == 3
    assert "not an integer" in result.stdout
    assert result.stdout.endswith(
        "Could not judge: 3 faults in what was given; 1 error in the rest.\n"
    )


def test_all_faults_of_a_definition_are_shown(flow):
    flow(validate=THREE)
    result = run()
    assert result.exit_code == 3
    assert result.stdout == ""
    assert [f"fault {n}" in result.stderr for n in range(3)] == [True] * 3
    assert (
        "datapackage.json: in `resources[1]`\n  error: fault 1\n  fix      fix it\n"
        in result.stderr
    )


def test_a_wrong_path_is_one_clear_message(flow):
    flow(validate=UnreadableError("no/where", "does not exist", "check the path"))
    result = run("no/where")
    assert result.exit_code == 3
    assert result.stderr == "no/where\n  error: does not exist\n  fix      check the path\n"


def test_a_program_gets_a_report_of_what_could_not_be_judged(flow):
    flow(validate=THREE)
    result = run("pkg", "--format", "json")
    assert result.exit_code == 3
    value = json.loads(result.stdout)
    assert (value["valid"], len(value["faults"])) == (False, 3)
    assert "fault 2" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--packge", "x"), "No such option '--packge'. Did you mean '--package'?"),
        (("--format", "xml"), "'xml' is not one of 'text', 'json'"),
        (("--as-of", "28.2.2025"), "'28.2.2025' is no day of the form YYYY-MM-DD."),
        (("--as-of", "20250228"), "'20250228' is no day of the form YYYY-MM-DD."),
        (("",), "it is empty: name something, or leave it out."),
        (("--against", ""), "it is empty: name something, or leave it out."),
        (("--source", ""), "it is empty: name something, or leave it out."),
        (("-o", ""), "it is empty: name something, or leave it out."),
        (("--fail-on", "info"), "'info' is not one of 'error', 'warning'"),
        (("-o", "."), "is a directory"),
    ],
)
def test_usage_errors(flow, arguments, message):
    flow(validate=Report("."))
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize("arguments", [("--format", "x"), ("--report", "x"), ("x" * 70, "--y")])
def test_usage_errors_fit_a_terminal(flow, arguments):
    flow(validate=Report("."))
    lines = run(*arguments).stderr.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert lines[3].startswith("Error: ")


@pytest.mark.parametrize(
    "arguments", [("a.csv", "-o", "{}/a.csv"), ("{}/a.csv", "--report", "html=a.csv")]
)
def test_a_report_never_replaces_what_it_is_about(flow, tmp_path, monkeypatch, arguments):
    calls = flow(validate=Report("."))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("kept", encoding="utf-8")
    result = run(*(each.format(tmp_path) for each in arguments))
    assert (result.exit_code, calls) == (2, [])
    assert "is what is judged: name another" in " ".join(result.stderr.split())
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "kept"


def test_a_folder_that_may_not_be_searched_is_no_bug(flow):
    flow(validate=PermissionError(13, "Permission denied", "p/datapackage.json"))
    result = run()
    assert result.exit_code == 3
    assert result.stderr == "p/datapackage.json\n  error: may not be read: permission denied\n"


def test_a_command_that_is_none():
    result = run("acept", command=commands.group)
    assert result.exit_code == 2
    assert "No such command 'acept'" in result.stderr


def test_a_bug_is_one_message_and_a_traceback_on_demand(flow, monkeypatch):
    flow(validate=RuntimeError("no\x1b[31m\nsecond line"))
    result = run()
    assert result.exit_code == 4
    assert all(len(line) <= 80 for line in result.stderr.splitlines())
    assert "a bug of ours" in result.stderr
    assert r"RuntimeError: no\x1b[31m" in " ".join(result.stderr.split())
    monkeypatch.setenv("CNNIC_DEBUG", "1")
    debugged = CliRunner().invoke(commands.validate, [])
    assert debugged.exit_code == 4
    assert "Traceback (most recent call last)" in debugged.stderr


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (commands.validate, ()),
        (commands.group, ("rules",)),
        (commands.group, ("accept", "a.csv")),
        (commands.group, ("normalise", "a.csv")),
        (commands.group, ("new-release", "cnnic-56")),
    ],
)
def test_every_command_handles_interrupts_bugs_and_faults(flow, command, arguments):
    names = ("validate", "rules", "accept", "normalise", "new_release")
    for outcome, code in [(KeyboardInterrupt(), 130), (ZeroDivisionError("x"), 4), (THREE, 3)]:
        flow(**dict.fromkeys(names, outcome))
        assert run(*arguments, command=command).exit_code == code


def test_output_replaces_a_file_as_a_whole(flow, tmp_path):
    flow(validate=Report(".", findings=(ERROR,)))
    target = tmp_path / "report.txt"
    target.write_text("old")
    result = run("-o", str(target))
    assert (result.exit_code, result.output) == (1, "")
    assert target.read_text(encoding="utf-8").endswith("Not valid: 1 error.\n")
    assert list(tmp_path.iterdir()) == [target]


def test_output_that_cannot_be_written(flow, tmp_path):
    flow(validate=Report("."))
    result = run("-o", str(tmp_path / "no" / "report.txt"))
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def test_output_to_a_pipe_leaves_the_pipe_in_place(flow, tmp_path):
    flow(validate=Report("."))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    assert run("-o", str(fifo)).exit_code == 0
    assert b"Valid" in os.read(reader, 10_000)
    os.close(reader)
    assert fifo.is_fifo()


def test_a_device_that_refuses(flow):
    flow(validate=Report("."))
    result = run("-o", "/dev/full")
    assert result.exit_code == 3
    assert "/dev/full\n  error: cannot be written: the disk is full" in result.stderr


def test_faults_are_told_where_the_report_goes_to_a_file(flow, tmp_path):
    flow(validate=THREE)
    result = run("-o", str(tmp_path / "report.txt"))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "fault 2" in result.stderr
    assert "fault 2" in (tmp_path / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "environment", "terminal", "colored"),
    [
        ((), {}, False, False),
        ((), {}, True, True),
        ((), {"NO_COLOR": "1"}, True, False),
        ((), {"NO_COLOR": ""}, True, True),
        ((), {"TERM": "dumb"}, True, False),
        (("--color", "always"), {"NO_COLOR": "1"}, False, True),
        (("--color", "never"), {}, True, False),
    ],
)
def test_colour(flow, monkeypatch, arguments, environment, terminal, colored):
    monkeypatch.delenv("NO_COLOR", raising=False)
    flow(validate=Report(".", findings=(ERROR,)))
    monkeypatch.setattr("cnnic_validate.cli.output.is_terminal", lambda: terminal)
    output = run(*arguments, env={"TERM": "xterm"} | environment).stdout
    assert ("\x1b[" in output) == colored


def test_a_file_is_coloured_only_when_asked(flow, monkeypatch, tmp_path):
    flow(validate=Report(".", findings=(ERROR,)))
    monkeypatch.setattr("cnnic_validate.cli.output.is_terminal", lambda: True)
    target = tmp_path / "report.txt"
    run("-o", str(target))
    assert "\x1b[" not in target.read_text(encoding="utf-8")
    run("-o", str(target), "--color", "always")
    assert "\x1b[" in target.read_text(encoding="utf-8")


def test_verbose_shows_all(flow):
    many = tuple(replace(ERROR, place=Place("a.csv", n, n, "n"), message=f"{n}") for n in range(9))
    flow(validate=Report(".", findings=many))
    assert "-v shows all" in run().stdout
    assert "-v shows all" not in run("-v").stdout


def test_a_terminal_that_cannot_show_chinese_gets_escapes(flow):
    flow(validate=Report("网民"))
    result = CliRunner(charset="ascii").invoke(commands.validate, [])
    assert result.exit_code == 0
    assert r"\u7f51\u6c11" in result.output


def test_normalise_writes_csv(flow, tmp_path):
    calls = flow(normalise=Normalised("id,printed\na,11.08亿\n", ()))
    arguments = ("normalise", "in.csv", "--source", "cnnic-56")
    assert run(*arguments, command=commands.group).stdout == "id,printed\na,11.08亿\n"
    run(*arguments, "-o", str(tmp_path / "out.csv"), command=commands.group)
    assert (tmp_path / "out.csv").read_bytes() == "id,printed\na,11.08亿\n".encode()
    assert calls[0] == (("in.csv",), {"package": ".", "source": "cnnic-56", "stdin": None})
    run("normalise", "-", input=b"indicator\n", command=commands.group)
    assert calls[2][1]["stdin"] == b"indicator\n"


def test_normalise_names_what_it_could_not_fill(flow):
    flow(normalise=Normalised("id,printed\n,x\n", (ERROR,)))
    result = run("normalise", "in.csv", command=commands.group)
    assert (result.exit_code, result.stdout) == (1, "id,printed\n,x\n")
    assert "not an integer" in result.stderr


def test_accept_says_what_was_appended(flow):
    flow(accept=Accepted(("a", "b"), "data/observations.csv", Report("in.csv")))
    result = run("accept", "in.csv", command=commands.group)
    assert result.exit_code == 0
    assert result.stdout.endswith("\nAccepted: 2 figures appended to data/observations.csv.\n")


def test_accept_says_that_nothing_was_written(flow):
    flow(accept=Accepted((), "data/observations.csv", Report("in.csv", findings=(ERROR,))))
    result = run("accept", "in.csv", command=commands.group)
    assert result.exit_code == 1
    assert "not an integer" in result.stdout
    assert result.stdout.endswith("\nRefused: nothing was written.\n")


def test_new_release_passes_its_options(flow):
    calls = flow(new_release="indicator\n")
    result = run(
        *("new-release", "cnnic-56", "--like", "cnnic-54", "--period", "2025-06"),
        command=commands.group,
    )
    assert result.stdout == "indicator\n"
    assert calls == [(("cnnic-56",), {"like": "cnnic-54", "period": "2025-06", "package": "."})]


def test_rules_lists(flow):
    flow(rules=RuleListing("cnnic", (), (), (), ()))
    assert run("rules", command=commands.group).stdout.startswith("Rules of cnnic\n")


SHARE = NamedQuantity("Share", (), Period(24299, 24299), "level", None)
MEANS = (Decimal("6.5"), Decimal("7.5"))
PRINT = Print("a.x", "a", "7%", "percent", MEANS, Place("a.csv", 2, 1, "printed", "a.x"))
EXPLANATION = Explanation(SHARE, "a", Checkability(PRINT, True, 1, None), (), (), ())


def test_rules_ranks_figures(flow):
    calls = flow(verifiability=Verifiability("p", "a", (EXPLANATION.checkability,)))
    result = run("rules", "--verifiability", "--release", "a", command=commands.group)
    assert result.stdout.startswith("1 figure of a in p, least checked first\n")
    assert calls == [((".",), {"release": "a"})]


def test_explain_a_code(flow):
    calls = flow(explain_code=CODES["ratio"])
    text = run("explain", "ratio", command=commands.group).stdout
    assert text.startswith(
        "ratio\n  A ratio is not its numerator over its denominator.\n  example  "
    )
    assert "\n  fix      " in text
    assert calls == [(("ratio",), {})]


def test_explain_a_figure(flow):
    calls = flow(explain=EXPLANATION)
    arguments = ("explain", "--figure", "a.x", "--package", "pkg")
    text = run(*arguments, command=commands.group).stdout
    assert text.startswith("a.csv:2 (row 1)  a.x\n  Share 2024-12, as a has it\n")
    value = json.loads(run(*arguments, "--format", "json", command=commands.group).stdout)
    assert (value["figure"]["id"], value["freedom"]) == ("a.x", None)
    assert calls[0] == (("a.x",), {"package": "pkg"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain",), "name a finding code or, with --figure, a figure"),
        (("explain", "ratio", "--figure", "a.x"), "name a finding code or, with --figure"),
        (("explain", "ratio", "--format", "json"), "--format json goes with --figure"),
        (("rules", "--release", "a"), "--release goes with --verifiability"),
    ],
)
def test_usage_errors_of_explanations(flow, arguments, message):
    flow()
    result = run(*arguments, command=commands.group)
    assert result.exit_code == 2
    assert message in result.stderr


def test_explain_names_the_nearest_code():
    result = run("explain", "ratoi", command=commands.group)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "did you mean `ratio`?" in result.stderr


def test_version(monkeypatch):
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"9.9 of {name}")
    assert run("--version").stdout == "cnnic-validate 9.9 of cnnic-validate\n"
    assert run("--version", command=commands.group).stdout == "cnnic 9.9 of cnnic-validate\n"


HELP = [
    (commands.validate, ()),
    (commands.group, ()),
    *((commands.group, (name,)) for name in commands.group.commands),
]


@pytest.mark.parametrize(("command", "arguments"), HELP)
def test_help_fits_80_columns_and_is_whole(command, arguments):
    text = run(*arguments, "--help", command=command, env={"COLUMNS": "200"}).stdout
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "..." not in text.replace("[PATH]...", "").replace("[ARGS]...", "")


def test_help_names_every_exit_code():
    for command in (commands.validate, commands.group):
        text = run("--help", command=command).stdout
        for code in ("0", "1", "2", "3", "4", "130", "143"):
            assert code in text.partition("Exit codes:")[2]


def test_help_options_are_documented():
    for command, arguments in HELP:
        shown = command.commands[arguments[0]] if arguments else command
        options = [each for each in shown.params if isinstance(each, click.Option)]
        assert all(option.help for option in options)


def test_sigterm_ends_with_143():
    with pytest.raises(SystemExit) as caught:
        cli._terminated(signal.SIGTERM, sys._getframe())
    assert caught.value.code == 143


def test_a_template_replaces_no_file_that_somebody_has_filled_in(tmp_path, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1] / "cases/_base")
    draft = tmp_path / "draft.csv"
    again = ("new-release", "cnnic-56", "-o", str(draft))
    for _ in range(2):  # an empty template is no loss
        assert run(*again, command=commands.group).exit_code == 0
    header, first, *rest = draft.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[header.split(",").index("printed")] = "11.23亿"
    filled = "\n".join([header, ",".join(cells), *rest, ""])
    draft.write_text(filled, encoding="utf-8")
    result = run(*again, command=commands.group)
    assert result.exit_code == 3
    assert "1 row of it has a printed text" in result.stderr
    assert draft.read_text(encoding="utf-8") == filled
