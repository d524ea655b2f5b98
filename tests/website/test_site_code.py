"""The code that a page shows runs, and gives the values of the page."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from cnnic_validate.workflow.site import build_site
from tests.publish.web import served
from tests.website.pages import classes, inside, page, table

CODE = "internet_users"


def blocks(site):
    """Give the code of an indicator's page by language."""
    tree = page(site / f"latest/en/indicators/{CODE}.html")
    return {
        next(iter(classes(each))): "".join(each.itertext())
        for each in inside(tree, "code")
        if classes(each)
    }


def newest(site):
    (path,) = site.glob(f"v/*/data/{CODE}.csv")
    return path.parent, [each for each in table(path) if each["breakdown"] == "total"][-1]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_python(site, monkeypatch, library):
    built = site()
    folder, row = newest(built)
    monkeypatch.chdir(folder)
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(blocks(built)[library], {})  # noqa: S102 - what the page shows
    assert row["time_period"] in shown.getvalue()


def test_duckdb(site, monkeypatch):
    built = site()
    folder, row = newest(built)
    monkeypatch.chdir(folder)
    found = duckdb.sql(blocks(built)["duckdb"]).fetchall()
    assert ("total", row["time_period"], float(row["value"])) in [
        (breakdown, str(period), float(value)) for breakdown, period, value, *_ in found
    ]


def test_javascript_and_r_from_the_web(site, tmp_path):
    built = site()
    _, row = newest(built)
    with served(built) as web:
        build_site(str(tmp_path / "store"), str(built), base_url=web.url)
        code = blocks(built)
        assert web.url in code["javascript"]
        programs = {"node": ("javascript", "mjs"), "Rscript": ("r", "R")}
        ran = 0
        for program, (language, ending) in programs.items():
            if shutil.which(program) is None:
                # R is run where it is installed, and where it is asked for.
                assert not (program == "Rscript" and os.environ.get("CNNIC_RUN_R"))
                continue
            file = Path(tmp_path / f"code.{ending}")
            file.write_text(code[language], encoding="utf-8")
            done = subprocess.run(
                [program, file], capture_output=True, text=True, check=False, timeout=60
            )
            assert done.returncode == 0, done.stderr
            assert row["time_period"] in done.stdout
            ran += 1
    assert ran or pytest.skip("neither node nor R is installed")
