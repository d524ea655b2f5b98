"""A pull request from commit to comment: a typo, a revision that nobody declared, a new release."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from cnnic_validate.cli import commands as cli
from tests.ci.repository import committed
from tests.formats.commands import commands
from tests.test_cases import CASES, make, set_cells

TYPO = {
    "cnnic-55.online_shopping_usage_rate.2024-12": {
        "printed": "78.9",
        "obs_value": "78.9",
        "note": "read again in the second printing",
    }
}
REVISION = {"cnnic-55.un_e_government_rank.2024": {"printed": "第36位", "obs_value": "36"}}


@pytest.fixture
def pull_request(tmp_path, monkeypatch):
    """Give a package with changes on top of its last commit."""
    folder = tmp_path / "package"
    make("_base", folder)
    committed(folder)
    set_cells(folder / "data/observations.csv", TYPO | REVISION)
    shutil.copy(CASES / "ok_source_option/incoming.csv", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return folder


def gate(*arguments):
    given = ("--against", "HEAD", "--source", "cnnic-54", "--format", "github", *arguments)
    return CliRunner().invoke(cli.validate, given)


def test_annotations_summary_exit_code_and_comment(pull_request, tmp_path):
    result = gate(".", "incoming.csv", "--report", "markdown=comment.md")
    assert result.exit_code == 1
    errors = [each for each in commands(result.stdout) if each[0] == "error"]
    lines = (pull_request / "data/observations.csv").read_text(encoding="utf-8").splitlines()
    found = {
        (place["title"], lines[int(place["line"]) - 1].partition(",")[0])
        for _, place, _ in errors
        if place["file"] == "data/observations.csv"
    }
    assert found == {
        ("ratio (column printed)", "cnnic-55.online_shopping_usage_rate.2024-12"),
        ("undeclared-revision (column printed)", "cnnic-55.un_e_government_rank.2024"),
    }
    assert len(errors) == 2
    marked = {
        lines[int(place["line"]) - 1][int(place["col"]) - 1 : int(place["endColumn"]) - 1]
        for _, place, _ in errors
    }
    assert marked == {"78.9", "第36位"}
    assert any("did you mean 87.9?" in message for _, _, message in errors)
    comment = (pull_request / "comment.md").read_text(encoding="utf-8")
    assert comment.startswith("### Not valid: 2 errors")
    assert "did you mean 87.9?" in comment
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == comment + "\n"


def test_a_rule_that_is_switched_off_is_listed_and_still_holds(pull_request):
    waiver = (
        "waivers:\n  - id: mine\n    figures: [cnnic-55.online_shopping_usage_rate.2024-12]\n"
        "    rules: [ratio]\n    why: it is in the way\n    owner: me\n    until: 2099-01-01\n"
    )
    path = next(each for each in pull_request.rglob("waivers.yaml"))
    path.write_text(waiver, encoding="utf-8")
    result = gate()
    assert result.exit_code == 1
    read = commands(result.stdout)
    assert read[0][1]["title"] == "changed definitions"
    assert "waiver mine: added" in read[0][2]
    assert any(place["title"] == "ratio (column printed)" for _, place, _ in read)
