"""Tables of millions of rows: ours and others', against polars merely reading the text, in one run.

python benchmarks/tables.py --rows 1000000
python benchmarks/tables.py --rows 10000000 --peers          (makes an environment for them)

Tables of 11 columns are made and checked by one schema: `clean`; `repeated`, where one row in a
hundred repeats a primary key; `wrong`, where every row breaks three rules. Every run is a process
of its own; what is counted is its CPU time after imports, and the most memory it had.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

REGIONS = [f"prov_{number:02d}" for number in range(31)]
KINDS = ["urban", "rural", "mixed"]
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "code", "type": "string", "constraints": {"pattern": "R[0-9]{9}"}},
        {"name": "region", "type": "string", "constraints": {"enum": REGIONS}},
        {"name": "kind", "type": "string", "constraints": {"enum": KINDS}},
        {"name": "day", "type": "date", "constraints": {"minimum": "2000-01-01"}},
        {"name": "year", "type": "year", "constraints": {"minimum": 1980, "maximum": 2030}},
        {"name": "value", "type": "number", "constraints": {"minimum": 0, "maximum": 10_000_000}},
        {"name": "low", "type": "integer"},
        {"name": "high", "type": "integer", "constraints": {"minimum": 100}},
        {"name": "flag", "type": "boolean"},
        {"name": "note", "type": "string", "constraints": {"required": True, "maxLength": 20}},
    ],
    "primaryKey": ["id"],
}
NAMES = [each["name"] for each in SCHEMA["fields"]]
PEERS = ["dataframely", "pandera[polars]", "pointblank", "frictionless", "duckdb", "polars"]
# Frictionless goes row by row; so many show what a row takes.
FEW = 100_000
KINDS_OF_TABLES = ("clean", "repeated", "wrong")
_STEP = 1_000_000


def make(path: Path, rows: int, kind: str = "clean") -> None:
    """Write a table of so many rows, a million at a time."""
    import polars as pl  # noqa: PLC0415 - a peer's environment need not have what ours has

    with path.open("wb") as file:
        file.write((",".join(NAMES) + "\n").encode())
        for start in range(0, rows, _STEP):
            number = pl.int_range(start, min(start + _STEP, rows), eager=True).alias("n")
            mixed = number.hash(seed=1) % 1_000_000_007
            if kind == "repeated":
                number = pl.select(
                    pl.when(number % 100 == 99).then(number - 50).otherwise(number).alias("n")
                ).to_series()
            texts = _columns(number, mixed, is_wrong=kind == "wrong")
            pl.DataFrame(texts).write_csv(file, include_header=False)


def _columns(number: Any, mixed: Any, *, is_wrong: bool) -> dict[str, Any]:
    import polars as pl  # noqa: PLC0415 - see above

    def one_of(choices: list[str], by: int) -> Any:
        return pl.Series(choices)[(mixed // by % len(choices)).cast(pl.Int64)]

    start = datetime.date(2000, 1, 1).toordinal() - datetime.date(1970, 1, 1).toordinal()
    letter = "r" if is_wrong else "R"
    sign = -1 if is_wrong else 1
    return {
        "id": number,
        "code": pl.select(pl.lit(letter) + number.cast(pl.String).str.zfill(9)).to_series(),
        "region": one_of(REGIONS, 1),
        "kind": one_of(KINDS, 31),
        "day": (mixed // 7 % 9000 + start).cast(pl.Int32).cast(pl.Date).cast(pl.String),
        "year": (1980 + mixed // 11 % 50).cast(pl.Int64),
        "value": mixed.cast(pl.Int64) * sign / 100 - is_wrong,
        "low": (mixed // 13 % 1000).cast(pl.Int64),
        "high": pl.Series(["none"]).new_from_index(0, len(number))
        if is_wrong
        else (mixed // 17 % 1000 + 1000).cast(pl.Int64),
        "flag": one_of(["true", "false"], 19),
        "note": pl.select(pl.lit("seen ") + (mixed // 23 % 1_000_000).cast(pl.String)).to_series(),
    }


def floor(path: str) -> int:
    """Parse every cell as text, a batch at a time."""
    import polars as pl  # noqa: PLC0415 - see above

    lazy = pl.scan_csv(path, infer_schema=False)
    counted = lazy.select(pl.all().null_count()).collect(engine="streaming")
    return sum(counted.row(0))


def ours(path: str) -> int:
    """Check with this package; gives the number of findings."""
    from cnnic_validate.workflow.gate import validate  # noqa: PLC0415 - see above

    schema = str(Path(path).with_suffix(".schema.json"))
    return sum(each.count for each in validate([path], schema=schema).findings)


def _typed(path: str) -> Any:
    import polars as pl  # noqa: PLC0415 - see above

    whole = dict.fromkeys(["id", "year", "low", "high"], pl.Int64)
    types = {**whole, "value": pl.Float64, "flag": pl.Boolean, "day": pl.Date}
    return pl.read_csv(path, schema_overrides=types, ignore_errors=True)


def dataframely(path: str) -> int:
    """Filter with a dataframely schema of the same rules."""
    import dataframely as dy  # noqa: PLC0415 - see above

    class Rows(dy.Schema):
        id = dy.Int64(primary_key=True, min=0)
        code = dy.String(regex="^R[0-9]{9}$")
        region = dy.String(nullable=True, check=lambda column: column.is_in(REGIONS))
        kind = dy.String(nullable=True, check=lambda column: column.is_in(KINDS))
        day = dy.Date(min=datetime.date(2000, 1, 1))
        year = dy.Int64(min=1980, max=2030)
        value = dy.Float64(min=0, max=10_000_000)
        low = dy.Int64()
        high = dy.Int64(min=100)
        flag = dy.Bool()
        note = dy.String(max_length=20)

    _, failures = Rows.filter(_typed(path))
    return sum(failures.counts().values())


def pandera(path: str) -> int:
    """Validate with a pandera schema of the same rules on polars."""
    import pandera.polars as pa  # noqa: PLC0415 - see above
    import polars as pl  # noqa: PLC0415 - see above

    schema = pa.DataFrameSchema(
        {
            "id": pa.Column(pl.Int64, pa.Check.ge(0)),
            "code": pa.Column(pl.String, pa.Check.str_matches("^R[0-9]{9}$")),
            "region": pa.Column(pl.String, pa.Check.isin(REGIONS)),
            "kind": pa.Column(pl.String, pa.Check.isin(KINDS)),
            "day": pa.Column(pl.Date, pa.Check.ge(datetime.date(2000, 1, 1))),
            "year": pa.Column(pl.Int64, pa.Check.in_range(1980, 2030)),
            "value": pa.Column(pl.Float64, pa.Check.in_range(0, 10_000_000)),
            "low": pa.Column(pl.Int64),
            "high": pa.Column(pl.Int64, pa.Check.ge(100)),
            "flag": pa.Column(pl.Boolean),
            "note": pa.Column(pl.String, pa.Check.str_length(max_value=20)),
        },
        unique=["id"],
    )
    try:
        schema.validate(_typed(path), lazy=True)
    except pa.errors.SchemaErrors as errors:
        return len(errors.failure_cases)
    return 0


def pointblank(path: str) -> int:
    """Interrogate with pointblank by the same rules."""
    import pointblank as pb  # noqa: PLC0415 - see above

    asked = (
        pb.Validate(_typed(path))
        .rows_distinct(columns_subset=["id"])
        .col_vals_ge("id", 0)
        .col_vals_regex("code", "^R[0-9]{9}$")
        .col_vals_in_set("region", REGIONS)
        .col_vals_in_set("kind", KINDS)
        .col_vals_ge("day", datetime.date(2000, 1, 1))
        .col_vals_between("year", 1980, 2030)
        .col_vals_between("value", 0, 10_000_000)
        .col_vals_not_null("low")
        .col_vals_ge("high", 100)
        .col_vals_not_null("flag")
        .col_vals_regex("note", "^.{1,20}$")
        .interrogate(collect_extracts=False)
    )
    return sum(asked.n_failed().values())


def frictionless(path: str) -> int:
    """Validate with frictionless by the same schema."""
    from frictionless import Resource, Schema, system  # noqa: PLC0415 - see above

    with system.use_context(trusted=True):
        resource_ = Resource(path=path, schema=Schema.from_descriptor(SCHEMA))
        return sum(len(task.errors) for task in resource_.validate(limit_errors=10**9).tasks)


def duckdb(path: str) -> int:
    """Read and count what breaks the same rules, in one statement of SQL."""
    import duckdb as db  # noqa: PLC0415 - see above

    wrong = [
        "try_cast(id as bigint) is null or try_cast(id as bigint) < 0",
        "not regexp_full_match(code, 'R[0-9]{9}')",
        f"region not in {tuple(REGIONS)}",
        f"kind not in {tuple(KINDS)}",
        "try_cast(day as date) is null or day < '2000-01-01'",
        "try_cast(year as bigint) is null or year::bigint not between 1980 and 2030",
        "try_cast(value as double) is null or value::double not between 0 and 10000000",
        "try_cast(low as bigint) is null",
        "try_cast(high as bigint) is null or try_cast(high as bigint) < 100",
        "flag not in ('true', 'false')",
        "note is null or length(note) > 20",
    ]
    counted = ", ".join(f"count(*) filter (where {each})" for each in wrong)
    sql = f"select {counted}, count(*) - count(distinct id) from read_csv(?, all_varchar = true)"  # noqa: S608 - our own text
    return sum(db.sql(sql, params=[path]).fetchone())


CONTENDERS: dict[str, Callable[[str], int]] = {
    each.__name__: each
    for each in (floor, ours, dataframely, pandera, pointblank, frictionless, duckdb)
}
_IMPORTS = {
    "ours": "cnnic_validate.workflow.gate",
    "floor": "polars",
    "pandera": "pandera.polars",
}


def measure(name: str, path: str) -> dict[str, Any]:
    """Run one contender in this process: its CPU seconds, those that passed, memory, findings."""
    importlib.import_module(_IMPORTS.get(name, name))
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    found = CONTENDERS[name](path)
    after, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": wall, "mib": after.ru_maxrss // 1024, "found": found}


def run(python: str, name: str, path: Path) -> dict[str, Any]:
    """Run one contender as a process of its own."""
    command = [python, __file__, "--measure", name, "--table", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1][:90]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def peers(folder: Path) -> str:
    """Make an environment that has the others; gives its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)  # noqa: S603 - our own
    return python


