"""The version that an installed package brings: used at once, without a store or a network."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import bundle_data
from cnnic_validate.errors import UnreadableError
from cnnic_validate.release import bundled
from cnnic_validate.release.bundle import json_bytes
from cnnic_validate.release.bundled import bundled_archive
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.lock import parse_lock
from cnnic_validate.release.publishing import publish_bundle
from cnnic_validate.release.verify import verify_archive, verify_store
from cnnic_validate.release.zipped import unzipped
from cnnic_validate.workflow import consumption

ROOT = Path(__file__).parents[2]
# CNNIC_ALL_FLIPS=1 flips as many bytes as were promised; some of them are enough for each day.
FLIPS = 10_000 if os.environ.get("CNNIC_ALL_FLIPS") else 100


@pytest.fixture
def brought(monkeypatch, tmp_path):
    """Bring something else than this package does."""

    def bring(name, data):
        monkeypatch.setattr(bundled.resources, "files", lambda _name: tmp_path / "installed")
        folder = tmp_path / "installed" / bundled.FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        if name:
            (folder / name).write_bytes(data)

    return bring


def published(tmp_path):
    """Put what the package brings into a store."""
    name, archive = bundled_archive()
    files = unzipped(archive, name)
    known = json.loads(files["datapackage.json"])
    store = FolderStore(tmp_path / "store", writable=True)
    publish_bundle(store, files, known["version"], known["created"], {})
    return store


OFFLINE = """
import socket
def refused(*_): raise AssertionError('network')
socket.socket.connect = refused
from cnnic_validate.workflow.consumption import load, open_package
series = load("series")
users = series[(series.indicator == "internet_users") & (series.breakdown == "total")]
print(str(users.time_period.iloc[-1]), users.value.iloc[-1], open_package().version)
"""


def test_data_are_here_without_a_store_and_a_network(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], cwd=tmp_path, capture_output=True, check=False
    )
    period, value, version = done.stdout.decode().split()
    assert (period[:2], len(period)) == ("20", 7)
    assert float(value) > 1.1e9
    assert bundled_archive()[0] == f"cnnic-statistics-{version}.zip"


def test_it_is_the_same_as_from_a_store(tmp_path):
    """The same digest, and one copy in the cache; a lock pins either."""
    store = published(tmp_path)
    cache = str(tmp_path / "cache")
    one = consumption.get(cache=cache)
    two = consumption.get(store=store.describe(), cache=cache)
    assert (one.digest, one.folder) == (two.digest, two.folder)
    assert len(list((tmp_path / "cache/bundles").glob("*.json"))) == 1
    got = consumption.get(one.version, to=str(tmp_path / "mine"))
    assert consumption.verify(str(got.folder)).sound


def test_a_lock_of_other_bytes_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    version = consumption.get(lock=True).version
    assert consumption.get().version == version
    lock = Path("cnnic.lock")
    digest = parse_lock(lock.read_text()).digest
    lock.write_text(lock.read_text().replace(digest, "0" * 64))
    with pytest.raises(UnreadableError, match=rf"pins {version} with other bytes \(name the st"):
        consumption.get()
    assert consumption.get("latest").digest == digest


def test_what_it_does_not_bring_is_told(tmp_path, brought):
    with pytest.raises(UnreadableError, match=r"brings version .*, not 9\.9\.9 \(name a store"):
        consumption.open_package("9.9.9")
    with pytest.raises(UnreadableError, match="does not exist"):
        consumption.load("series", key=str(tmp_path / "key"))
    brought("", b"")
    with pytest.raises(UnreadableError, match="brings no published data"):
        consumption.load("series")


def test_a_key_needs_a_store(tmp_path):
    from tests.publish.test_signing import keys  # noqa: PLC0415 - needs the extra

    _, public = keys(tmp_path)
    with pytest.raises(UnreadableError, match="has no signature of its own"):
        consumption.load("series", key=str(public))


def test_a_damaged_one_is_refused(brought):
    name, archive = bundled_archive()
    with zipfile.ZipFile(bundled_path()) as opened:
        entry = opened.getinfo("series.csv")
    at = entry.header_offset + 30 + len("series.csv")
    changed = archive[:at] + bytes([archive[at] ^ 1]) + archive[at + 1 :]
    brought(name, changed)
    with pytest.raises(UnreadableError, match="is no sound zip"):
        consumption.load("series")
    brought(name, archive[:-30])
    with pytest.raises(UnreadableError, match="is no sound zip"):
        consumption.load("series")


def bundled_path():
    return ROOT / "src/cnnic_validate/published" / bundled_archive()[0]


def test_a_cache_that_was_changed_is_made_anew():
    folder = consumption.get().folder
    (folder / "series.csv").write_text("changed")
    (folder / "more").write_text("added")
    assert consumption.verify(str(consumption.get().folder)).sound
    assert not (folder / "more").exists()


def test_random_flips_of_the_real_bundle_are_found(tmp_path):
    """P5: each object of a store of it at least once, and then wherever chance leads."""
    store = published(tmp_path)
    root = tmp_path / "store"
    objects = [name for name in store.list("") if name != "probe.txt"]
    sizes = [(root / name).stat().st_size for name in objects]
    for name in objects:
        (root / name).chmod(0o644)
    chance = random.Random(5)
    rest = chance.choices(objects, sizes, k=max(0, FLIPS - len(objects)))
    for name in [*objects, *rest]:
        path = root / name
        with path.open("r+b") as stream:
            at = chance.randrange(path.stat().st_size)
            bit = 1 << chance.randrange(8)
            flip(stream, at, bit)
            stream.flush()
            made = verify_store(store)
            assert name in {each.path for each in made.damages}, (name, at, bit)
            flip(stream, at, bit)
    assert verify_store(store).sound


def flip(stream, at, bit):
    stream.seek(at)
    (value,) = stream.read(1)
    stream.seek(at)
    stream.write(bytes([value ^ bit]))


def test_the_zip_is_sound_and_of_the_version_that_the_package_names(capsys):
    assert bundle_data.main(["--check"]) == 0, capsys.readouterr().out
    assert verify_archive(bundled_archive()[1], "zip").sound


def test_the_script(package, tmp_path, capsys):
    """First, then a change, and the version that follows from it."""
    into, main = tmp_path / "published", bundle_data.main
    options = ["--root", str(package), "--into", str(into)]

    def run(*more):
        code = main([*options, *more])
        return code, capsys.readouterr().out

    assert run("--check")[0] == 1
    assert run() == (0, "cnnic-statistics-in-small-0.1.0.zip: version 0.1.0, sound\n")
    first = next(into.iterdir()).read_bytes()
    assert run("--check")[0] == 0
    titles = package / "data/indicators.csv"
    text = titles.read_text(encoding="utf-8")
    titles.write_text(text.replace("Internet users", "Users of the internet", 1), encoding="utf-8")
    assert run("--check")[0] == 0  # the data may be ahead
    assert run() == (1, "the version is 0.1.1: say so in datapackage.json, then run this again\n")
    assert next(into.iterdir()).read_bytes() == first
    declare(package, "0.1.1")
    assert "not cnnic-statistics-in-small-0.1.1.zip" in run("--check")[1]
    assert run()[0] == 0
    (made,) = into.iterdir()
    files = unzipped(made.read_bytes(), made.name)
    assert files["CHANGELOG.md"].count(b"\n## 0.1.") == 2
    shutil.copy(made, into / "cnnic-statistics-in-small-0.1.2.zip")
    declare(package, "0.1.2")
    made.unlink()
    assert "holds cnnic-statistics-in-small-0.1.1.zip" in run("--check")[1]
    declare(package, "0.2.0")
    assert run("--anew")[0] == 0
    (made,) = into.iterdir()
    assert unzipped(made.read_bytes(), made.name)["CHANGELOG.md"].count(b"\n## 0.") == 1


def declare(package, version):
    path = package / "datapackage.json"
    path.write_bytes(json_bytes({**json.loads(path.read_text()), "version": version}))
