"""Alarms on honest releases: there must be none.

Draws true values, prints them truthfully (rounded, in words, repeated, in two languages) and checks
each release. Any finding on one is a false alarm, for no print is wrong and no word is loose.

    python -m benchmarks.honest --releases 100000
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.joint.random_release import releases

_BATCH = 500


def judge(seeds: Sequence[int]) -> tuple[Counter[str], list[int]]:
    """Give counts of figures, instances by verdict and CPU milliseconds, and seeds of alarms."""
    tally: Counter[str] = Counter()
    alarmed = []
    for seed, release in zip(seeds, releases(seeds), strict=True):
        started = time.process_time()
        result = release.book.check()
        tally["microseconds"] += round(1e6 * (time.process_time() - started))
        tally["figures"] += len(release.rows)
        tally.update(each.verdict for each in result.instances)
        if result.findings:
            alarmed.append(seed)
    return tally, alarmed


def main() -> None:
    """Check the releases of consecutive seeds and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--releases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args()
    end = options.seed + options.releases
    batches = [range(at, min(at + _BATCH, end)) for at in range(options.seed, end, _BATCH)]
    tally: Counter[str] = Counter()
    alarmed: list[int] = []
    started = time.perf_counter()
    with ProcessPoolExecutor(options.processes) as pool:
        for counted, seeds in pool.map(judge, batches):
            tally += counted
            alarmed += seeds
    seconds = time.perf_counter() - started
    checked = tally.pop("microseconds") / 1e6
    print(f"{options.releases:,} honest releases, {tally.pop('figures'):,} figures")
    print(f"false alarms: {len(alarmed)}" + (f", seeds {alarmed[:20]}" if alarmed else ""))
    print("rule instances: " + ", ".join(f"{n:,} {name}" for name, n in tally.most_common()))
    print(f"{seconds:.0f} s elapsed, {checked:.0f} s of CPU in the check itself")


if __name__ == "__main__":
    main()
