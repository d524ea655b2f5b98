"""The commands as processes: start-up, signals, pipes, what a person may do wrong."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnnic_validate import cli
from cnnic_validate.cli import commands

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
VALIDATE = (sys.executable, "-m", "cnnic_validate")
GROUP = (sys.executable, "-c", "from cnnic_validate.cli import group_command; group_command()")


def run(*arguments, command=VALIDATE, **options):
    result = subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        timeout=600,
        check=False,
        **{"cwd": ROOT} | options,
    )
    assert "Traceback" not in result.stderr
    return result


def imported(*arguments, command):
    """Give the top-level modules that a command imports."""
    script = (
        f"import sys; sys.argv = ['x', *{arguments!r}]\n"
        "from cnnic_validate import cli\n"
        f"try: cli.{command}()\n"
        "except SystemExit: print('\\nMODULES', *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    result = run(command=(sys.executable, "-c", script))
    return set(result.stdout.rpartition("MODULES")[2].split())


THIRD_PARTIES = {
    "click", "polars", "pandas", "pandera", "frictionless", "yaml", "numpy", "jsonschema", "pyarrow"
}  # fmt: skip


@pytest.mark.parametrize("command", ["validate_command", "group_command"])
def test_help_imports_click_alone(command):
    assert imported("--help", command=command) & THIRD_PARTIES == {"click"}


def test_a_clean_run_imports_click_polars_and_yaml_alone():
    small = str(ROOT / "tests/cases/_base")  # a large table is read with numpy
    assert imported(small, command="validate_command") & THIRD_PARTIES <= {
        "click",
        "polars",
        "yaml",
    }


def test_import_of_the_library_is_light():
    script = "import sys, cnnic_validate; print(*sys.modules)"
    modules = set(run(command=(sys.executable, "-c", script)).stdout.split())
    assert not modules & THIRD_PARTIES
    assert "cnnic_validate.workflow" not in modules


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_while_reading_ends_at_once_without_a_traceback(number, code):
    with subprocess.Popen(
        [*VALIDATE, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        cwd=ROOT,
    ) as process:
        # More than a pipe holds: once it is written, the process is reading.
        process.stdin.write(b"x" * 1_000_000)
        process.stdin.flush()
        process.send_signal(number)
        output, errors = process.communicate(timeout=600)
    assert process.returncode == code
    assert output == b""
    assert errors == (b"cnnic-validate: interrupted\n" if code == 130 else b"")


# Sends a signal from inside the import of polars, whose own code panics at an exception there.
WHILE_LOADING = """
import importlib.abc, os, sys
sys.argv = ["cnnic-validate"]
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "polars.api":
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Finder())
from cnnic_validate.cli import validate_command
validate_command()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_a_module_loads(number, code):
    script = WHILE_LOADING.format(number=int(number))
    result = run(command=(sys.executable, "-c", script))
    assert (result.returncode, result.stdout) == (code, "")
    assert result.stderr == ("cnnic-validate: interrupted\n" if code == 130 else "")


@pytest.mark.parametrize("moment", ["parse_args", "exit"])
def test_an_interrupt_in_click_itself(moment):
    owner = "Context" if moment == "exit" else "Command"
    script = (
        "import click, os, signal, sys; sys.argv = ['cnnic', 'versions', '--from', 'x']\n"
        f"done = click.{owner}.{moment}\n"
        "def interrupted(*given):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return done(*given)\n"
        f"click.{owner}.{moment} = interrupted\n"
        "from cnnic_validate.cli import group_command; group_command()"
    )
    result = run(command=(sys.executable, "-c", script))
    assert result.returncode == 130
    assert result.stderr.endswith("interrupted\n")


@pytest.mark.parametrize("arguments", [[], ["--format", "json"], ["-v"]])
def test_a_closed_pipe_is_no_error(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        [*VALIDATE, *arguments], stdout=writer, stderr=subprocess.PIPE, env=ENVIRONMENT, cwd=ROOT
    ) as process:
        os.close(writer)
        errors = process.communicate(timeout=600)[1]
    assert (process.returncode, errors) == (0, b"")


def test_the_package_is_valid():
    result = run()
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].startswith("Valid")


