"""Publish the package and put the zip of the version into src/cnnic_validate/published.

The zip is what an installed package brings, so that `load` works without a store. It is the one
that publishing puts into a store, byte for byte, and is not compressed: git keeps the difference of
two versions that way, and a wheel compresses what is in it.

Run ``python scripts/bundle_data.py`` after `version` in datapackage.json was raised: the version
that is there is taken for the one before, so that version and change log follow from the diff.
With ``--anew`` nothing was published before. With ``--check`` nothing is written, and the exit code
is 1 where the zip is not sound or not of the version that datapackage.json names; the data may be
ahead of the last published version.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.errors import CnnicError
from cnnic_validate.release.address import open_store
from cnnic_validate.release.bundled import FOLDER
from cnnic_validate.release.publishing import publish_bundle
from cnnic_validate.release.verify import verify_archive
from cnnic_validate.release.zipped import unzipped
from cnnic_validate.workflow.publishing import publish
from made import ROOT, options_of

DESCRIPTOR = "datapackage.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or check the zip; gives the exit code."""
    parser = options_of(__doc__)
    parser.add_argument("--anew", action="store_true", help="no version was published before")
    parser.add_argument(
        "--into", type=Path, default=ROOT / "src/cnnic_validate" / FOLDER, help="folder of the zip"
    )
    options = parser.parse_args(arguments)
    descriptor = json.loads((options.root / DESCRIPTOR).read_text(encoding="utf-8"))
    wanted = options.into / f"{descriptor['name']}-{descriptor['version']}.zip"
    there = sorted(options.into.glob("*.zip"))
    try:
        fault = check(wanted, there) if options.check else make(options, wanted, there)
    except CnnicError as error:
        fault = str(error)
    print(fault or f"{wanted.name}: version {descriptor['version']}, sound")
    return 1 if fault else 0


def check(wanted: Path, there: Sequence[Path]) -> str:
    """Say what is wrong with the zip; empty where nothing is."""
    if list(there) != [wanted]:
        found = ", ".join(each.name for each in there) or "nothing"
        return f"{wanted.parent.name} has {found}, not {wanted.name}: run scripts/bundle_data.py"
    data = wanted.read_bytes()
    damages = verify_archive(data, wanted.name).damages
    if damages:
        return f"{damages[0].path}: {damages[0].message}"
    descriptor = json.loads(unzipped(data, wanted.name)[DESCRIPTOR])
    named = f"{descriptor['name']}-{descriptor['version']}.zip"
    return "" if named == wanted.name else f"{wanted.name} holds {named}"


def make(options: argparse.Namespace, wanted: Path, there: Sequence[Path]) -> str:
    """Publish to a store that lasts until the zip is copied; says why not, empty where done."""
    with tempfile.TemporaryDirectory(prefix="cnnic-") as folder:
        place = str(Path(folder) / "store")
        for before in () if options.anew else there:
            held = unzipped(before.read_bytes(), before.name)
            known = json.loads(held[DESCRIPTOR])
            store = open_store(place, writable=True)
            publish_bundle(store, held, known["version"], known["created"], {})
        made = publish(place, package=str(options.root))
        if made.result not in {"published", "unchanged"}:
            errors = [str(each.message) for each in made.report.findings][:1]
            return f"not published: {'; '.join(made.refusals) or ''.join(errors)}"
        if not wanted.name.endswith(f"-{made.version}.zip"):
            return f"the version is {made.version}: say so in {DESCRIPTOR}, then run this again"
        (archive,) = Path(place).glob(f"versions/{made.version}/*.zip")
        wanted.parent.mkdir(exist_ok=True)
        files.write_atomic(wanted, archive.read_bytes())
    for each in there:
        if each != wanted:
            each.unlink()
    return check(wanted, [wanted])


if __name__ == "__main__":
    sys.exit(main())
