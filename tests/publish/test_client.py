"""Getting versions: checked, resumed, used offline; older or mixed stores are refused."""

from __future__ import annotations

import errno
import gc
import hashlib
import itertools
import json
import os
import shutil
import threading
from collections.abc import Callable

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.catalogue import Catalogue
from cnnic_validate.release import cached, client
from cnnic_validate.release.catalogue import catalogue_bytes
from cnnic_validate.release.client import choose, current, fetch, seen
from cnnic_validate.release.deadline import Deadline
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.http_store import HttpStore
from cnnic_validate.release.publishing import publish_bundle, read_catalogue, withdraw
from cnnic_validate.release.verify import verify_store
from tests.publish.publish_once import CREATED, publish, tiny
from tests.publish.web import served

BIG = 700_000


@pytest.fixture
def folder(tmp_path):
    """A store of two versions; the first has a file of several chunks, and an empty one."""
    store = FolderStore(tmp_path / "store", writable=True)
    big = bytes(itertools.islice(itertools.cycle(range(251)), BIG))
    files = tiny("1.0.0") | {"big.bin": big, "data/empty.csv": b""}
    publish_bundle(store, files, "1.0.0", CREATED, {"rows": 1})
    publish(tmp_path / "store", "1.1.0")
    return tmp_path / "store"


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def web(folder):
    with served(folder) as made:
        yield made


def remote(web) -> HttpStore:
    return HttpStore(web.url, first_pause=0.001)


def files_of(folder) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def published(folder, version) -> dict[str, bytes]:
    return files_of(folder / read_catalogue(FolderStore(folder)).find(version).folder)


@pytest.mark.parametrize("version", ["1.0.0", "latest"])
def test_a_version_arrives_whole(folder, cache, version):
    steps = []
    got = fetch(FolderStore(folder), version, cache, progress=lambda *step: steps.append(step))
    number = "1.1.0" if version == "latest" else version
    assert files_of(got) == published(folder, number)
    total = read_catalogue(FolderStore(folder)).find(number).size
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)


def test_offline_afterwards(web, cache):
    got = fetch(remote(web), "1.0.0", cache)
    web.requests.clear()
    assert fetch(remote(web), "1.0.0", cache) == got
    assert not web.requests


def test_a_version_over_http_is_the_same(web, folder, cache):
    assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
    assert verify_store(remote(web)).sound
    assert not verify_store(remote(web)).is_listed


def test_a_missing_object_over_http_is_damage(web, folder):
    version = read_catalogue(FolderStore(folder)).versions[0]
    (folder / version.folder / "data/a.csv").unlink()
    (folder / f"{read_catalogue(FolderStore(folder)).versions[1].folder}.json").unlink()
    found = {each.path: each.message for each in verify_store(remote(web)).damages}
    assert found[f"{version.folder}/data/a.csv"] == "does not exist"
    assert "is missing" in found.values()


@pytest.mark.parametrize("fault", ["500", "502", "503", "504", "429", "408", "reset", "cut"])
def test_a_fault_for_a_while_is_overcome(web, folder, cache, fault):
    """P9: at each of the requests in turn."""
    count = 0
    while True:
        shutil.rmtree(cache, ignore_errors=True)
        web.faults = ["ok"] * count + [fault] * 2
        web.requests.clear()
        assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
        if web.faults:
            break
        count += 1
    assert count >= 5


@pytest.mark.parametrize("fault", ["503", "reset"])
def test_a_fault_that_stays_is_told_and_what_came_is_kept(web, folder, cache, fault):
    """P9: bounded, then the old state; the next try goes on where this one was."""
    web.faults = ["ok"] * 2 + ["cut"] + [fault] * 4
    with pytest.raises(UnreadableError, match=rf"{web.url}: cannot be reached: ") as told:
        fetch(remote(web), "1.0.0", cache)
    assert "\n" not in str(told.value)
    assert len(web.requests) == 7
    assert not (cache / "bundles").exists()
    web.requests.clear()
    web.faults.clear()
    assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
    asked = [wanted for path, wanted in web.requests if path.endswith("big.bin")]
    assert asked == [f"bytes={BIG // 2}-"]


def test_an_answer_cut_off_goes_on_from_there(web, folder):
    name = f"{read_catalogue(FolderStore(folder)).versions[0].folder}/big.bin"
    whole = (folder / name).read_bytes()
    for ranges in (True, False):
        web.ranges = ranges
        web.faults = ["cut", "cut"]
        web.requests.clear()
        assert b"".join(remote(web).chunks(name)) == whole
        assert web.requests[1][1] == f"bytes={BIG // 2}-"
        assert b"".join(remote(web).chunks(name, 300_000)) == whole[300_000:]


