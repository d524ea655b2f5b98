"""Catalogues and manifests as bytes: one writing, and nothing else is read."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.catalogue import Catalogue, FileDigest, Lock, Manifest, PublishedVersion
from cnnic_validate.release.catalogue import (
    catalogue_bytes,
    follows,
    manifest_bytes,
    parse_catalogue,
    parse_manifest,
    path_fault,
)
from cnnic_validate.release.lock import lock_text, parse_lock
from cnnic_validate.render.layout import ENGLISH
from cnnic_validate.render.publishing import catalogue_text

CREATED = "2025-03-01T00:00:00Z"
ONE = PublishedVersion("1.0.0", "a" * 64, 10, CREATED, {"rows": 1})
TWO = PublishedVersion("1.1.0-rc.1", "b" * 64, 20, CREATED, {"rows": 2, "figures": 3}, "wrong, 错")
CATALOGUE = Catalogue("tiny", 3, (ONE, TWO))
MANIFEST = Manifest(
    "1.0.0",
    {"data/a.csv": FileDigest("c" * 64, 4), "datapackage.json": FileDigest("d" * 64, 6)},
    FileDigest("e" * 64, 9),
)

digests = st.text("0123456789abcdef", min_size=64, max_size=64)
entries = st.builds(FileDigest, digests, st.integers(0, 2**53))
versions = st.lists(st.tuples(*[st.integers(0, 99)] * 3), unique=True, max_size=5).map(sorted)


@given(versions, st.integers(0, 10**9), st.data())
def test_a_catalogue_comes_back(numbers, number, data):
    held = tuple(
        PublishedVersion(
            ".".join(map(str, each)),
            data.draw(digests),
            data.draw(st.integers(0, 2**53)),
            CREATED,
            data.draw(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 10**9))),
            data.draw(st.sampled_from(["", 'wrong "base"\n'])),
        )
        for each in numbers
    )
    catalogue = Catalogue("tiny", number, held)
    assert parse_catalogue(catalogue_bytes(catalogue), "c") == catalogue


@given(st.dictionaries(st.sampled_from(["a", "b/c", "b/d", "é.csv"]), entries, min_size=1), entries)
def test_a_manifest_comes_back(listed, archive):
    manifest = Manifest("1.0.0", listed, archive)
    assert parse_manifest(manifest_bytes(manifest), "m") == manifest


@pytest.mark.parametrize("data", [catalogue_bytes(CATALOGUE), manifest_bytes(MANIFEST)])
def test_no_changed_byte_is_read(data):
    """Of a manifest the hash is known; a catalogue shows by itself what has happened to it."""
    is_catalogue = data == catalogue_bytes(CATALOGUE)
    known = "" if is_catalogue else hashlib.sha256(data).hexdigest()
    parse = parse_catalogue if is_catalogue else parse_manifest
    for at in range(len(data)):
        for flip in (1, 32, 128):
            changed = data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]
            with pytest.raises(UnreadableError):
                parse(changed, "c", known)
    for cut in range(len(data)):
        with pytest.raises(UnreadableError):
            parse(data[:cut], "c", known)


def written(**changes) -> bytes:
    value = json.loads(catalogue_bytes(CATALOGUE))
    del value["sha256"]
    value |= changes
    body = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    return (
        json.dumps(
            {**value, "sha256": hashlib.sha256(body).hexdigest()}, ensure_ascii=False, indent=1
        )
        + "\n"
    ).encode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no JSON"),
        (b"[]", "no JSON object"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"format": 1, "number": ' + b"9" * 5000 + b"}", "no JSON"),
        (b"{}", "has format None, 1 was expected"),
        (b'{"format": 2}', "newer cnnic-validate"),
        (b'{"format": 1}', "`versions` is no list"),
        (b" " * (16 * 1024 * 1024 + 1), "larger than the limit"),
        (written(name="../x y"), "`name` is not written as it has to be"),
        (written(number=-1), "`number` is no whole number"),
        (written(number=True), "`number` is no whole number"),
        (written(versions=[1]), "a version is no object"),
        (written(more=1), "changed since it was written"),
        (written(latest="9.9.9"), "changed since it was written"),
    ],
)
def test_what_is_no_catalogue_is_refused(data, says):
    with pytest.raises(UnreadableError, match=says):
        parse_catalogue(data, "c")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": "1"}, "no semantic version"),
        ({"version": "1.0.0+x"}, "build metadata"),
        ({"version": 1}, "`version` is no text"),
        ({"sha256": "A" * 64}, "`sha256` is not written"),
        ({"size": 1.5}, "`size` is no whole number"),
        ({"created": "today"}, "`created` is not written"),
        ({"counts": []}, "`counts` is no object"),
        ({"counts": {"rows": "1"}}, "`rows` is no whole number"),
        ({"withdrawn": None}, "`withdrawn` is no text"),
        ({"path": "versions/1.0.0/../../x"}, "changed since it was written"),
    ],
)
def test_a_wrong_version_is_refused(changes, says):
    held = json.loads(catalogue_bytes(CATALOGUE))["versions"]
    with pytest.raises(UnreadableError, match=says):
        parse_catalogue(written(versions=[{**held[0], **changes}, held[1]]), "c")


def test_versions_out_of_order_are_refused():
    with pytest.raises(UnreadableError, match=r"1\.0\.0 stands after 1\.1\.0"):
        parse_catalogue(catalogue_bytes(Catalogue("tiny", 1, (TWO, ONE))), "c")
    with pytest.raises(UnreadableError, match=r"1\.0\.0 stands after 1\.0\.0"):
        parse_catalogue(catalogue_bytes(Catalogue("tiny", 1, (ONE, ONE))), "c")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "a/.",
        "a\\b",
        "c:a",
        "~a",
        "a/~b",
        "a\0",
        "a\nb",
        "x" * 256,
        "/".join(["a"] * 2000),
        ".git/config",
        "data/.GIT",
        "git~1",
        "con",
        "data/aux.txt",
        "AUX.tar.gz",
        "nul .txt",
        "com¹",
        "lpt9",
        "a./b",
        "a /b",
        "a.",
        "a ",
        "a?",
        "a<b",
    ],
)
def test_paths_that_lead_anywhere_are_refused(path):
    data = manifest_bytes(dataclasses.replace(MANIFEST, files={path: FileDigest("c" * 64, 4)}))
    with pytest.raises(UnreadableError, match="the path"):
        parse_manifest(data, "m")


@pytest.mark.parametrize(("one", "two"), [("a", "A"), ("a", "a/b"), ("A/b", "a/B"), ("a/b", "A")])
def test_paths_that_collide_somewhere_are_refused(one, two):
    assert path_fault({one: 1, two: 2}).startswith("the path")


@pytest.mark.parametrize("path", ["console.csv", "a/b.c/d", ".gitignore", "com10", "data/nuls"])
def test_paths_that_every_system_takes_are_taken(path):
    data = manifest_bytes(dataclasses.replace(MANIFEST, files={path: FileDigest("c" * 64, 4)}))
    assert path in parse_manifest(data, "m").files


def test_the_hash_comes_before_the_meaning():
    with pytest.raises(UnreadableError, match=r"other bytes than SHA-256 a+ says"):
        parse_manifest(b"no JSON", "m", "a" * 64)


def test_the_latest_is_the_newest_that_stands():
    assert CATALOGUE.latest == ONE
    assert Catalogue("tiny", 0).latest is None
    assert CATALOGUE.find("1.1.0-rc.1") == TWO
    assert CATALOGUE.find("2.0.0") is None


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (CATALOGUE, ""),
        (dataclasses.replace(CATALOGUE, number=4), ""),
        (dataclasses.replace(CATALOGUE, number=2), "older than number 3"),
        (Catalogue("tiny", 3, (ONE,)), "differs from the number 3"),
        (Catalogue("other", 4, (ONE, TWO)), "of the package `other`"),
        (Catalogue("tiny", 4, (ONE,)), r"lacks version 1\.1\.0"),
        (Catalogue("tiny", 4, (dataclasses.replace(ONE, withdrawn="x"), TWO)), ""),
        (
            Catalogue("tiny", 4, (dataclasses.replace(ONE, digest="f" * 64), TWO)),
            "another version 1",
        ),
        (Catalogue("tiny", 4, (ONE, dataclasses.replace(TWO, withdrawn=""))), "back, or withdrawn"),
    ],
)
def test_a_store_only_grows(new, says):
    reason = follows(CATALOGUE, new)
    assert re.search(says, reason)
    assert bool(reason) == bool(says)


LOCK = Lock("tiny", "1.0.0", "a" * 64)


def test_a_lock_comes_back():
    assert parse_lock(lock_text(LOCK)) == LOCK
    assert max(map(len, lock_text(LOCK).splitlines())) < 90


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format = 1", "format = 2", "has format 2"),
        ("sha256:", "md5:", "no sound `digest`"),
        ("aaaa", "AAAA", "no sound `digest`"),
        ('"tiny"', '""', "no sound `name`"),
        ('"1.0.0"', '"latest"', "no semantic version"),
        ("format = 1", "<<<<<<< HEAD", "no lock file"),
    ],
)
def test_a_wrong_lock_is_refused(old, new, says):
    with pytest.raises(UnreadableError, match=says):
        parse_lock(lock_text(LOCK).replace(old, new))


def test_what_a_catalogue_counts_is_shown_as_it_is():
    counted = dataclasses.replace(ONE, counts={"{number.__class__}": 2, "a{b": 1, "figures": 1})
    text = catalogue_text(Catalogue("tiny", 1, (counted,)), ENGLISH)
    assert "2 {number.__class__}, 1 a{b, 1 figure  latest" in text
