"""Pull requests against a small package, each judged as the action judges it.

The gate runs in this process with the arguments of action.yml; `CNNIC_HOSTILE_ALL=1` runs each
through the script of the action, as those of test_isolation.py are.
"""

from __future__ import annotations

import os

import pytest
from click.testing import CliRunner

from cnnic_validate.cli import commands
from tests.gate.hostile.attempts import ATTEMPTS
from tests.gate.hostile.pull_request import opened, repository


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return repository(tmp_path_factory.mktemp("base") / "repository")


def judged(made, tried, request):
    if os.environ.get("CNNIC_HOSTILE_ALL") == "1":
        return by_the_action(made, tried, request)
    given = ("--against", tried.against, "--as-of", "2026-12-31", *tried.options)
    result = CliRunner().invoke(commands.validate, given, catch_exceptions=False)
    return result.exit_code, result.output


def by_the_action(made, tried, request):
    from tests.ci.action import run_validate  # noqa: PLC0415 - it starts what GitHub's runner has

    options = dict(zip(tried.options, tried.options[1:], strict=False))
    more = {"package": options["--package"]} if "--package" in options else {}
    if "--only-new" in tried.options:
        more["only_new"] = "true"
    program = request.getfixturevalue("program")
    folder = made.folder.parent
    more["as_of"] = "2026-12-31"
    done, _, _ = run_validate(program, made.folder, folder, against=tried.against, **more)
    return done.returncode, done.stdout + done.stderr


def test_there_are_enough():
    assert len(ATTEMPTS) >= 60
    assert sum(each.code == 0 for each in ATTEMPTS.values()) >= 4


@pytest.mark.parametrize("name", ATTEMPTS)
def test_pull_request(name, base, tmp_path, monkeypatch, request):
    tried = ATTEMPTS[name]
    made = opened(base, tmp_path / "work", tried.before, tried.change)
    monkeypatch.chdir(made.folder)
    code, text = judged(made, tried, request)
    said = " ".join(text.split())
    assert (code, tried.says in said) == (tried.code, True), text