@pytest.mark.parametrize("ranges", [True, False])
def test_an_answer_cut_short_without_a_length_is_tried_again(web, folder, cache, ranges):
    web.measured, web.ranges = False, ranges
    assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
    count = len(web.requests)
    assert len({path for path, _ in web.requests}) < count
    for at in range(0, count, 2):
        shutil.rmtree(cache)
        web.faults = ["ok"] * at + ["short"]
        assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
    if ranges:  # else they all end at the same byte
        web.faults = ["short"] * 50
        with pytest.raises(UnreadableError, match="end at different bytes"):
            b"".join(remote(web).chunks(f"{read_catalogue(FolderStore(folder)).latest.folder}.zip"))


def test_only_what_a_digest_verifies_comes_from_another_host(web, folder, cache, tmp_path):
    with served(folder) as other:
        web.moved = {"/versions/": other.url}
        assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")
        assert verify_store(remote(web)).sound
        assert all(path.startswith("/versions/") for path, _ in other.requests)
        other.requests.clear()
        web.moved = {"/catalogue.json": other.url}
        with pytest.raises(UnreadableError) as told:
            fetch(remote(web), "latest", tmp_path / "another")
        host = other.url.removeprefix("http://")
        assert f"{web.url}: sends catalogue.json from another host, {host}" in str(told.value)
        assert not other.requests
        del told
        gc.collect()  # an answer that was not closed would warn
        web.moved = {"/versions/": "http://127.0.0.1:9"}
        with pytest.raises(UnreadableError, match="cannot be reached"):
            fetch(remote(web), "1.0.0", tmp_path / "another")


def test_one_deadline_ends_a_transfer_that_drips(web, folder, cache):
    """Each byte comes long before a socket would give up, and all together they never do."""
    store = HttpStore(web.url, first_pause=0.001, seconds=0.3)
    web.faults = ["ok", "ok", *["drip"] * 9]
    with pytest.raises(UnreadableError, match=r"took longer than 0 seconds \(try again"):
        fetch(store, "1.0.0", cache)
    # And it is one: what is asked for afterwards comes too late.
    with pytest.raises(UnreadableError, match="took longer"):
        store.read("catalogue.json", 10_000)
    web.faults.clear()
    assert files_of(fetch(remote(web), "1.0.0", cache)) == published(folder, "1.0.0")


def test_a_fault_behind_the_deadline_is_raised_by_who_reads():
    def broken():
        yield b"a"
        raise LookupError("b")

    pieces = Deadline("store", 60).within(broken())
    assert next(pieces) == b"a"
    with pytest.raises(LookupError, match="b"):
        next(pieces)


def test_who_stops_reading_stops_the_transfer():
    given = []

    def endless():
        for number in itertools.count():
            given.append(number)
            yield b"a"

    pieces = Deadline("store", 60).within(endless())
    before = set(threading.enumerate())
    next(pieces)
    (bringing,) = set(threading.enumerate()) - before
    pieces.close()
    bringing.join()
    assert len(given) < 20


def planted(cache, version, outside) -> dict[str, Callable[[], None]]:
    """Give ways in which somebody who may write to the cache points out of it."""
    partial = cache / "partial" / version.digest

    def link(at, to):
        at.parent.mkdir(parents=True, exist_ok=True)
        at.symlink_to(to)

    def hard(at, to):
        at.parent.mkdir(parents=True, exist_ok=True)
        at.hardlink_to(to)

    return {
        "file": lambda: link(partial / "data/a.csv", outside / "file"),
        "new file": lambda: link(partial / "big.bin", outside / "new"),
        "folder": lambda: link(partial / "data", outside),
        "version": lambda: link(partial, outside),
        "partial": lambda: link(cache / "partial", outside),
        "bundles": lambda: link(cache / "bundles", outside),
        "manifest": lambda: link(cache / f"bundles/{version.digest}.json", outside / "file"),
        "lock": lambda: link(cache / f"partial/{version.digest}.lock", outside / "file"),
        "hard link": lambda: hard(partial / "data/a.csv", outside / "file"),
    }


WAYS = ("file", "new file", "folder", "version", "partial", "bundles", "manifest", "lock")


