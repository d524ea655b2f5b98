"""The files of a bundle: what is taken as it stands, what is made, and that bytes are the same."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import zipfile
from io import BytesIO

import pytest
import yaml

from cnnic_validate.errors import UnreadableError
from cnnic_validate.release.bundle import (
    Contents,
    GeneratedTable,
    bundle,
    working_descriptor,
)
from cnnic_validate.release.citation import citation
from cnnic_validate.release.zipped import unzipped, zipped

CREATED = "2025-03-01T00:00:00Z"
DESCRIPTOR = {
    "name": "tiny",
    "title": "Tiny, 小",
    "version": "0.1.0",
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [{"title": "An Office", "path": "https://example.org"}],
    "resources": [
        {"name": "figures", "path": "data/figures.csv", "schema": "schemas/figures.json"}
    ],
}
FILES = {"data/figures.csv": b"id\r\na\r\n", "schemas/figures.json": b"{}"}
TABLE = GeneratedTable("series", "series.csv", "Series", b"id\na\n", {"fields": []})


def made(**changes) -> dict[str, bytes]:
    given = {
        "descriptor": DESCRIPTOR,
        "files": FILES,
        "tables": (TABLE,),
        "documents": {"A.md": "é"},
    }
    return bundle(Contents(**{**given, **changes}), "1.2.0", CREATED)


def test_a_bundle_has_every_file_in_order():
    assert list(made()) == [
        "A.md",
        "SHA256SUMS",
        "croissant.json",
        "data/figures.csv",
        "datapackage.json",
        "dcat.jsonld",
        "schema-org.jsonld",
        "schemas/figures.json",
        "series.csv",
    ]


def test_published_bytes_are_never_altered():
    assert {path: made()[path] for path in FILES} == FILES


def test_the_descriptor_says_what_the_bytes_are():
    descriptor = json.loads(made()["datapackage.json"])
    assert (descriptor["version"], descriptor["created"]) == ("1.2.0", CREATED)
    for resource in descriptor["resources"]:
        data = made()[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert [each["name"] for each in descriptor["resources"]] == ["figures", "series"]


def test_the_working_descriptor_comes_back():
    descriptor = json.loads(made()["datapackage.json"])
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    added = {"$schema": profile, "version": "1.2.0"}
    assert working_descriptor(descriptor) == {**DESCRIPTOR, **added}


@pytest.mark.parametrize(
    "path", ["data/figures.csv", "datapackage.json", "SHA256SUMS", "dcat.jsonld"]
)
def test_two_files_of_one_path_are_refused(path):
    with pytest.raises(ValueError, match=path):
        made(documents={path: ""})


def test_sums_are_what_sha256sum_checks(tmp_path):
    for path, data in made().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "series.csv").write_bytes(b"id\nb\n")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_a_zip_holds_the_same_files_and_nothing_of_its_making():
    data = zipped(made())
    assert unzipped(data, "a.zip") == made()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {each.external_attr >> 16 for each in entries} == {0o100644}
    assert {each.compress_type for each in entries} == {zipfile.ZIP_STORED}
    assert zipped(dict(reversed(made().items()))) == data


def test_any_flipped_byte_of_a_stored_file_breaks_the_zip():
    data = zipped({"a.csv": b"id\n1\n"})
    at = data.index(b"id\n1\n")
    for spot in range(at, at + 5):
        broken = bytearray(data)
        broken[spot] ^= 1
        with pytest.raises(UnreadableError, match=r"a\.zip"):
            unzipped(bytes(broken), "a.zip")


def test_an_archive_that_unpacks_to_too_much_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 10_000_000)
    with pytest.raises(UnreadableError, match="unpacks to"):
        unzipped(out.getvalue(), "a.zip")


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_archive_is_refused(data):
    with pytest.raises(UnreadableError, match="no sound zip"):
        unzipped(data, "a.zip")


def test_random_bytes_in_an_archive_are_an_error_and_never_a_traceback():
    data = zipped(made())
    dice = random.Random(1)
    refusals = []
    for _ in range(500):
        broken = bytearray(data)
        for _ in range(3):
            broken[dice.randrange(len(data))] = dice.randrange(256)
        try:
            unzipped(bytes(broken), "a.zip")
        except UnreadableError as error:
            refusals.append(f"{error}")
    assert all("a.zip" in each for each in refusals)
    assert len(refusals) > 400  # the others broke nothing that is read: a date, a mode


def test_the_citation_is_that_of_a_dataset():
    value = yaml.safe_load(citation(DESCRIPTOR, "1.2.0", CREATED))
    assert value == {
        "cff-version": "1.2.0",
        "message": value["message"],
        "type": "dataset",
        "title": "Tiny, 小",
        "authors": [{"name": "An Office", "website": "https://example.org"}],
        "version": "1.2.0",
        "date-released": "2025-03-01",
        "license": "CC-BY-4.0",
    }


def test_a_package_that_names_nobody_is_cited_by_its_name():
    value = yaml.safe_load(citation({"name": "tiny"}, "1.0.0", CREATED))
    assert value["authors"] == [{"name": "The authors of tiny"}]
    assert value["title"] == "tiny"
