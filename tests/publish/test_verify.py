"""P5, P8: whatever happened to a store or a bundle is found, and said where."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.publishing import manifest_of, read_catalogue
from cnnic_validate.release.verify import (
    SUMS,
    verify_archive,
    verify_files,
    verify_folder,
    verify_store,
)
from cnnic_validate.release.zipped import zipped
from tests.publish.publish_once import publish, tiny


def bundle() -> dict[str, bytes]:
    files = tiny("1.0.0") | {"series.csv": b"id\n1\n"}
    sums = (f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return {**files, SUMS: "".join(sums).encode()}


@pytest.fixture
def folder(tmp_path):
    for version in ("1.0.0", "1.1.0"):
        publish(tmp_path / "store", version)
    return tmp_path / "store"


def told(folder) -> list[str]:
    made = verify_store(FolderStore(folder))
    return [f"{each.path}: {each.message}" for each in made.damages]


def overwrite(path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def objects(folder):
    return [folder / name for name in FolderStore(folder).list("")]


def test_a_sound_store_is_sound(folder):
    made = verify_store(FolderStore(folder))
    assert made.sound
    assert (made.versions, made.files, made.leftovers, made.is_listed) == (2, 9, (), True)


def test_every_flipped_byte_of_a_store_is_found(tmp_path):
    folder = tmp_path / "store"
    publish(folder, "1.0.0")
    flips = 0
    for path in objects(folder):
        data = path.read_bytes()
        for at in range(len(data)):
            overwrite(path, data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            found = told(folder)
            assert any(path.name in each for each in found), (path, at)
            flips += 1
        overwrite(path, data)
    assert not told(folder)
    assert flips > 1000


def test_every_truncation_of_a_store_is_found(folder):
    for path in objects(folder):
        data = path.read_bytes()
        for changed in (data[:-1], b"", data + b"\0"):
            overwrite(path, changed)
            assert any(path.name in each for each in told(folder))
        overwrite(path, data)
    assert not told(folder)


def test_every_removed_file_is_found(folder):
    for path in objects(folder):
        if path.name == "probe.txt":
            continue
        moved = path.rename(folder.parent / "away")
        if path.name == "catalogue.json":
            with pytest.raises(UnreadableError, match=r"has no catalogue\.json: it is no store"):
                verify_store(FolderStore(folder))
        else:
            assert f"{path.relative_to(folder)}: is missing" in told(folder)
        moved.rename(path)
    assert not told(folder)


@pytest.mark.parametrize("name", ["x", "versions/x", "versions/1.0.0/x", "versions/1.0.0/x.json"])
def test_an_added_file_is_found(folder, name):
    (folder / name).write_text("x")
    assert told(folder) == [f"{name}: was added: no version has it"]


def test_a_file_added_to_a_version_is_found(folder):
    version = read_catalogue(FolderStore(folder)).versions[0]
    for name in (f"{version.folder}/x", f"{version.folder}/data/x", f"{version.folder}.json.x"):
        (folder / name).write_text("x")
        assert told(folder) == [f"{name}: was added: no version has it"]
        (folder / name).unlink()


def test_a_renamed_file_is_found(folder):
    path = next(each for each in objects(folder) if each.name == "a.csv")
    path.rename(path.with_name("b.csv"))
    first, second = told(folder)
    assert first.endswith(
        "data/a.csv: is missing; the same bytes are at " + name(folder, path, "b")
    )
    assert second.endswith("data/b.csv: was added: no version has it")


def name(folder, path, stem) -> str:
    return str(path.with_stem(stem).relative_to(folder))


def test_swapped_files_are_found_within_and_between_versions(folder):
    tables = [each for each in objects(folder) if each.name == "a.csv"]
    other = next(each for each in objects(folder) if each.name == "datapackage.json")
    for one, two in ((tables[0], tables[1]), (tables[0], other)):
        datas = one.read_bytes(), two.read_bytes()
        overwrite(one, datas[1])
        overwrite(two, datas[0])
        found = told(folder)
        assert len(found) == 2
        assert all("holds what belongs to versions/" in each for each in found)
        overwrite(one, datas[0])
        overwrite(two, datas[1])


def test_a_link_in_place_of_a_file_is_found(folder, tmp_path):
    path = next(each for each in objects(folder) if each.name == "a.csv")
    path.rename(tmp_path / "away")
    path.symlink_to(tmp_path / "away")
    assert ["leads out of the package through a link" in each for each in told(folder)] == [True]


def test_a_manifest_of_another_version_is_found(folder):
    one, two = read_catalogue(FolderStore(folder)).versions
    data = (folder / f"{two.folder}.json").read_bytes()
    overwrite(folder / f"{one.folder}.json", data)
    assert f"{one.folder}.json: has other bytes than SHA-256 {one.digest} says" in told(folder)


def test_what_a_broken_try_left_is_no_damage(folder):
    left = folder / "versions/1.2.0/0123456789abcdef/data"
    left.mkdir(parents=True)
    (left / "a.csv").write_text("x")
    (folder / "versions/1.0.0/0123456789abcdef.zip").write_text("x")
    made = verify_store(FolderStore(folder))
    assert made.sound
    assert made.leftovers == (
        "versions/1.0.0/0123456789abcdef.zip",
        "versions/1.2.0/0123456789abcdef/data/a.csv",
    )


def test_an_older_catalogue_than_seen_is_found(folder):
    """P8."""
    store = FolderStore(folder)
    old = (folder / "catalogue.json").read_bytes()
    publish(folder, "1.2.0")
    seen = read_catalogue(store)
    assert verify_store(store, seen=seen).sound
    overwrite(folder / "catalogue.json", old)
    (damage,) = verify_store(store, seen=seen).damages
    assert damage.path == "catalogue.json"
    assert damage.message == "is number 2, older than number 3 that was seen before"


def test_an_object_that_cannot_be_read_does_not_stop_the_rest(folder):
    paths = [each for each in objects(folder) if each.name == "a.csv"]
    for path in paths:
        path.unlink()
        path.mkdir()
        (path / "x").touch()
    found = told(folder)
    assert sum("is missing" in each for each in found) == 2


# A bundle by itself.


def test_a_sound_bundle_is_sound(tmp_path):
    files = bundle()
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    manifest = manifest_of(files, "1.0.0", zipped(files))
    for known in (None, manifest):
        assert verify_files(files, "b", known).sound
        assert verify_folder(tmp_path, known).sound
        assert verify_archive(zipped(files), "b.zip", known).sound


def test_every_flipped_byte_of_a_bundle_is_found():
    files = bundle()
    for path, data in files.items():
        for at in range(len(data)):
            for bit in range(8):
                changed = data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]
                assert not verify_files({**files, path: changed}, "b").sound, (path, at, bit)
        for changed in (data[:-1], data + b"x"):
            assert not verify_files({**files, path: changed}, "b").sound


def test_every_flipped_byte_of_a_zip_is_found():
    data = zipped(bundle())
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]
        try:
            made = verify_archive(changed, "b.zip")
        except UnreadableError:
            continue
        assert not made.sound, at
    for changed in (data + b"x", b"x" + data, data[:-1]):
        try:
            made = verify_archive(changed, "b.zip")
        except UnreadableError:
            continue
        assert not made.sound


def test_what_happened_to_a_bundle_is_said():
    files = bundle()
    renamed = {("b.csv" if path == "series.csv" else path): data for path, data in files.items()}
    swapped = {**files, "series.csv": files["data/a.csv"], "data/a.csv": files["series.csv"]}
    for given, says in (
        ({**files, "x": b""}, ["x: was added: no version has it"]),
        ({path: files[path] for path in files if path != "series.csv"}, ["series.csv: is missing"]),
        (
            renamed,
            [
                "b.csv: was added: no version has it",
                "series.csv: is missing; the same bytes are at b.csv",
            ],
        ),
        (
            swapped,
            [
                "data/a.csv: holds what belongs to series.csv",
                "series.csv: holds what belongs to data/a.csv",
            ],
        ),
        ({**files, SUMS: files[SUMS] + b"\n"}, ["SHA256SUMS: was changed since it was written"]),
    ):
        made = verify_files(given, "b")
        assert [f"{each.path}: {each.message}" for each in made.damages] == says
    with pytest.raises(UnreadableError, match="it is no bundle"):
        verify_files({"a": b""}, "b")


def test_links_in_a_bundle_are_damage(tmp_path):
    for path, data in bundle().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "link").symlink_to("series.csv")
    shutil.move(tmp_path / "series.csv", tmp_path / "data/s")
    (tmp_path / "series.csv").symlink_to("data/s")
    made = verify_folder(tmp_path)
    assert [(each.path, each.message) for each in made.damages] == [
        ("data/s", "was added: no version has it"),
        ("link", "is a link, a file was expected"),
        ("series.csv", "is a link, a file was expected"),
    ]


def test_both_changed_is_found_with_the_manifest():
    files = bundle()
    manifest = manifest_of(files, "1.0.0", zipped(files))
    changed = bundle() | {"series.csv": b"id\n2\n"}
    text = changed[SUMS].decode()
    old, new = (hashlib.sha256(each["series.csv"]).hexdigest() for each in (files, changed))
    changed[SUMS] = text.replace(old, new).encode()
    assert verify_files(changed, "b").sound
    found = {each.path for each in verify_files(changed, "b", manifest).damages}
    assert found == {"series.csv", SUMS}
    assert not verify_archive(zipped(changed), "b.zip", manifest).sound
