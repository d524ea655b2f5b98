"""P2, P7: of several publishers one wins; readers meanwhile see whole versions only."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.publishing import read_catalogue
from cnnic_validate.release.verify import verify_store
from tests.publish.faults import SOURCE

# CNNIC_ALL_RACES=1 runs as many as were promised; a few of them are enough for each day.
ALL = bool(os.environ.get("CNNIC_ALL_RACES"))
RACES = {2: 200 if ALL else 20, 16: 20 if ALL else 2}
VERSIONS = 100 if ALL else 30
# Fresh interpreters: threads of the test run are not taken along.
# No promise of speed: on a busy machine interpreters start slowly.
HANGS = 600
CONTEXT = multiprocessing.get_context("spawn")
ROOT = SOURCE.parent


def racer(number: int, folder: str, rounds: int, barrier, results) -> None:
    from tests.publish.publish_once import publish  # noqa: PLC0415 - only in the new process

    for turn in range(rounds):
        barrier.wait(HANGS)
        done = publish(Path(folder) / f"{turn}", "1.0.0", more=f"{number}")
        results.put((turn, number, done.result, done.refusal))


@pytest.mark.parametrize("publishers", RACES)
def test_exactly_one_publisher_wins(tmp_path, publishers):
    rounds = RACES[publishers]
    barrier = CONTEXT.Barrier(publishers)
    results = CONTEXT.Queue()
    processes = [
        CONTEXT.Process(target=racer, args=(each, str(tmp_path), rounds, barrier, results))
        for each in range(publishers)
    ]
    for each in processes:
        each.start()
    told = [results.get(timeout=HANGS) for _ in range(publishers * rounds)]
    for each in processes:
        each.join(HANGS)
        assert each.exitcode == 0
    winners = Counter(turn for turn, _, result, _ in told if result == "new")
    assert winners == dict.fromkeys(range(rounds), 1)
    assert {result for _, _, result, _ in told} == {"new", "refused"}
    won = {turn: number for turn, number, result, _ in told if result == "new"}
    for turn, number in won.items():
        store = FolderStore(tmp_path / f"{turn}")
        catalogue = read_catalogue(store)
        assert catalogue is not None
        assert catalogue.number == 1
        table = tmp_path / f"{turn}" / catalogue.versions[0].folder / "data/a.csv"
        assert table.read_text() == f"id\n1.0.0\n{number}"
        assert verify_store(store).sound


def test_the_same_bytes_from_two_publishers_are_one_version(tmp_path):
    barrier = CONTEXT.Barrier(2)
    results = CONTEXT.Queue()
    processes = [
        CONTEXT.Process(target=racer, args=(0, str(tmp_path), 10, barrier, results))
        for _ in range(2)
    ]
    for each in processes:
        each.start()
    told = [results.get(timeout=HANGS) for _ in range(20)]
    for each in processes:
        each.join(HANGS)
    assert Counter(result for _, _, result, _ in told) == {"new": 10, "unchanged": 10}


READER = """
import json, sys
from pathlib import Path
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.publishing import read_catalogue
from cnnic_validate.release.verify import verify_store
store, end = FolderStore(Path(sys.argv[1])), Path(sys.argv[2])
seen, times, wrong, last = None, 0, [], False
while not wrong and not last:
    last = end.exists()
    made = verify_store(store, seen=seen)
    seen = read_catalogue(store)
    times += 1
    if times == 1:
        print("ready", flush=True)
    if not made.sound:
        wrong = [f"{each.path}: {each.message}" for each in made.damages]
print(json.dumps([times, seen.number, wrong]))
"""


def test_four_readers_verify_while_versions_are_published(tmp_path):
    from tests.publish.publish_once import publish  # noqa: PLC0415 - as in the racers

    store, end = tmp_path / "store", tmp_path / "end"
    publish(store, "1.0.0")
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(store), str(end)],
            env={"PYTHONPATH": str(SOURCE)},
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    # However long an interpreter takes to start, each sees the store before and after.
    assert [each.stdout.readline() for each in readers] == [b"ready\n"] * 4
    for number in range(1, VERSIONS):
        assert publish(store, f"1.{number}.0").result == "new"
    end.touch()
    for each in readers:
        out, _ = each.communicate(timeout=HANGS)
        times, _, wrong = json.loads(out)
        assert not wrong
        assert times > 1
