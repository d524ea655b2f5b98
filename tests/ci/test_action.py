"""The steps of the action, run as a runner runs them, on packages of tests/cases."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest

from tests.ci.action import run_install, run_validate
from tests.ci.repository import committed
from tests.formats.commands import commands
from tests.test_cases import make


@pytest.fixture(scope="module")
def program(tmp_path_factory, wheel):
    """Run the step that installs; give the Python that it names."""
    return run_install(tmp_path_factory.mktemp("installed"), wheel)


@pytest.fixture
def run(program, tmp_path):
    """Give a function that runs the step `validate` in a folder with a package."""
    return partial(judged, program, tmp_path)


def judged(program, tmp_path, case, edit=None, **inputs):
    folder = tmp_path / "package"
    make(case, folder)
    if edit:
        committed(folder)
        edit(folder)
    return run_validate(program, folder, tmp_path, **inputs)


def test_a_sound_package(run):
    done, outputs, summary = run("_base")
    assert done.returncode == 0, done.stderr
    assert outputs == {"valid": "true", "errors": "0", "version": ""}
    assert summary.startswith("### Valid")
    kinds = [kind for kind, _, _ in commands(done.stdout)]
    assert not {"error", "warning"} & set(kinds)


def test_a_wrong_figure_is_annotated_and_fails_the_step(run, tmp_path):
    done, outputs, summary = run("ratio_digit", reports="sarif=out.sarif\nhtml=out.html\n")
    assert done.returncode == 1
    assert outputs == {"valid": "false", "errors": "1", "version": ""}
    [(_, place, message)] = [each for each in commands(done.stdout) if each[0] == "error"]
    assert place["file"] == "data/observations.csv"
    row = (tmp_path / "package/data/observations.csv").read_text().splitlines()
    assert row[int(place["line"]) - 1].split(",")[0] in message
    assert "did you mean" in message
    assert "### Not valid: 1 error." in summary
    assert json.loads((tmp_path / "package/out.sarif").read_text())["version"] == "2.1.0"
    assert '<table class="picture">' in (tmp_path / "package/out.html").read_text()


def test_the_log_has_the_report_and_takes_no_command_from_it(run):
    done, _, _ = run("ratio_digit")
    lines = done.stdout.splitlines()
    [stop] = [line for line in lines if line.startswith("::stop-commands::")]
    token = stop.removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", token)
    report = lines[lines.index(stop) + 1 : lines.index(f"::{token}::")]
    assert report[-1] == "Not valid: 1 error."


def test_paths_are_judged_as_part_of_the_package(run):
    done, outputs, _ = run("release_transposed", paths="incoming.csv\n")
    assert done.returncode == 1, done.stderr
    assert outputs["errors"] == "1"
    assert "file=incoming.csv" in done.stdout


def test_warnings_fail_where_they_are_to(run):
    done, outputs, _ = run("soft_interval", fail_on="warning")
    assert done.returncode == 1
    assert outputs["valid"] == "true"


def test_what_cannot_be_judged_has_its_own_exit_code(run):
    done, outputs, _ = run("fault_descriptor_not_json")
    assert done.returncode == 3
    assert outputs["valid"] == "false"
    assert commands(done.stdout)[0][1]["title"] == "could not judge"


def add_a_slip(folder):
    path = folder / "data/observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, "a,b\n"]), encoding="utf-8")


def test_against_a_revision(run):
    done, outputs, _ = run("_base", add_a_slip, against="HEAD")
    assert done.returncode == 1, done.stderr
    assert outputs["errors"] == "1"
    assert outputs["version"] == ""  # of a package that cannot be read there is none


def test_the_version_that_a_change_asks_for(run):
    def reword(folder):
        path = folder / "data/sources.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Report", "report"), "utf-8")

    done, outputs, _ = run("_base", reword, against="HEAD")
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+\.\d+\.\d+", outputs["version"])


def test_what_the_base_had_may_pass(run):
    def touch(folder):
        (folder / "note.txt").write_text("nothing that is judged")

    done, outputs, summary = run("ratio_digit", touch, against="HEAD", only_new="true")
    assert done.returncode == 0, done.stdout
    assert outputs["errors"] == "1"
    assert "known: the base had it already" in summary


def test_a_wrong_input_is_a_usage_error(run):
    done, outputs, _ = run("_base", reports="xml=out.xml")
    assert done.returncode == 2
    assert "'xml=out.xml' is not FORMAT=FILE" in done.stderr
    assert outputs == {"valid": "false", "errors": "", "version": ""}


def test_an_input_is_never_run(run, tmp_path):
    done, _, _ = run("_base", package='"; touch injected; echo "')
    assert done.returncode == 3
    assert not (tmp_path / "package/injected").exists()
