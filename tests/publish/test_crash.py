"""P1, P3: whatever happens at any call, the catalogue is old or new; the next try completes."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.verify import verify_store
from tests.publish.faults import Call, calls, environment, python, run
from tests.publish.publish_once import publish

OLD = (0, 1, 50)
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
VERSION = "2.0.0"
PROGRAM = Path(__file__).with_name("publish_once.py")


def copied(source: Path, target: Path) -> Path:
    """Copy a store; objects never change, so that links will do for them."""

    def copy(one: str, other: str) -> None:
        (os.link if "/versions/" in one else shutil.copy)(one, other)

    if source.exists():
        shutil.copytree(source, target, copy_function=copy)
    else:
        target.mkdir()
    return target


@pytest.fixture(scope="module")
def memory(tmp_path_factory) -> Iterator[Path]:
    """Give a folder in memory where there is one: a killed process loses nothing of it either."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if not (shared.is_dir() and os.access(shared, os.W_OK)):
        yield tmp_path_factory.mktemp("memory")
        return
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


@pytest.fixture(scope="module", params=OLD, ids=[f"{each} versions" for each in OLD])
def prepared(request, memory) -> tuple[Path, Path, list[Call]]:
    """Give a store, the same after publishing undisturbed, and the calls of that."""
    # A worker that takes over tests of another may prepare one parameter twice.
    folder = Path(tempfile.mkdtemp(prefix=f"{request.param}-", dir=memory))
    store = folder / "store"
    store.mkdir()
    for number in range(request.param):
        publish(store, f"1.{number}.0")
    whole = copied(store, folder / "whole")
    run([PROGRAM, folder / "warm", VERSION], "-o", "/dev/null")
    found = calls([PROGRAM, whole, VERSION], folder, folder / "log")
    verified = verify_store(FolderStore(whole))
    assert verified.sound
    assert not verified.leftovers
    return store, whole, found


def catalogue(folder: Path) -> bytes | None:
    path = folder / "catalogue.json"
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_every_call(prepared, memory, fault):
    """At each of about fifty calls, for three stores and three faults: 450 points."""
    store, whole, found = prepared
    old, new, written = catalogue(store), catalogue(whole), contents(whole)
    moves = next(at for at, call in enumerate(found) if call.name.startswith("rename"))

    def wrong(at: int) -> str:
        call = found[at]
        folder = copied(store, memory / f"copy {at}")
        inject = f"inject={call.name}:{fault}:when={call.turn}"
        done = run([PROGRAM, folder, VERSION], "-o", "/dev/null", "-e", inject)
        now = catalogue(folder)
        seen = []
        if fault == "signal=KILL" and done.returncode not in (-signal.SIGKILL, 137):
            seen.append(f"ended with {done.returncode}: {done.stderr}")
        if fault != "signal=KILL" and (done.returncode != 1 or done.stderr.count("\n") != 1):
            seen.append(f"told badly: {done.returncode} {done.stderr}")
        if now != (new if at > moves else old):
            seen.append("the catalogue is not the one it should be")
        again = publish(folder, VERSION).result
        if (again, catalogue(folder)) != ("unchanged" if at > moves else "new", new):
            seen.append(f"the next try did not complete: {again}")
        if contents(folder) != written:
            seen.append("the store is not as if nothing had happened")
        shutil.rmtree(folder)
        return f"{call.line}: {seen}" if seen else ""

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [each for each in pool.map(wrong, range(len(found))) if each]
    assert not faults, "\n".join(faults)
    assert len(found) >= 40
    verified = verify_store(FolderStore(whole))  # all copies have its objects, by links
    assert verified.sound


def contents(folder: Path) -> dict[str, bytes]:
    """Give the objects of a store, without the bytes of those that were there before."""
    names = FolderStore(folder).list("")
    return {
        name: b"" if name.startswith("versions/1.") else (folder / name).read_bytes()
        for name in names
    }


def test_everything_lasts_before_the_catalogue_moves(prepared):
    """Each file and each name reaches the disk before the next step counts on it."""
    found = prepared[2]
    unsafe: set[str] = set()
    moved = False
    for call in found:
        paths = re.findall(r'"([^"]+)"', call.line)
        if call.name == "openat":
            made = re.search(r"= \d+<([^>]+)>", call.line)
            assert made
            if "/.lock" not in made[1]:
                unsafe.add(made[1])
        elif call.name == "mkdir":
            unsafe.add(f"names in {Path(paths[0]).parent}")
        elif call.name == "write":
            unsafe.add(descriptor_path(call))
        elif call.name == "chmod":
            unsafe.add(paths[0])
        elif call.name == "fsync":
            unsafe -= {descriptor_path(call), f"names in {descriptor_path(call)}"}
        elif call.name == "link":
            assert paths[0] not in unsafe, f"linked before it is on the disk: {call.line}"
            unsafe.add(f"names in {Path(paths[1]).parent}")
        elif call.name == "rename":
            assert not unsafe, f"the catalogue moves before these are on the disk: {unsafe}"
            unsafe.add(f"names in {Path(paths[1]).parent}")
            moved = True
        else:
            assert call.name == "unlink", f"a call that this test does not know: {call.line}"
    assert moved
    assert not unsafe


def descriptor_path(call: Call) -> str:
    path = re.search(r"\(\d+<([^>]+)>", call.line)
    assert path
    return path[1]


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """Give a disk of one mebibyte: room for some dozens of versions."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk(small_disk):
    """A disk that is full of versions keeps what it has, and says so in one line."""
    store = small_disk / "store"
    for number in range(100):
        before = catalogue(store)
        done = once(store, f"1.{number}.0")
        if done.returncode:
            break
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert catalogue(store) == before
    assert verify_store(FolderStore(store)).sound
    assert number > 2


def test_a_file_that_may_grow_no_further(tmp_path):
    """The same where a limit of the process ends the write."""
    store = tmp_path / "store"
    publish(store, "1.0.0")
    before = catalogue(store)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # noqa: E731
    done = once(store, "1.1.0", limit)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "larger than is allowed" in done.stderr
    assert catalogue(store) == before
    assert publish(store, "1.1.0").result == "new"
    assert verify_store(FolderStore(store)).sound


def once(store: Path, version: str, before=None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python([PROGRAM, store, version]),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_at_the_link_of_an_object(prepared, memory, number):
    """P11: an interrupt is as a crash, but that it leaves no temporary file."""
    store, whole, found = prepared
    links = [call for call in found if call.name == "link"]
    folder = copied(store, Path(tempfile.mkdtemp(dir=memory)) / "store")
    inject = f"inject=link:signal={number.name}:when={links[-1].turn}"
    done = run([PROGRAM, folder, VERSION], "-o", "/dev/null", "-e", inject)
    assert done.returncode in (-number, 128 + number)
    assert catalogue(folder) == catalogue(store)
    if number == signal.SIGINT:
        assert not list((folder / ".tmp").iterdir())
    assert publish(folder, VERSION).result == "new"
    assert contents(folder) == contents(whole)
