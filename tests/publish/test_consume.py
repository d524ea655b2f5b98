"""A published version as analysts use it: the snippets of docs/consume.md, over the web."""

from __future__ import annotations

import contextlib
import csv
import functools
import http.server
import io
import json
import math
import re
import shutil
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.workflow import consumption, publishing

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "consume.md").read_text(encoding="utf-8")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_given):
        """Say nothing."""


@contextlib.contextmanager
def served(folder):
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Publish the package of this repository, and show the store on the web."""
    folder = tmp_path_factory.mktemp("store")
    made = publishing.publish(str(folder), package=str(ROOT))
    assert made.result == "published", made.refusals
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def version(store):
    """The web address of the version."""
    folder, address = store
    latest = consumption.versions(str(folder)).latest
    return f"{address}/{latest.folder}"


def snippets(language):
    return re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def printed(code, names):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "docs/consume.md", "exec"), dict(names))  # noqa: S102 - our own guide
    return out.getvalue()


def test_the_snippet_without_a_store():
    version = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["version"]
    assert printed(snippets("python")[0], {}) == f"{version} True\n"


def test_the_snippet_with_this_package(version, store):
    period, *numbers = printed(snippets("python")[1], {"STORE": store[1]}).split("\n")[-2].split()
    newest = internet_users(store[0] / version.split("/", 3)[3])[-1]
    assert period == newest["time_period"][-7:]
    assert [float(each) for each in numbers] == [
        float(newest[name]) for name in ("value", "low", "high")
    ]


def test_the_snippet_with_pandas_alone(version):
    assert printed(snippets("python")[2], {"VERSION": version}) == "78.6\n"


def test_the_snippet_with_frictionless(version, store):
    rows = (store[0] / version.split("/", 3)[3] / "series.csv").read_text().count("\n") - 1
    assert printed(snippets("python")[3], {"VERSION": version}) == f"{rows}\n"


def internet_users(local):
    """Give the rows of all internet users of a version's series, in order of their periods."""
    with (local / "series.csv").open(encoding="utf-8", newline="") as stream:
        rows = [
            each
            for each in csv.DictReader(stream)
            if (each["indicator"], each["breakdown"]) == ("internet_users", "total")
        ]
    assert len(rows) > 50
    return rows


def test_the_snippet_with_duckdb(version, store):
    duckdb = pytest.importorskip("duckdb")
    (query,) = snippets("sql")
    local = store[0] / version.split("/", 3)[3]
    rows = duckdb.sql(query.replace("VERSION", str(local))).fetchall()
    newest = internet_users(local)[-1]
    assert rows[0] == (newest["time_period"], float(newest["value"]))
    assert len(rows) == 3


def test_the_snippet_with_javascript(version, store):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    (code,) = snippets("js")
    command = [node, "--input-type=module", "-e", code.replace("VERSION", version)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    newest = internet_users(store[0] / version.split("/", 3)[3])[-1]
    assert done.stdout.decode() == f"{newest['value']}\n", done.stderr.decode()


def test_every_snippet_is_run_or_said_not_to_be():
    languages = re.findall(r"^```(\w+)\n", GUIDE, re.MULTILINE)
    assert sorted(languages) == ["console", "js", *["python"] * 4, "r", "sql"]


ARTICLE = "chinadaily-2025-01-17"
PANDAS = f"""
import pandas as pd
figures = pd.read_csv(f"{{VERSION}}/data/observations.csv", dtype=str)
article = figures[figures.source == "{ARTICLE}"]
values = article.obs_value.astype(float) * 10.0 ** article.unit_mult.astype(int)
print(values.to_csv(index=False, header=False), end="")
"""
DUCKDB = """
SELECT obs_value::DOUBLE * 10.0 ** unit_mult FROM read_csv('VERSION/data/observations.csv')
WHERE source = 'chinadaily-2025-01-17'
"""


def article_values():
    with (ROOT / "data/transcriptions/article_figures.csv").open(encoding="utf-8") as stream:
        return [float(row["value"]) for row in csv.DictReader(stream)]


def agree(got, expected):
    return len(got) == len(expected) and all(
        math.isclose(one, two, rel_tol=1e-12) for one, two in zip(got, expected, strict=True)
    )


def test_five_lines_of_pandas_give_the_31_figures_of_the_article(version):
    assert len(PANDAS.strip().splitlines()) == 5
    values = [float(line) for line in printed(PANDAS, {"VERSION": version}).split()]
    assert len(values) == 31
    assert agree(values, article_values())


def test_one_query_of_duckdb_gives_them_too(version, store):
    duckdb = pytest.importorskip("duckdb")
    local = store[0] / version.split("/", 3)[3]
    values = [row[0] for row in duckdb.sql(DUCKDB.replace("VERSION", str(local))).fetchall()]
    assert agree(values, article_values())


def test_tables_are_typed(store):
    package = consumption.open_package(store=store[1])
    assert {"observations", "indicators", "series", "wide-netizens"} <= set(package.resources)
    series = package.load("series")
    assert series.time_period_end.dtype == "period[M]"
    assert series.n_prints.dtype == "Int64"
    assert {series[name].dtype.name for name in ("value", "low", "high")} == {"float64"}
    assert series.value.describe()["count"] == (series.value * 2).count() == len(series)
    exact = package.load("series", exact=True)
    assert isinstance(exact.value[0], Decimal)
    assert float(exact.value[0]) == series.value[0]
    frame = package.load("observations")
    assert frame.obs_status.dtype.name in {"category", "string"}
    with pytest.raises(UnreadableError, match="no table serie") as refused:
        package.load("serie")
    assert "series" in refused.value.faults[0].hint


def test_a_fetched_version_needs_no_network(store, tmp_path):
    cache = str(tmp_path / "mine")
    latest = consumption.versions(store[1], cache=cache).latest
    first = consumption.load("series", store=store[1], version=latest.version, cache=cache)
    script = (
        "import socket, sys\n"
        "def refused(*_): raise AssertionError('network')\n"
        "socket.socket.connect = refused\n"
        "from cnnic_validate.workflow.consumption import load\n"
        "print(len(load('series', store=sys.argv[1], version=sys.argv[2], cache=sys.argv[3])))\n"
    )
    command = [sys.executable, "-c", script, store[1], latest.version, cache]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.stdout.decode() == f"{len(first)}\n", done.stderr.decode()
