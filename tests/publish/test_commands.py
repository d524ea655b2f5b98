"""`cnnic publish`, `versions`, `get`, `verify` and `withdraw`, as a maintainer uses them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnnic_validate
from cnnic_validate.cli.commands import group, validate
from cnnic_validate.release.bundle import json_bytes
from cnnic_validate.workflow import publishing
from cnnic_validate.workflow.cross_checks import DisagreementError

STORE = "../store"
OBSERVATIONS = Path("data/observations.csv")

pytestmark = pytest.mark.usefixtures("package")


def run(*arguments, code=0):
    result = CliRunner().invoke(group, arguments)
    assert "Traceback" not in result.output
    assert result.exit_code == code, result.output
    return result


def edit(path, old, new):
    text = Path(path).read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")


def declare(version):
    value = json.loads(Path("datapackage.json").read_text())
    Path("datapackage.json").write_bytes(json_bytes({**value, "version": version}))


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def published():
    listed = json.loads(run("versions", "--from", STORE, "--format", "json").stdout)
    return [each["version"] for each in listed["versions"]]


def drop(key):
    lines = OBSERVATIONS.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{key},")]
    assert len(kept) < len(lines)
    OBSERVATIONS.write_text("".join(kept), encoding="utf-8")


def withdraw(key):
    """Drop a figure, and say why."""
    drop(key)
    with Path("schemas/rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write(f"withdrawals:\n  - id: gone\n    figures: [{key}]\n    why: Superseded.\n")


def test_the_first_version_is_the_one_declared():
    text = run("publish", "--to", STORE).stdout
    assert "version  0.1.0, the first" in text
    assert text.endswith("Published.\n")
    assert published() == ["0.1.0"]


def test_a_dry_run_shows_all_and_writes_nothing():
    text = run("publish", "--to", STORE, "--dry-run", "-v").stdout
    assert "Prepared, nothing was written." in text
    assert "SHA256SUMS" in text
    assert not Path(STORE).exists()


def test_publishing_the_same_again_writes_nothing():
    run("publish", "--to", STORE)
    before = {path: path.stat().st_mtime_ns for path in Path(STORE).rglob("*")}
    assert "Unchanged" in run("publish", "--to", STORE).stdout
    assert {path: path.stat().st_mtime_ns for path in Path(STORE).rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "version"),
    [
        (lambda: edit("data/indicators.csv", "Internet users", "Users of the internet"), "0.1.1"),
        (
            lambda: edit(
                OBSERVATIONS,
                "10.92亿人,100 million persons,10.92,persons,8,2,,,A,cnnic-53,,text,,2,",
                "10.922亿人,100 million persons,10.922,persons,8,3,,,A,cnnic-53,,text,,2,Misread.",
            ),
            "0.1.1",
        ),
        (lambda: withdraw("cnnic-53.internet_users.2023-12"), "1.0.0"),
    ],
)
def test_the_version_follows_from_the_change(change, version):
    run("publish", "--to", STORE)
    change()
    text = run("publish", "--to", STORE).stdout
    assert f"version  {version} after 0.1.0" in text
    assert published() == ["0.1.0", version]


def test_a_new_row_is_a_minor_version_and_the_change_log_says_so():
    removed = "cnnic-53.internet_users.2023-12"
    whole = OBSERVATIONS.read_text(encoding="utf-8")
    drop(removed)
    run("publish", "--to", STORE)
    OBSERVATIONS.write_text(whole, encoding="utf-8")
    assert "version  0.2.0 after 0.1.0" in run("publish", "--to", STORE).stdout
    folder = Path(run("get", "0.2.0", "--from", STORE).stdout.strip())
    changes = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "- 1 row of observations added" in changes
    assert changes.index("## 0.2.0") < changes.index("## 0.1.0")


NEW = "10.922亿人,100 million persons,10.922,persons,8,3"


def test_what_was_published_changes_with_a_reason_only():
    run("publish", "--to", STORE)
    edit(OBSERVATIONS, "10.92亿人,100 million persons,10.92,persons,8,2", NEW)
    drop("cnnic-55.non_internet_users.2024-12.change")
    text = " ".join(run("publish", "--to", STORE, code=1).stdout.split())
    assert "(undeclared-revision): a published figure changed from 10.92亿人" in text
    assert "(undeclared-withdrawal)" in text
    assert published() == ["0.1.0"]


def test_a_higher_version_that_is_declared_is_taken():
    run("publish", "--to", STORE)
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    declare("2.0.0")
    assert "version  2.0.0 after 0.1.0" in run("publish", "--to", STORE).stdout


def test_less_than_the_changes_demand_is_refused():
    run("publish", "--to", STORE)
    withdraw("cnnic-53.internet_users.2023-12")
    declare("0.2.0")
    text = run("publish", "--to", STORE, code=1).stdout
    assert "declares version 0.2.0; the changes demand 1.0.0" in " ".join(text.split())
    assert published() == ["0.1.0"]


def test_a_package_with_errors_is_refused():
    edit(OBSERVATIONS, ",140967,", ",149067,")
    text = run("publish", "--to", STORE, code=1).stdout
    assert "Refused, nothing was published: the package has errors." in text
    assert not Path(STORE).exists()


def test_an_expired_waiver_is_refused():
    Path("schemas/waivers.yaml").write_text(
        "waivers:\n  - id: old\n    rules: [ratio]\n    why: Confirmed.\n    owner: me\n"
        "    until: 2020-01-01\n",
        encoding="utf-8",
    )
    text = run("publish", "--to", STORE, code=1).stdout
    assert "expired-waiver" in text
    assert not Path(STORE).exists()


def test_a_rule_that_is_not_judged_any_more_is_refused():
    run("publish", "--to", STORE)
    lines = OBSERVATIONS.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(
        n for n, line in enumerate(lines) if ",internet_penetration,total,2024-12,level" in line
    )
    lines[at] = lines[at].replace(",level,,2023-12,", ",level,,,", 1)
    OBSERVATIONS.write_text("".join(lines), encoding="utf-8")
    text = " ".join(run("publish", "--to", STORE, code=1).stdout.split())
    assert "a published figure changed what it is about" in text
    assert "Lost since 0.1.0: 2 × check" in text
    assert "not evaluated: the period of the denominator is not stated" in text


def test_a_withdrawn_version_keeps_its_name():
    run("publish", "--to", STORE)
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    run("publish", "--to", STORE)
    assert (
        "is withdrawn: wrong title"
        in run("withdraw", "0.1.1", "--from", STORE, "--why", "wrong title").stdout
    )
    assert (
        "was withdrawn before"
        in run("withdraw", "0.1.1", "--from", STORE, "--why", "wrong title").stdout
    )
    assert run("get", "--from", STORE).stderr.startswith("cnnic-statistics-in-small 0.1.0,")
    refused = run("get", "0.1.1", "--from", STORE, code=3).stderr
    assert "was withdrawn: wrong title" in refused
    # The next version goes on from the withdrawn one's number.
    assert "version  0.1.2 after 0.1.0" in run("publish", "--to", STORE).stdout
    assert published() == ["0.1.0", "0.1.1", "0.1.2"]


def test_after_the_only_version_is_withdrawn():
    run("publish", "--to", STORE)
    run("withdraw", "0.1.0", "--from", STORE, "--why", "wrong title")
    assert "0.2.0; all before it are withdrawn" in run("publish", "--to", STORE).stdout
    changes = Path(run("get", "--from", STORE).stdout.strip(), "CHANGELOG.md").read_text()
    assert "All versions before it are withdrawn." in changes


def test_another_descriptor_is_published_as_it_was_judged():
    value = json.loads(Path("datapackage.json").read_text())
    del value["$schema"]
    Path("other.json").write_bytes(json_bytes({**value, "title": "The other one"}))
    run("publish", "--to", STORE, "--package", "other.json")
    folder = Path(run("get", "--from", STORE).stdout.strip())
    made = json.loads((folder / "datapackage.json").read_text())
    assert made["title"] == "The other one"
    assert made["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert "Unchanged" in run("publish", "--to", STORE, "--package", "other.json").stdout


def test_a_reason_cannot_speak_to_the_terminal():
    run("publish", "--to", STORE)
    for _ in range(2):
        told = run("withdraw", "0.1.0", "--from", STORE, "--why", "a\x1b[31mred\nPublished.").stdout
        assert "a\\x1b[31mred\\nPublished." in told
        assert "\x1b" not in told


def test_versions_are_listed_newest_last():
    run("publish", "--to", STORE)
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    run("publish", "--to", STORE)
    first, last = run("versions", "--from", STORE).stdout.splitlines()
    assert first.startswith("0.1.0  20")
    assert last.startswith("0.1.1  20")
    assert last.endswith("latest")


def test_get_copies_and_pins():
    run("publish", "--to", STORE)
    got = run("get", "latest", "--from", STORE, "--to", "../mine", "--lock", "--excel")
    assert got.stdout == "../mine\n"
    mine = tree("../mine")
    tables = {each["path"] for each in json.loads(mine["datapackage.json"])["resources"]}
    assert {path.removeprefix("excel/") for path in mine if path.startswith("excel/")} == tables
    for path in tables:
        assert mine[f"excel/{path}"] == b"\xef\xbb\xbf" + mine[path]
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    run("publish", "--to", STORE)
    assert "0.1.0," in run("get", "--from", STORE).stderr
    assert "0.1.1," in run("get", "latest", "--from", STORE).stderr
    refused = run("get", "--from", STORE, "--to", "../mine", code=3).stderr
    assert "is there and not empty" in refused


def test_a_pinned_version_that_was_withdrawn_is_given_and_said_to_be():
    run("publish", "--to", STORE)
    run("get", "latest", "--from", STORE, "--lock")
    run("withdraw", "0.1.0", "--from", STORE, "--why", "wrong base")
    assert "withdrawn" not in run("get", "--from", STORE).stderr  # nobody has asked the store
    run("versions", "--from", STORE)
    got = run("get", "--from", STORE)
    assert "This version was withdrawn: wrong base" in got.stderr
    assert Path(got.stdout.strip()).is_dir()
    with pytest.warns(UserWarning, match=r"version 0\.1\.0 was withdrawn: wrong base") as told:
        cnnic_validate.load("series", store=STORE)
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match="was withdrawn"):
        cnnic_validate.open_package(store=STORE)
    # By its name it is refused, and what is not in the cache is not fetched for a pin.
    assert "was withdrawn: wrong base" in run("get", "0.1.0", "--from", STORE, code=3).stderr
    shutil.rmtree(Path(os.environ["CNNIC_CACHE"]) / "bundles")
    assert "was withdrawn: wrong base" in run("get", "--from", STORE, code=3).stderr


def test_a_file_with_a_name_that_some_system_does_not_take_is_refused():
    value = json.loads(Path("datapackage.json").read_text())
    Path("data/aux.csv").write_text("id\n1\n")
    more = {"name": "more", "path": "data/aux.csv", "schema": {"fields": [{"name": "id"}]}}
    value["resources"].append(more)
    Path("datapackage.json").write_bytes(json_bytes(value))
    said = run("publish", "--to", STORE, code=3).stderr
    assert "the path 'data/aux.csv': a part of it names a device on Windows" in said
    assert not Path(STORE).exists()


def test_a_lock_of_another_store_is_refused():
    run("publish", "--to", STORE)
    run("get", "--from", STORE, "--lock")
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    run("publish", "--to", "../other")
    assert "as locked" in run("get", "--from", "../other", code=3).stderr


def test_verify_finds_what_was_changed():
    run("publish", "--to", STORE)
    assert "Sound" in run("verify", STORE).stdout
    folder = run("get", "--from", STORE, "--to", "../mine").stdout.strip()
    assert "Sound" in run("verify", folder).stdout
    archive = next(Path(STORE).rglob("*.zip"))
    assert "Sound" in run("verify", str(archive)).stdout
    edit(f"{folder}/series.csv", "internet_users", "internet_losers")
    text = run("verify", folder, code=1).stdout
    assert "series.csv" in text
    assert "Damaged: 1 fault." in text


def test_a_version_from_the_cache_needs_no_store():
    run("publish", "--to", STORE)
    folder = run("get", "0.1.0", "--from", STORE).stdout
    shutil.rmtree(Path(STORE) / "versions")
    assert run("get", "0.1.0", "--from", STORE).stdout == folder


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("publish",), 2, "--to"),
        (("get", "1.0.0"), 2, "--from"),
        (("get", "--from", STORE, "--excel"), 2, "--excel goes with --to"),
        (("get", "9.9.9", "--from", STORE), 3, "it has 0.1.0"),
        (("versions", "--from", "../nowhere"), 3, "does not exist"),
        (("verify", "../nowhere"), 3, "does not exist"),
        (("verify", "data"), 3, "has no catalogue.json"),
        (("verify", "datapackage.json"), 3, "is no sound zip"),
        (("publish", "--to", "ftp://example.org/x"), 3, "is no kind of store"),
        (("publish", "--to", "https://example.org/x"), 3, "can only be read"),
        (("publish", "--to", ""), 2, "it is empty"),
        (("get", "--from", ""), 2, "it is empty"),
        (("get", "", "--from", STORE), 2, "it is empty"),
        (("verify", STORE, "--key", ""), 2, "it is empty"),
        (("withdraw", "0.1.0", "--from", STORE, "--why", "x", "--sign-key", ""), 2, "it is empty"),
        (("withdraw", "9.9.9", "--from", STORE, "--why", "x"), 3, "has no version 9.9.9"),
        (("withdraw", "0.1.0", "--from", STORE, "--why", " "), 3, "say why"),
    ],
)
def test_wrong_input_gets_one_clear_message(arguments, code, said):
    run("publish", "--to", STORE)
    result = CliRunner().invoke(group, arguments)
    assert (result.exit_code, "Traceback" in result.output) == (code, False)
    assert said in " ".join(result.stderr.split())


def test_a_store_that_may_not_be_written_is_told():
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    Path(STORE).mkdir(mode=0o500)
    assert "permission" in run("publish", "--to", STORE, code=3).stderr


def test_referees_that_disagree_stop_the_release(monkeypatch):
    def objection(_folder):
        raise DisagreementError("pandera: observations: objects")

    monkeypatch.setattr(publishing, "judge_bundle", objection)
    result = run("publish", "--to", STORE, code=4)
    assert "pandera: observations: objects" in result.stderr
    assert not (Path(STORE) / "catalogue.json").exists()


def test_a_newer_engine_that_makes_other_files_publishes_a_patch(monkeypatch):
    run("publish", "--to", STORE)
    made = publishing.citation
    monkeypatch.setattr(publishing, "citation", lambda *given: made(*given) + "# more\n")
    text = run("publish", "--to", STORE).stdout
    assert "version  0.1.1 after 0.1.0" in text
    assert "made anew: CITATION.cff" in text


def test_the_epoch_of_the_environment_dates_a_bundle(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert "dated    2025-01-01" in run("publish", "--to", STORE, "--dry-run").stdout
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert "a number of seconds" in run("publish", "--to", STORE, "--dry-run", code=3).stderr


def test_a_published_version_is_something_to_compare_with():
    run("publish", "--to", STORE)
    assert "No difference." in run("diff", f"{STORE}@latest").stdout
    edit("data/indicators.csv", "Internet users", "Users of the internet")
    assert "title_en" in run("diff", f"{STORE}@0.1.0", "-v").stdout
    assert "least version  0.1.1" in run("version", f"{STORE}@0.1.0").stdout
    assert "it has 0.1.0" in run("diff", f"{STORE}@0.9.0", code=3).stderr
    judged = CliRunner().invoke(validate, ["--against", f"{STORE}@latest"])
    assert judged.exit_code == 0
    assert f"by the rules of {STORE}@latest" in judged.stdout


SCRIPT = """
import os, sys
os.umask(int(sys.argv[1], 8))
for path, _, names in os.walk("."):
    for name in names:
        os.utime(os.path.join(path, name), (int(sys.argv[2]),) * 2)
