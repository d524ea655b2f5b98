"""A store in a folder, and what publishing and withdrawing do to it."""

from __future__ import annotations

import errno
import functools
import os
import shutil
import time

import pytest

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.catalogue import Catalogue
from cnnic_validate.release.address import open_store
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.publishing import publish_bundle, read_catalogue, withdraw
from cnnic_validate.release.store import refuse_to_overwrite
from cnnic_validate.release.verify import verify_store
from tests.publish.publish_once import CREATED, publish, tiny


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "store", writable=True)


def state(folder) -> dict[str, tuple[int, int, bytes]]:
    """Give every file with its number, its time of change and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_ino,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


def test_an_object_is_put_once(store):
    assert store.put_if_absent("a/b.csv", b"one")
    assert not store.put_if_absent("a/b.csv", b"two")
    assert store.read("a/b.csv", 3) == b"one"
    assert b"".join(store.chunks("a/b.csv", 1)) == b"ne"
    assert store.read("a/c.csv", 3) is None
    assert store.read("a/b.csv/c", 3) is None
    assert store.list("") == ("a/b.csv",)
    assert store.list("b") == ()


def test_objects_are_read_only_and_seen_by_all(store, tmp_path):
    old = os.umask(0o077)
    try:
        store.put_if_absent("a", b"one")
    finally:
        os.umask(old)
    assert (tmp_path / "store/a").stat().st_mode & 0o777 == 0o444


def test_reading_is_bounded_and_says_what_is_wrong(store, tmp_path):
    store.put_if_absent("a", b"one")
    with pytest.raises(UnreadableError, match=r"store: a: is larger than the 2 bytes"):
        store.read("a", 2)
    with pytest.raises(UnreadableError, match="does not exist"):
        list(store.chunks("b"))
    (tmp_path / "out").write_text("secret")
    (tmp_path / "store/link").symlink_to("../out")
    with pytest.raises(UnreadableError, match="leads out"):
        store.read("link", 100)
    (tmp_path / "store/folder").mkdir()
    with pytest.raises(UnreadableError, match="is a folder"):
        store.read("folder", 100)


def test_the_catalogue_is_swapped_where_it_is_what_is_expected(store, tmp_path):
    assert not store.swap_catalogue(b"x", b"1")
    assert store.swap_catalogue(None, b"1")
    assert not store.swap_catalogue(None, b"2")
    assert not store.swap_catalogue(b"0", b"2")
    assert store.swap_catalogue(b"1", b"2")
    before = state(tmp_path / "store")
    assert store.swap_catalogue(b"2", b"2")
    assert state(tmp_path / "store") == before
    assert store.read("catalogue.json", 10) == b"2"


def test_the_lock_is_waited_for_and_not_for_ever(store, tmp_path, monkeypatch):
    store.swap_catalogue(None, b"1")
    with files.locked(tmp_path / "store/.lock"), monkeypatch.context() as patch:
        patch.setattr(files, "locked", functools.partial(files.locked, seconds=0.05))
        with pytest.raises(UnreadableError, match="another process has held the lock"):
            store.swap_catalogue(b"1", b"2")
    assert store.swap_catalogue(b"1", b"2")


def test_what_dead_tries_left_is_cleared(store, tmp_path):
    store.probe()
    temporary = tmp_path / "store/.tmp"
    (temporary / "dead").write_text("x")
    (temporary / "alive").write_text("x")
    os.utime(temporary / "dead", (0, time.time() - 4000))
    store.probe()
    assert [each.name for each in temporary.iterdir()] == ["alive"]
    assert store.list("") == ("probe.txt",)


def test_a_copy_without_its_empty_folders_is_published_to(tmp_path):
    """As git, rsync and object storage copy a folder."""
    publish(tmp_path / "store", "1.0.0")
    for path in sorted((tmp_path / "store").rglob("*")):
        if path.is_file() and path.name != ".lock":
            target = tmp_path / "copy" / path.relative_to(tmp_path / "store")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
    assert not (tmp_path / "copy/.tmp").exists()
    assert publish(tmp_path / "copy", "1.1.0").result == "new"
    assert verify_store(FolderStore(tmp_path / "copy")).sound


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_file_system_without_links_is_refused_before_the_first_write(
    store, tmp_path, monkeypatch, number
):
    def refuse(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(UnreadableError, match="has no hard links"):
        publish(tmp_path / "store", "1.0.0")
    assert store.list("") == ()


def test_a_store_that_writes_over_is_refused():
    """P12: what a store says is not believed when it says the same of a name that is taken."""

    class Careless:
        data: dict[str, bytes] = {}  # noqa: RUF012 - one test

        def put_if_absent(self, name, data):
            self.data[name] = data
            return True

    with pytest.raises(UnreadableError, match="careless: the store writes over what is there"):
        refuse_to_overwrite("careless", Careless().put_if_absent)
    assert list(Careless.data) == ["probe.txt"]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("none", "does not exist"),
        ("file", "is not a folder"),
        ("ftp://example.org", "`ftp` is no kind of store"),
        ("https://me:secret@example.org/x", "example.org/x: is no address of a store"),
        ("https://example.org/x?y", "is no address of a store"),
    ],
)
def test_no_store_is_refused(tmp_path, monkeypatch, address, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UnreadableError, match=says) as told:
        open_store(address)
    assert "secret" not in str(told.value)


def test_a_loop_of_links_is_no_store(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(UnreadableError, match="loop: is a loop of links"):
        open_store(str(tmp_path / "loop"), writable=True)


@pytest.mark.parametrize("question", range(3))
def test_a_folder_that_another_publisher_makes_meanwhile_is_a_store(
    tmp_path, monkeypatch, question
):
    """Right after the store has asked for its folder, whichever time it is, the folder is made."""
    folder, ask, asked = tmp_path / "store", os.stat, []

    def ask_then_make(path, *arguments, **options):
        try:
            return ask(path, *arguments, **options)
        finally:
            if str(path) == str(folder):
                asked.append(path)
                if len(asked) == question + 1:
                    folder.mkdir(exist_ok=True)

    monkeypatch.setattr(os, "stat", ask_then_make)
    assert publish(folder, "1.0.0").result == "new"
    assert len(asked) > question


def test_an_address_names_its_store(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert open_store("new", writable=True).describe() == str(tmp_path / "new")
    assert open_store("https://example.org/data/").describe() == "https://example.org/data"
    with pytest.raises(UnreadableError, match="can only be read"):
        open_store("https://example.org/data/", writable=True)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_what_the_system_refuses_is_one_clear_line(tmp_path, monkeypatch, number):
    def refuse(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.tempfile, "mkstemp", refuse)
    with pytest.raises(UnreadableError, match="cannot be written") as told:
        publish(tmp_path / "store", "1.0.0")
    assert "\n" not in str(told.value)


def test_the_same_bytes_again_write_nothing(tmp_path):
    """P6."""
    folder = tmp_path / "store"
    assert publish(folder, "1.0.0").result == "new"
    before = state(folder)
    assert publish(folder, "1.0.0").result == "unchanged"
    assert state(folder) == before


def test_a_published_version_never_changes(tmp_path):
    """P6."""
    folder = tmp_path / "store"
    publish(folder, "1.0.0")
    before = state(folder)
    done = publish(folder, "1.0.0", more="other")
    assert (done.result, done.refusal) == (
        "refused",
        "version 1.0.0 is published with other bytes, and never changes",
    )
    assert state(folder) == before


@pytest.mark.parametrize("version", ["0.9.0", "1.0.0-rc.1"])
def test_versions_only_go_up(tmp_path, version):
    publish(tmp_path / "store", "1.0.0")
    done = publish(tmp_path / "store", version)
    assert done.result == "refused"
    assert done.refusal.startswith(f"version {version} is not higher than 1.0.0")


def test_a_version_worked_out_from_an_older_state_is_refused(store, tmp_path):
    base = Catalogue("tiny", 0)
    publish(tmp_path / "store", "1.0.0")
    made = publish_bundle(store, tiny("1.1.0"), "1.1.0", CREATED, {}, base=base)
    assert made.result == "refused"
    assert "has changed since" in made.refusal
    now = read_catalogue(store)
    assert publish_bundle(store, tiny("1.1.0"), "1.1.0", CREATED, {}, base=now).result == "new"


def test_a_store_is_of_one_package(store, tmp_path):
    publish(tmp_path / "store", "1.0.0")
    other = {"datapackage.json": b'{"name": "other", "version": "2.0.0"}'}
    done = publish_bundle(store, other, "2.0.0", CREATED, {})
    assert done.refusal == "the store holds the package `tiny`, not `other`"


def test_what_is_no_bundle_of_the_version_is_refused(store):
    with pytest.raises(ValueError, match=r"has version 1\.0\.0, not 2\.0\.0"):
        publish_bundle(store, tiny("1.0.0"), "2.0.0", CREATED, {})
    with pytest.raises(UnreadableError, match=r"the path 'aux.csv': .* device on Windows"):
        publish_bundle(store, {**tiny("1.0.0"), "aux.csv": b""}, "1.0.0", CREATED, {})
    with pytest.raises(UnreadableError, match="`created`"):
        publish_bundle(store, tiny("1.0.0"), "1.0.0", "today", {})
    assert store.list("") == ()


def test_other_bytes_under_the_name_of_an_object_are_not_believed(store, tmp_path):
    made = publish(tmp_path / "other", "1.0.0").catalogue.versions[0]
    store.put_if_absent(f"{made.folder}/data/a.csv", b"id\nx.x.x\n")
    with pytest.raises(UnreadableError, match="holds other bytes than its name says"):
        publish(tmp_path / "store", "1.0.0")
    assert read_catalogue(store) is None


def test_what_another_try_left_does_not_count(store, tmp_path):
    """A try that was broken off, then the data were corrected: the version is still free."""
    made = publish(tmp_path / "other", "1.0.0", more="wrong").catalogue.versions[0]
    store.put_if_absent(f"{made.folder}/data/a.csv", b"id\n1.0.0\nwrong")
    assert publish(tmp_path / "store", "1.0.0").result == "new"


def test_a_withdrawn_version_keeps_its_name(store, tmp_path):
    folder = tmp_path / "store"
    publish(folder, "1.0.0")
    publish(folder, "1.1.0")
    done = withdraw(store, "1.1.0", "wrong base")
    assert done.result == "new"
    assert done.catalogue.latest == done.catalogue.find("1.0.0")
    before = state(folder)
    assert withdraw(store, "1.1.0", "wrong base").result == "unchanged"
    assert (
        withdraw(store, "1.1.0", "other").refusal
        == "version 1.1.0 was withdrawn before: wrong base"
    )
    assert publish(folder, "1.1.0").refusal == "version 1.1.0 was withdrawn: wrong base"
    assert "never changes" in publish(folder, "1.1.0", more="x").refusal
    assert state(folder) == before
    assert publish(folder, "1.1.1").result == "new"


def test_what_cannot_be_withdrawn_is_told(store, tmp_path):
    with pytest.raises(UnreadableError, match=r"has no version 1\.0\.0 \(it has none\)"):
        withdraw(store, "1.0.0", "x")
    publish(tmp_path / "store", "1.0.0")
    with pytest.raises(UnreadableError, match=r"has no version 2\.0\.0 \(it has 1\.0\.0\)"):
        withdraw(store, "2.0.0", "x")
    with pytest.raises(UnreadableError, match="say why"):
        withdraw(store, "1.0.0", " ")


def test_withdrawing_starts_over_when_others_publish(store, tmp_path, monkeypatch):
    folder = tmp_path / "store"
    publish(folder, "1.0.0")
    swap = FolderStore.swap_catalogue
    others = iter(["1.1.0", "1.2.0"])

    def slow(self, expected, new):
        monkeypatch.setattr(FolderStore, "swap_catalogue", swap)
        if version := next(others, ""):
            publish(folder, version)
            monkeypatch.setattr(FolderStore, "swap_catalogue", slow)
        return swap(self, expected, new)

    monkeypatch.setattr(FolderStore, "swap_catalogue", slow)
    done = withdraw(store, "1.0.0", "wrong")
    assert [each.withdrawn for each in done.catalogue.versions] == ["wrong", "", ""]
    monkeypatch.setattr(FolderStore, "swap_catalogue", lambda *_: False)
    with pytest.raises(UnreadableError, match="moved all the time"):
        withdraw(store, "1.1.0", "wrong")