def made(path: Path, rows: int, kind: str = "clean") -> Path:
    """Write a table and its schema, in a process of its own: a child's memory begins with ours."""
    command = [sys.executable, __file__, "--make", kind, "--table", str(path), "--rows", str(rows)]
    subprocess.run(command, check=True)  # noqa: S603 - our own
    path.with_suffix(".schema.json").write_text(json.dumps(SCHEMA))
    return path


def tables(folder: Path, rows: int, python: str) -> Iterator[tuple[str, str, int, Path, str]]:
    """Give each run: which table, which contender, its rows, its file, the Python that runs it."""
    for kind in KINDS_OF_TABLES:
        path = made(folder / f"{kind}.csv", rows, kind)
        yield kind, "floor", rows, path, sys.executable
        yield kind, "ours", rows, path, sys.executable
        if python and kind == "clean":
            for name in ("dataframely", "pandera", "pointblank", "duckdb"):
                yield kind, name, rows, path, python
            few = made(folder / "few.csv", min(rows, FEW))
            yield "few", "floor", min(rows, FEW), few, sys.executable
            yield "few", "frictionless", min(rows, FEW), few, python
        path.unlink()


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=_STEP)
    parser.add_argument("--peers", action="store_true", help="measure the others, too")
    parser.add_argument("--folder", type=Path, help="where the tables are made")
    parser.add_argument("--measure", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--make", choices=KINDS_OF_TABLES, help=argparse.SUPPRESS)
    parser.add_argument("--table", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.make:
        make(Path(given.table), given.rows, given.make)
        return
    if given.measure:
        print(json.dumps(measure(given.measure, given.table)))
        return
    system = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{given.rows:,} rows; {system}, polars {importlib.metadata.version('polars')}")
    print("\n| table | program | rows | CPU s | of the parse | s | MiB | found |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        python = peers(folder / "peers") if given.peers else ""
        parse = 0.0
        for kind, contender, rows, path, interpreter in tables(folder, given.rows, python):
            got = run(interpreter, contender, path)
            if "error" in got:
                print(f"| {kind} | {contender} | {rows:,} | {got['error']} | | | | |")
                continue
            parse = got["cpu"] if contender == "floor" else parse
            print(
                f"| {kind} | {contender} | {rows:,} | {got['cpu']:.1f} | {got['cpu'] / parse:.2f} "
                f"| {got['wall']:.1f} | {got['mib']:,} | {got['found']:,} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