import cnnic_validate
from cnnic_validate.cli.commands import group, validate
from cnnic_validate.workflow import publishing
publishing.judge_bundle = lambda folder: None  # judges write nothing, and take longer than the rest
group(["publish", "--to", sys.argv[3], "--package", sys.argv[4]], standalone_mode=False)
"""


def settings_to_try():
    """Give settings of six surroundings: six with every pair of them, all 2^6 where asked for."""
    if os.environ.get("CNNIC_ALL_SURROUNDINGS") == "1":
        return list(product((0, 1), repeat=6))
    # Two threes out of five differ, and share one: with a row of zeros that makes all four pairs.
    ones = list(combinations(range(5), 3))[:6]
    return [(0,) * 6, *(tuple(int(row in column) for column in ones) for row in range(5))]


def test_six_settings_have_every_pair():
    settings = settings_to_try()
    for one, other in combinations(range(6), 2):
        assert {(each[one], each[other]) for each in settings} == set(product((0, 1), repeat=2))


def test_bytes_are_the_same_whatever_the_surroundings(package, tmp_path):
    """Time zone, locale, hash seed, umask, times of the source files, working folder."""
    trees = []
    for number, (zone, locale, seed, mask, time, place) in enumerate(settings_to_try()):
        store = tmp_path / f"store-{number}"
        environment = {
            **os.environ,
            "TZ": ("UTC", "Asia/Shanghai")[zone],
            "LC_ALL": ("C", "C.UTF-8")[locale],
            "PYTHONHASHSEED": ("1", "2")[seed],
        }
        arguments = (("022", "077")[mask], ("1000000000", "1700000000")[time], str(store))
        where, named = ((package, "."), (tmp_path, "package"))[place]
        command = [sys.executable, "-c", SCRIPT, *arguments, named]
        done = subprocess.run(command, cwd=where, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        trees.append(tree(store))
    assert all(each == trees[0] for each in trees)
