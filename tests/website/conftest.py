"""Sites of two stores: the flagship's, built once for all workers, and that of a small package."""

from __future__ import annotations

import csv
import fcntl
import json
import shutil
from pathlib import Path

import pytest

from cnnic_validate.workflow import publishing
from cnnic_validate.workflow.site import build_site

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "cases" / "_base"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNIC_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def published(package, store):
    """Publish without asking the cross-checks: the tests of publishing do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "judge_bundle", lambda _folder: None)
        return publishing.publish(str(store), package=str(package))


@pytest.fixture(scope="session")
def flagship(tmp_path_factory):
    """Give the folder of the flagship's site, and beside it its store; one worker builds it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "flagship"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site").exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("CNNIC_CACHE", str(shared / "cache"))
                patch.delenv("SOURCE_DATE_EPOCH", raising=False)
                published(ROOT, shared / "store")
                build_site(str(shared / "store"), str(shared / "site"))
    return shared / "site"


@pytest.fixture
def package(tmp_path):
    """Give a small package of real figures, to be changed."""
    folder = tmp_path / "package"
    shutil.copytree(SMALL, folder)
    return folder


@pytest.fixture
def site(package, tmp_path):
    """Give a way to publish the small package and to build the site of its store."""

    def build(**options):
        made = published(package, tmp_path / "store")
        assert made.result == "published", (made.refusals, made.report.findings)
        build_site(str(tmp_path / "store"), str(tmp_path / "site"), **options)
        return tmp_path / "site"

    return build


def rewrite(path, change):
    """Change the rows of a CSV file; `change` gets each as a dictionary, and gives it or None."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [dict(each) for each in csv.DictReader(stream)]
    kept = [row for each in rows if (row := change(each)) is not None]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, kept[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def without_chinese(package):
    """Take the Chinese words out of a package: columns, and the fields of its schemas."""
    for schema in (package / "schemas").glob("*.schema.json"):
        value = json.loads(schema.read_text(encoding="utf-8"))
        gone = {each["name"] for each in value["fields"] if each["name"].endswith("_zh")}
        value["fields"] = [each for each in value["fields"] if each["name"] not in gone]
        keys = [each for each in value.pop("uniqueKeys", []) if not gone.intersection(each)]
        value |= {"uniqueKeys": keys} if keys else {}
        schema.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    for table in (package / "data").glob("*.csv"):
        rewrite(table, lambda row: {k: v for k, v in row.items() if not k.endswith("_zh")})