@pytest.fixture
def package(tmp_path):
    """Make a package of one table, in the current folder of the processes."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/t.csv").write_text("a,b\n1,x\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        '{"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "p",'
        ' "resources": [{"name": "t", "path": "data/t.csv", "schema": {"fields":'
        ' [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}}]}',
        encoding="utf-8",
    )
    (tmp_path / "schema.json").write_text(
        '{"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}',
        encoding="utf-8",
    )
    return tmp_path


def one_message(result, code):
    assert result.returncode == code
    assert result.stdout == ""
    assert result.stderr
    return result.stderr


def test_a_package_without_figures(package):
    result = run(cwd=package)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("Valid: 1 row, no errors.\n")


def test_a_wrong_path(package):
    assert "no/where.csv\n  error: does not exist" in one_message(
        run("no/where.csv", cwd=package), 3
    )


def test_a_folder_without_a_descriptor(package):
    message = one_message(run("data", cwd=package), 3)
    assert "datapackage.json" in message


def test_an_empty_file(package):
    (package / "empty.csv").touch()
    result = run("empty.csv", "--schema", "schema.json", cwd=package)
    assert result.returncode == 1
    assert "empty.csv" in result.stdout
    assert "(empty-file)" in result.stdout


def test_an_empty_file_on_standard_input(package):
    result = run("-", "--schema", "schema.json", cwd=package, input="")
    assert result.returncode == 1
    assert "(empty-file)" in result.stdout


def test_standard_input_is_judged(package):
    result = run("-", "--schema", "schema.json", cwd=package, input="a,b\n1,x\nx,y\n")
    assert result.returncode == 1
    assert re.search(r":3 \(row 2\)  a\n  error \(type\)", result.stdout)


def test_a_binary_file(package):
    (package / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    result = run("picture.csv", "--schema", "schema.json", cwd=package)
    assert result.returncode == 3
    assert "picture.csv" in result.stderr
    assert "is a binary file, a CSV text was expected" in result.stderr
    assert len(result.stderr.splitlines()) < 6


def test_a_folder_where_a_file_is_expected(package):
    (package / "data/t.csv").unlink()
    (package / "data/t.csv").mkdir()
    result = run(cwd=package)
    assert result.returncode == 3
    assert "is a folder, a file was expected" in result.stdout + result.stderr


def test_three_faults_of_a_descriptor_are_all_reported(package):
    (package / "datapackage.json").write_text(
        '{"name": "p", "resources": [{"name": "t", "path": "../t.csv", "schema": {"fields":'
        ' [{"name": "a", "type": "numbr"}, {"name": "a", "type": "string"}]}}]}',
        encoding="utf-8",
    )
    message = one_message(run(cwd=package), 3)
    assert message.count("  error: ") == 3


def test_a_typo_in_an_option():
    assert "Did you mean '--package'?" in one_message(run("--packge"), 2)


def test_the_group():
    assert "accept" in run("--help", command=GROUP).stdout
    assert "Did you mean" in one_message(run("acept", command=GROUP), 2)


def test_the_entry_points_run_in_this_process(monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["x", "--help"])
    for entry in (cli.validate_command, cli.group_command):
        with pytest.raises(SystemExit) as caught:
            entry()
        assert caught.value.code == 0


def test_an_interrupt_before_the_command_runs(monkeypatch, capfd):
    def interrupted(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(commands.validate, "main", interrupted)
    with pytest.raises(SystemExit) as caught:
        cli.validate_command()
    assert caught.value.code == 130
    assert capfd.readouterr().err == "cnnic-validate: interrupted\n"


@pytest.mark.parametrize("arguments", [("--help",), (CASES / "_base",)])
def test_a_full_disk_behind_standard_output(arguments):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        result = subprocess.run(
            [*VALIDATE, *map(str, arguments)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
            timeout=600,
            check=False,
        )
    assert result.returncode == 3
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("closed", "code"), [(1, 3), (2, 0)])
def test_a_closed_stream(closed, code):
    shell = f'exec "$@" {closed}>&-'
    result = run(CASES / "_base", command=("sh", "-c", shell, "sh", *VALIDATE))
    assert result.returncode == code
    assert ("standard output" in result.stderr) == (closed == 1)


def test_no_output_replaces_a_file_of_a_package(package):
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    (package / "sub").mkdir()
    for options in (
        ("-o", "datapackage.json"),
        ("-o", "sub/../data/t.csv"),
        ("--report", "json=data/t.csv"),
    ):
        done = run(*options, cwd=package)
        assert done.returncode == 2
        assert "is a file of" in " ".join(done.stderr.split())
    assert {path: path.read_bytes() for path in before} == before


def test_standard_input_that_is_closed(package):
    script = 'exec "$0" -m cnnic_validate - <&-'
    done = run(command=("/bin/sh", "-c", script, sys.executable), cwd=package)
    assert done.returncode == 3
    assert "cannot be read: it is closed" in done.stderr