@pytest.mark.parametrize("way", [*WAYS, "stores", "memory", "hard link"])
def test_a_link_planted_in_the_cache_is_not_written_through(folder, cache, tmp_path, way):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    store = FolderStore(folder)
    version = read_catalogue(store).find("1.0.0")
    ways = planted(cache, version, outside)
    if way in ways:
        ways[way]()
    else:
        current(store, cache)
        stores = cache / "stores"
        (kept,) = stores.iterdir()
        shutil.move(stores if way == "stores" else kept, outside / "kept")
        (stores if way == "stores" else kept).symlink_to(outside / "kept")
        publish(folder, "1.2.0")
    before = files_of(outside)
    if way == "hard link":
        assert files_of(fetch(store, "1.0.0", cache)) == published(folder, "1.0.0")
    else:
        with pytest.raises(UnreadableError, match=r"is a link, .* \(remove it\)"):
            fetch(store, "1.0.0" if way in ways else "latest", cache)
    assert files_of(outside) == before


@pytest.mark.parametrize("status", [400, 401, 403, 405])
def test_a_refusal_is_told_at_once(web, cache, status):
    web.faults = [str(status)]
    with pytest.raises(UnreadableError, match=f"the server refuses: HTTP {status}"):
        fetch(remote(web), "1.0.0", cache)
    assert len(web.requests) == 1


def test_nobody_there_is_told(cache):
    with pytest.raises(UnreadableError, match=r"http://127\.0\.0\.1:9: cannot be reached"):
        fetch(HttpStore("http://127.0.0.1:9", first_pause=0), "1.0.0", cache)


def test_no_store_there_is_told(web, folder, cache):
    (folder / "catalogue.json").unlink()
    with pytest.raises(UnreadableError, match=r"has no catalogue\.json: it is no store"):
        fetch(remote(web), "1.0.0", cache)


def test_http_is_only_read(web):
    store = remote(web)
    assert store.list("") is None
    for write in (
        store.probe,
        lambda: store.put_if_absent("a", b""),
        lambda: store.swap_catalogue(None, b""),
    ):
        with pytest.raises(UnreadableError, match="can only be read"):
            write()


def test_every_damaged_byte_of_a_transfer_is_refused(folder, cache):
    version = read_catalogue(FolderStore(folder)).find("1.1.0")
    paths = [f"{version.folder}.json", *(f"{version.folder}/{each}" for each in tiny("1.1.0"))]
    for path in paths:
        data = (folder / path).read_bytes()
        (folder / path).chmod(0o644)
        for at in range(0, len(data), 3):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            for wrong in (changed, data[:at], data + b"more"):
                (folder / path).write_bytes(wrong)
                with pytest.raises(UnreadableError) as told:
                    fetch(FolderStore(folder), "1.1.0", cache)
                assert path in str(told.value)
                assert not list(cache.glob("bundles/*/*"))
                shutil.rmtree(cache)
        (folder / path).write_bytes(data)
    assert files_of(fetch(FolderStore(folder), "1.1.0", cache)) == published(folder, "1.1.0")


def test_a_wrong_beginning_is_got_anew(folder, cache):
    store = FolderStore(folder)
    version = read_catalogue(store).find("1.0.0")
    partial = cache / "partial" / version.digest
    partial.mkdir(parents=True)
    (partial / "big.bin").write_bytes(b"wrong")
    (partial / "datapackage.json").write_bytes(b"x" * 1000)
    (partial / "other").write_bytes(b"x")
    assert files_of(fetch(store, "1.0.0", cache)) == published(folder, "1.0.0")


def test_a_cache_that_was_changed_is_got_anew(folder, cache):
    store = FolderStore(folder)
    got = fetch(store, "1.0.0", cache)
    for change in (
        lambda: (got / "data/a.csv").write_text("changed"),
        lambda: (got / "more").write_text("added"),
        (got / "data/a.csv").unlink,
        lambda: got.with_name(f"{got.name}.json").write_text("{}"),
    ):
        change()
        assert cached.whole(read_catalogue(store).find("1.0.0"), cache) is None
        assert files_of(fetch(store, "1.0.0", cache)) == published(folder, "1.0.0")


def test_an_older_catalogue_is_refused(folder, cache):
    """P8: rollback."""
    store = FolderStore(folder)
    old = (folder / "catalogue.json").read_bytes()
    publish(folder, "1.2.0")
    current(store, cache)
    (folder / "catalogue.json").write_bytes(old)
    with pytest.raises(UnreadableError, match=r"is number 2, older than number 3 .* seen before"):
        fetch(store, "latest", cache)
    assert seen(store, cache).number == 3


