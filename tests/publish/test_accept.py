"""P1, P2, P3, P11 of `accept`: the observations are old or new; of two at once one is refused."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnic_validate import files
from cnnic_validate.cli.commands import group
from cnnic_validate.workflow import releases
from tests.publish.conftest import SMALL
from tests.publish.faults import Call, calls, run
from tests.publish.swap_once import NEW, OLD, race

SWAP = Path(__file__).with_name("swap_once.py")
ACCEPT = Path(__file__).with_name("accept_once.py")
ALL = bool(os.environ.get("CNNIC_ALL_RACES"))
FAULTS = ("signal=KILL", "error=EIO", *(("signal=INT", "signal=TERM", "error=ENOSPC") * ALL))
RACES = 200 if ALL else 20
CONTEXT = multiprocessing.get_context("spawn")
RELEASE = (
    "indicator,breakdown,time_period,measure,reference_period,printed,printed_unit,source,locator\n"
    "internet_users,total,2024-12,level,,11.08亿,,cnnic-55,{page}\n"
)


def release(folder: Path, name: str, page: str) -> str:
    path = folder / name
    path.write_text(RELEASE.format(page=page), encoding="utf-8")
    return str(path)


def swapped(file: Path) -> bool:
    return files.swap(file, OLD, NEW, "a")


def accepted(package: Path) -> bool:
    return bool(releases.accept(str(package / "in.csv"), package=str(package)).ids)


def wrong_after(
    program: Path, folder: Path, file: Path, fault: tuple[Call, str], again: Callable[[Path], bool]
) -> list[str]:
    """Run a program with a fault at a call; say what is not as it has to be."""
    call, kind = fault
    old = file.read_bytes()
    lock = f".{file.name}.lock"  # the next swap removes what a killed one left
    before = {each.name for each in file.parent.iterdir()} - {lock}
    inject = f"inject={call.name}:{kind}:when={call.turn}"
    done = run([program, folder], "-o", "/dev/null", "-e", inject)
    now = file.read_bytes()
    seen = []
    # Only that a lock file cannot be removed is nobody's concern.
    well = [(0, "new\n", 0)] * (call.name == "unlink") + [(1, "", 1)]
    if kind == "signal=KILL" and done.returncode not in {-signal.SIGKILL, 128 + signal.SIGKILL}:
        seen.append(f"ended with {done.returncode}")
    if kind.startswith("error=") and (
        (done.returncode, done.stdout, done.stderr.count("\n")) not in well
    ):
        seen.append(f"told badly: {done.returncode} {done.stdout} {done.stderr}")
    if not now.startswith(old) or now.count(b"\n") - old.count(b"\n") not in {0, 1}:
        seen.append("the file is neither the old nor the new one")
    if again(folder) != (now == old):
        seen.append("the next try did not complete, or adds it once more")
    if {each.name for each in file.parent.iterdir()} - {lock} != before:
        seen.append("something is left behind")
    file.write_bytes(old)
    return [f"{kind} at {call.line}: {each}" for each in seen]


@pytest.fixture
def swapping(tmp_path) -> tuple[Path, list[Call]]:
    """Give a file, and the calls of a swap of it."""
    file = tmp_path / "swapped" / "table.csv"
    file.parent.mkdir()
    for _ in range(2):
        file.write_bytes(OLD)
        found = calls([SWAP, file], file.parent, tmp_path / "log")
        assert file.read_bytes() == NEW
    file.write_bytes(OLD)
    return file, found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_swap_with_a_fault_at_every_call(swapping, fault):
    file, found = swapping
    wrong = [
        each for call in found for each in wrong_after(SWAP, file, file, (call, fault), swapped)
    ]
    assert not wrong, "\n".join(wrong)
    assert {"openat", "write", "chmod", "fsync", "rename", "unlink"} <= {
        each.name for each in found
    }


def test_accept_changes_a_package_by_one_swap_alone(swapping, tmp_path):
    """So that what holds for each call of a swap holds for each call of `accept`."""
    swap = [each.name for each in swapping[1]]
    package = tmp_path / "package"
    shutil.copytree(SMALL, package)
    file = package / "data/observations.csv"
    release(package, "in.csv", "another page")
    old = file.read_bytes()
    run([ACCEPT, package], "-o", "/dev/null")  # writes what Python caches
    file.write_bytes(old)
    found = calls([ACCEPT, package], package, tmp_path / "log")
    assert [each.name for each in found] == swap
    assert file.read_bytes().count(b"\n") == old.count(b"\n") + 1
    if ALL:
        file.write_bytes(old)
        wrong = [
            each
            for call in found
            for fault in FAULTS
            for each in wrong_after(ACCEPT, package, file, (call, fault), accepted)
        ]
        assert not wrong, "\n".join(wrong)


def test_exactly_one_swap_wins(tmp_path):
    for turn in range(RACES):
        (tmp_path / f"{turn}.csv").write_bytes(OLD)
    barrier, results = CONTEXT.Barrier(4), CONTEXT.Queue()
    racers = [
        CONTEXT.Process(target=race, args=(each, tmp_path, RACES, barrier, results))
        for each in range(4)
    ]
    for each in racers:
        each.start()
    told = [results.get() for _ in range(4 * RACES)]
    for each in racers:
        each.join()
    won = {turn: number for turn, number, done in told if done}
    assert Counter(turn for turn, _, done in told if done) == dict.fromkeys(range(RACES), 1)
    for turn, number in won.items():
        assert (tmp_path / f"{turn}.csv").read_bytes() == OLD + f"{number}\n".encode()
    assert len(list(tmp_path.iterdir())) == RACES


def test_of_two_that_accept_at_once_one_says_that_the_other_was_first(package, monkeypatch):
    """Both have judged their release before either writes."""
    both = threading.Barrier(2)
    check = releases.check_package

    def checked(inputs):
        outcome = check(inputs)
        both.wait()
        return outcome

    monkeypatch.setattr(releases, "check_package", checked)
    file = package / "data/observations.csv"
    old = file.read_bytes()
    told = []

    def accept(name: str) -> None:
        told.append(releases.accept(release(package, f"{name}.csv", name)))

    threads = [threading.Thread(target=accept, args=(name,)) for name in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (winner,) = [each for each in told if each.ids]
    (loser,) = [each for each in told if not each.ids]
    assert loser.refusal == (
        "data/observations.csv was changed while the release was judged: accept it again"
    )
    assert loser.report.valid
    now = file.read_bytes()
    assert now.startswith(old)
    assert now.count(b"\n") == old.count(b"\n") + len(winner.ids) == old.count(b"\n") + 1


def test_the_command_says_so(package, monkeypatch):
    check = releases.check_package
    file = package / "data/observations.csv"

    def checked(inputs):
        file.write_bytes(file.read_bytes() + b"\n")
        return check(inputs)

    monkeypatch.setattr(releases, "check_package", checked)
    done = CliRunner().invoke(group, ["accept", release(package, "in.csv", "page")])
    assert done.exit_code == 1
    assert "Refused: data/observations.csv was changed while the release" in done.output
    assert file.read_bytes().endswith(b"\n\n")


def test_an_interrupt_ends_with_130(swapping):
    file, found = swapping
    at = next(each for each in found if each.name == "rename")
    inject = f"inject=rename:signal=INT:when={at.turn}"
    done = run([SWAP, file], "-o", "/dev/null", "-e", inject)
    assert done.returncode in {-signal.SIGINT, 128 + signal.SIGINT}
    assert [each.name for each in file.parent.iterdir()] == [file.name]
