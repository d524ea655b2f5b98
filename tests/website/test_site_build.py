"""Build a site: the same bytes everywhere, old or new, every version, any package."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate import folders
from cnnic_validate.cli import commands
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.site import file_name
from cnnic_validate.workflow import publishing
from cnnic_validate.workflow.consumption import withdraw
from cnnic_validate.workflow.site import build_site
from tests.website.conftest import published, rewrite, without_chinese
from tests.website.pages import classes, inside, page, strictly, text

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<script src="//evil.example/x.js">\u202e"\'&{{7*7}}</script>'


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(*arguments, code=0):
    result = CliRunner().invoke(commands.group, ["site", *map(str, arguments)])
    assert "Traceback" not in result.output
    assert result.exit_code == code, result.output
    return result


def test_same_bytes_wherever_it_is_built(site, tmp_path):
    here = digests(site())
    there = tmp_path / "elsewhere" / "deep"
    there.mkdir(parents=True)
    environment = {
        **os.environ,
        "TZ": "Asia/Kathmandu",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "LANG": "zh_CN.UTF-8",
        "CNNIC_CACHE": str(tmp_path / "other-cache"),
    }
    command = [sys.executable, "-c", "import os; os.umask(0o077); from cnnic_validate.cli import"]
    command[-1] += " group_command; group_command()"
    subprocess.run(
        [*command, "site", "--from", tmp_path / "store", "--to", there / "site"],
        cwd=there,
        env=environment,
        check=True,
        capture_output=True,
    )
    assert digests(there / "site") == here


def test_two_versions_and_what_the_second_changed(site, package):
    site()

    def corrected(row):
        return {**row, "title_en": row["title_en"] + "!"} if row["code"] == "total" else row

    rewrite(package / "data/breakdowns.csv", corrected)
    built = site(base_url="https://example.org/site/")
    versions = sorted(each.name for each in (built / "v").iterdir())
    assert len(versions) == 2
    old, new = (built / "v" / each / "en/versions.html" for each in versions)
    for path in (old, new, built / "latest/en/versions.html"):
        assert all(each in text(page(path)) for each in versions)
        assert strictly(path) is not None
    (notice,) = (e for e in inside(page(old), "p") if "notice" in classes(e))
    assert versions[1] in text(notice)
    assert not [e for e in inside(page(new), "p") if "notice" in classes(e)]
    newest = "https://example.org/site/latest/en/versions.html"
    for path in (old, new, built / "latest/en/versions.html"):
        (canonical,) = (e for e in inside(page(path), "link") if e.get("rel") == "canonical")
        assert canonical.get("href") == newest
    feed = ET.parse(built / "latest/en/feed.xml").getroot()  # noqa: S314 - our own
    titles = [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")]
    assert titles == [f"Version {each}" for each in reversed(versions)]
    assert all(
        each.get("href").startswith("https://example.org/site/")
        for each in feed.iter(f"{ATOM}link")
    )
    marker = json.loads((built / "site.json").read_text(encoding="utf-8"))
    assert (marker["versions"], marker["latest"]) == (versions, versions[1])


def test_a_withdrawn_version_keeps_its_pages_and_says_so(site, tmp_path):
    built = site()
    before = {each for each in digests(built) if each.startswith("v/")}
    (version,) = (each.name for each in (built / "v").iterdir())
    withdraw(version, store=str(tmp_path / "store"), why="a wrong <digit>")
    build_site(str(tmp_path / "store"), str(built))
    assert {each for each in digests(built) if each.startswith("v/")} == before
    assert not (built / "latest").exists()
    for path in (built / "v" / version).rglob("en/*.html"):
        assert "a wrong <digit>" in text(page(path)), path
    assert "withdrawn" in (built / "v" / version / "en/feed.xml").read_text(encoding="utf-8")


def test_a_version_that_cannot_be_read_keeps_its_files(site, tmp_path, monkeypatch):
    from cnnic_validate.workflow import site as flow  # noqa: PLC0415 - to make it fail

    def unreadable(*_arguments, **_options):
        raise UnreadableError("data/observations.csv", "has other columns <now>")

    built = site()
    monkeypatch.setattr(flow, "load_inputs", unreadable)
    made = flow.build_site(str(tmp_path / "store"), str(built))
    assert made.unshown == made.versions
    (version,) = (built / "v").iterdir()
    assert "has other columns <now>" in text(page(version / "index.html"))
    assert (version / "files/data/observations.csv").is_file()


def test_hostile_titles_are_inert(site, package):
    for table in ("indicators", "breakdowns", "sources"):
        rewrite(
            package / f"data/{table}.csv",
            lambda row: {**row, "title_en": HOSTILE + row["title_en"]},
        )
    descriptor = package / "datapackage.json"
    value = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(
        json.dumps({**value, "title": HOSTILE, "description": HOSTILE}), encoding="utf-8"
    )
    built = site()
    for path in built.rglob("*.html"):
        tree = strictly(path)
        sources = [each.get("src") for each in inside(tree, "script")]
        assert all("evil" not in each for each in sources)
        assert "\u202e" not in path.read_text(encoding="utf-8")
    for path in (*built.rglob("*.svg"), *built.rglob("feed.xml")):
        assert not [e for e in ET.parse(path).iter() if e.tag.endswith("script")]  # noqa: S314 - ours
    shown = text(page(built / "latest/en/index.html"))
    assert "{{7*7}}" in shown


def test_a_package_without_chinese_has_one_language(site, package):
    without_chinese(package)
    built = site()
    assert {each.name for each in (built / "latest").iterdir()} == {"en", "index.html"}
    for path in (built / "latest").rglob("*.html"):
        # Chinese stands where a print does, and nowhere else.
        words = [text(e) for e in page(path).iter("h1", "h2", "h3", "nav", "dt", "thead", "a")]
        assert not re.search(r"[\u4e00-\u9fff]", "".join(words))
        assert not [each for each in page(path).iter() if each.get("hreflang") == "zh-Hans"]


def test_a_folder_of_somebody_else_is_left_alone(site, tmp_path):
    built = site()
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("mine", encoding="utf-8")
    for folder, name in ((other, "index.html"), (built, "CNAME")):
        (folder / name).write_text("mine", encoding="utf-8")
        result = run("--from", tmp_path / "store", "--to", folder, code=3)
        assert f"holds {name}" in result.stderr
        assert (folder / name).read_text(encoding="utf-8") == "mine"
    (built / "CNAME").unlink()
    run("--from", tmp_path / "store", "--to", built)


def test_a_build_that_fails_leaves_the_old_site(site, tmp_path, monkeypatch):
    built = site()
    before = digests(built)
    for fault in (OSError(28, "full"), KeyboardInterrupt()):

        def failing(*_arguments, fault=fault):
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(folders, "_exchange", failing)
            with pytest.raises((UnreadableError, KeyboardInterrupt)):
                build_site(str(tmp_path / "store"), str(built))
        assert digests(built) == before
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith(".")) == []


def test_a_killed_build_leaves_the_old_site(site, tmp_path):
    built = site()
    before = digests(built)
    program = Path(sys.executable).with_name("cnnic")
    command = [program, "site", "--from", tmp_path / "store", "--to", built]
    killed = 0
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            while process.poll() is None and not list(tmp_path.glob(".site.*")):
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        assert digests(built) == before
    assert killed
    run("--from", tmp_path / "store", "--to", built)
    assert digests(built) == before
    assert list(tmp_path.glob(".site.*")) == []


def test_without_an_exchange_of_names_two_steps_do(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "_renameat2", lambda: None)
    for content in (b"one", b"two"):
        folders.replace_folder(tmp_path / "x", [("a/b", content), ("m", b"")], {"a", "m"}, "m")
        assert (tmp_path / "x/a/b").read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_the_command_says_what_it_built_and_refuses_what_it_cannot(site, tmp_path):
    site()
    result = run("--from", tmp_path / "store", "--to", tmp_path / "new")
    count = len([each for each in (tmp_path / "new").rglob("*") if each.is_file()])
    assert f"{count:,} files" in " ".join(result.stdout.split())
    assert "https://" in run("--from", "x", "--to", "y", "--base-url", "example.org", code=2).stderr
    (tmp_path / "empty").mkdir()
    assert "no store" in run("--from", tmp_path / "empty", "--to", tmp_path / "z", code=3).stderr


def test_publish_builds_the_site_too(package, tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "judge_bundle", lambda _folder: None)
    arguments = ["publish", "--to", tmp_path / "store", "--package", package]
    arguments += ["--site", tmp_path / "site"]
    for said in ("Published.", "Unchanged"):
        result = CliRunner().invoke(commands.group, [*map(str, arguments)])
        assert (result.exit_code, said in result.output) == (0, True), result.output
        assert (tmp_path / "site/latest/en/index.html").is_file()
    result = CliRunner().invoke(commands.group, [*map(str, arguments), "--dry-run"])
    assert result.exit_code == 2


def test_serve_shows_the_site(site, tmp_path):
    site()
    program = Path(sys.executable).with_name("cnnic")
    command = [program, "site", "--from", tmp_path / "store", "--to", tmp_path / "site"]
    with subprocess.Popen(
        [*command, "--serve", "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        address = next(
            found[0] for line in process.stderr if (found := re.search(r"http://\S+/", line))
        )
        with urllib.request.urlopen(f"{address}index.html") as answer:  # noqa: S310 - our own
            assert b"<!DOCTYPE html>" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130


@given(st.text(min_size=1), st.text(min_size=1))
def test_names_of_files_are_safe_and_tell_codes_apart(one, two):
    name = file_name(one)
    assert re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*", name)
    assert len(name) < 200
    if one != two:
        assert file_name(two) != name


def test_publishing_again_is_needed_for_nothing(site, package, tmp_path):
    site()
    assert published(package, tmp_path / "store").result == "unchanged"