def test_another_past_is_refused(folder, cache):
    """P8: a store that was replaced by another of as many versions."""
    store = FolderStore(folder)
    current(store, cache)
    shutil.rmtree(folder)
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        publish(folder, version, more="other")
    with pytest.raises(UnreadableError, match=r"has another version 1\.0\.0 than was seen before"):
        fetch(store, "latest", cache)


def test_a_mix_of_versions_is_refused(folder, cache):
    """P8: everything fits but the meaning: a catalogue gives one version the other's digest."""
    store = FolderStore(folder)
    one, two = read_catalogue(store).versions
    digests = Catalogue("tiny", 2, (one.__class__("1.0.0", two.digest, two.size, CREATED, {}), two))
    mixed = digests.versions[0]
    for end in (".json", ".zip"):
        shutil.copy(folder / f"{two.folder}{end}", folder / f"{mixed.folder}{end}")
    shutil.copytree(folder / two.folder, folder / mixed.folder)
    (folder / "catalogue.json").write_bytes(catalogue_bytes(digests))
    with pytest.raises(UnreadableError, match=r"is of version 1\.1\.0, not 1\.0\.0"):
        fetch(store, "1.0.0", cache)


def test_a_bundle_of_another_package_is_refused(folder, cache):
    store = FolderStore(folder)
    catalogue = read_catalogue(store)
    named = Catalogue("other", catalogue.number, catalogue.versions)
    (folder / "catalogue.json").write_bytes(catalogue_bytes(named))
    with pytest.raises(UnreadableError, match=r"is of tiny 1\.1\.0, not of other 1\.1\.0"):
        fetch(store, "latest", cache)


def test_a_locked_digest_is_kept(folder, cache):
    store = FolderStore(folder)
    digest = read_catalogue(store).find("1.0.0").digest
    assert fetch(store, "1.0.0", cache, digest=digest).name == digest
    with pytest.raises(UnreadableError, match="as locked"):
        fetch(store, "1.1.0", cache, digest=digest)


def test_a_withdrawn_version_is_given_only_on_demand(folder, cache):
    store = FolderStore(folder, writable=True)
    withdraw(store, "1.1.0", "wrong base")
    assert json.loads((fetch(store, "latest", cache) / "datapackage.json").read_text()) == {
        "name": "tiny",
        "version": "1.0.0",
    }
    with pytest.raises(UnreadableError, match=r"1\.1\.0 was withdrawn: wrong base \(the latest"):
        fetch(store, "1.1.0", cache)
    assert fetch(store, "1.1.0", cache, withdrawn=True).is_dir()
    withdraw(store, "1.0.0", "wrong too")
    with pytest.raises(UnreadableError, match="every version was withdrawn"):
        fetch(store, "latest", cache)
    with pytest.raises(UnreadableError, match="no version stands"):
        choose(current(store, cache), "1.0.0", "s")


def test_an_unknown_version_names_the_known(folder, cache):
    with pytest.raises(UnreadableError, match=r"no version 9\.9\.9 \(it has 1\.0\.0, 1\.1\.0\)"):
        fetch(FolderStore(folder), "9.9.9", cache)


def test_a_full_disk_is_told_and_the_next_try_goes_on(folder, cache, monkeypatch):
    received = client._appended

    def full(*arguments):
        yield next(received(*arguments))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(client, "_appended", full)
    with pytest.raises(UnreadableError, match="cache: cannot be written: the disk is full"):
        fetch(FolderStore(folder), "1.0.0", cache)
    monkeypatch.undo()
    assert files_of(fetch(FolderStore(folder), "1.0.0", cache)) == published(folder, "1.0.0")


def test_a_damaged_memory_is_told(folder, cache):
    store = FolderStore(folder)
    current(store, cache)
    name = hashlib.sha256(store.describe().encode()).hexdigest()[:32]
    (cache / "stores" / f"{name}.json").write_text("{}")
    with pytest.raises(UnreadableError, match="stores"):
        fetch(store, "1.0.0", cache)


def test_two_at_once_get_one_copy(folder, cache):
    got = []
    threads = [
        threading.Thread(target=lambda: got.append(fetch(FolderStore(folder), "1.0.0", cache)))
        for _ in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(got) == 4
    assert len(set(got)) == 1
    assert files_of(got[0]) == published(folder, "1.0.0")
