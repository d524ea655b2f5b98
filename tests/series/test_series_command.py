"""`cnnic series` and `cnnic_validate.series` on the package of this repository."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnnic_validate
from cnnic_validate.cli import commands
from cnnic_validate.errors import UnreadableError
from cnnic_validate.render.layout import width_of
from cnnic_validate.workflow.series import _nothing
from tests.series.builder import figure

ROOT = str(Path(__file__).parents[2])


def run(*arguments, code=0):
    result = CliRunner().invoke(commands.group, ["series", *arguments, "--package", ROOT])
    assert "Traceback" not in result.output
    assert result.exit_code == code
    return result


def test_internet_users_are_one_series():
    text = run("internet_users").stdout
    assert text.startswith("Internet users (网民规模) [internet_users]\n")
    assert "1997-10 " in text
    assert "2024-12  1,108,330,000 ± 5,000" in text
    assert max(width_of(line) for line in text.splitlines()) <= 80


def test_csv_and_json_and_a_file(tmp_path):
    rows = list(csv.DictReader(io.StringIO(run("internet_users", "--format", "csv").stdout)))
    (december,) = [each for each in rows if each["time_period"] == "2024-12"]
    assert (december["value"], december["low"]) == ("1108330000", "1108325000")
    points = json.loads(run("internet_users", "--format", "json").stdout)["points"]
    assert [each["value"] for each in points] == [each["value"] for each in rows]
    target = tmp_path / "users.csv"
    assert run("internet_users", "--format", "csv", "-o", str(target)).stdout == ""
    assert list(csv.DictReader(io.StringIO(target.read_text()))) == rows


def test_vintages():
    assert " published " in run("internet_users", "--vintages").stdout
    rows = run("internet_users", "--vintages", "--format", "csv").stdout.splitlines()
    told = [row for row in rows if ",2023-12,," in row]
    assert len(told) > 1
    assert [row.endswith(",true") for row in told].count(True) == 1


def test_what_was_known_then():
    text = run("internet_users", "--as-of", "cnnic-53").stdout
    assert "as it was known on 2024-03-22" in text
    assert "2023-12  1,092,000,000 ± 500,000" in text
    assert "2024-12" not in text
    assert text == run("internet_users", "--as-of", "2024-03-22").stdout


def test_a_breakdown():
    text = run("internet_users", "--breakdown", "area_rural").stdout
    assert text.startswith("Internet users, Rural")
    assert "[internet_users area_rural]" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("internet_user",),
            "no indicator internet_user\n  fix      did you mean `internet_users`",
        ),
        (("internet_users", "--breakdown", "area_rurl"), "did you mean `area_rural`?"),
        (("internet_users", "--as-of", "soon"), "soon\n  error: is neither a date (YYYY-MM-DD)"),
        (("internet_users", "--as-of", "1990-01-01"), "by 1990-01-01\n  fix      take a later"),
        (("internet_users", "--breakdown", "tld_cn"), "is printed for tld_cn\n  fix      there is"),
    ],
)
def test_wrong_input_is_one_clear_message(arguments, message):
    result = run(*arguments, code=3)
    assert result.stdout == ""
    assert message in result.stderr


def test_usage():
    result = run("internet_users", "--format", "json", "--vintages", code=2)
    assert "--format json has all vintages" in result.stderr


def test_colour():
    assert "\x1b[" in run("internet_users", "--color", "always").stdout


def test_in_python():
    frame = cnnic_validate.series("internet_users", package=ROOT)
    assert list(frame.value[frame.time_period.astype(str) == "2024-12"]) == [1_108_330_000]
    assert str(frame.time_period.iloc[0]) == "1997-10"
    day = datetime.date(2024, 3, 22)
    then = cnnic_validate.series("internet_users", package=ROOT, as_of=day)
    assert then.attrs["as_of"] == "2024-03-22"
    assert str(then.time_period.iloc[-1]) == "2023-12"
    with pytest.raises(UnreadableError, match="did you mean"):
        cnnic_validate.series("internet_user", package=ROOT)


def test_the_text_imports_neither_pandas_nor_matplotlib():
    program = (
        "import sys; sys.argv = ['cnnic', 'series', 'internet_users']\n"
        "from cnnic_validate.cli import commands\n"
        "commands.group(standalone_mode=False)\n"
        "slow = {'pandas', 'matplotlib', 'plotext', 'pandera', 'frictionless'}\n"
        "print('imported', *slow & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.endswith("\nimported\n")


def test_an_indicator_without_levels():
    growth = figure("5", measure="growth", reference="2023-12")
    for own, told in (([growth], "only growth and changes of it are"), ([], "no figure of it is")):
        error = _nothing("datapackage.json", "users", own, "total", None)
        assert error.hint == f"{told} in the package"
