import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError


@pytest.fixture
def root(tmp_path):
    (tmp_path / "out.csv").write_text("secret")
    package = tmp_path / "package"
    (package / "data").mkdir(parents=True)
    (package / "data" / "a.csv").write_text("a\n1\n")
    return package


def test_a_file_inside_is_resolved(root):
    assert files.inside(root, "data/a.csv") == (root / "data" / "a.csv").resolve()


def test_a_link_that_stays_inside_is_followed(root):
    (root / "b.csv").symlink_to("data/a.csv")
    assert files.inside(root, "b.csv") == (root / "data" / "a.csv").resolve()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty"),
        ("../out.csv", r"steps out"),
        ("data/../../out.csv", r"steps out"),
        ("/etc/passwd", "absolute"),
        ("~/x", "absolute"),
        ("data\\a.csv", "backslashes"),
        ("http://example.org/a.csv", "URL"),
        ("file:///etc/passwd", "URL"),
        ("c:a.csv", "URL"),
        ("a\0b", "NUL"),
        ("data", "is a folder"),
        ("data/none.csv", "does not exist"),
        ("data/a.csv/b", "does not exist"),
        ("x" * 300, "too long"),
    ],
)
def test_other_paths_are_refused(root, path, says):
    with pytest.raises(UnreadableError, match=says):
        files.inside(root, path)


def test_links_out_and_in_circles_are_refused(root):
    (root / "out.csv").symlink_to("../out.csv")
    (root / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(UnreadableError, match="out of the package"):
        files.inside(root, "out.csv")
    with pytest.raises(UnreadableError, match=r"resolved|loop"):
        files.inside(root, "loop.csv")


def test_a_pipe_is_refused_and_does_not_hang(root):
    os.mkfifo(root / "pipe.csv")
    with pytest.raises(UnreadableError, match="not a regular file"):
        files.inside(root, "pipe.csv")


def test_reading_says_what_is_wrong(root):
    file = root / "data" / "a.csv"
    assert files.read_bytes(file, "a", limit=4) == b"a\n1\n"
    with pytest.raises(UnreadableError, match="larger than the limit of 3 bytes"):
        files.read_bytes(file, "a", limit=3)
    with pytest.raises(UnreadableError, match="shown: is a folder"):
        files.read_bytes(root, "shown")
    file.write_bytes(b"ok\n\xff")
    with pytest.raises(UnreadableError, match="0xFF on line 2"):
        files.read_text(file, "a")
    file.write_bytes(b"o\0k")
    with pytest.raises(UnreadableError, match="binary"):
        files.read_text(file, "a")


def test_a_file_without_permission_is_named(root, monkeypatch):
    """Root may read everything, so the refusal is played."""

    def refuse(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(UnreadableError, match="permission denied"):
        files.read_bytes(root / "data" / "a.csv", "a")


def test_the_digest_is_sha256(root):
    (root / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    assert files.digest(root / "abc", "abc") == expected
    with pytest.raises(UnreadableError):
        files.digest(root, "a")


def test_writing_keeps_the_mode_and_leaves_nothing_else(root):
    file = root / "data" / "a.csv"
    file.chmod(0o640)
    files.write_atomic(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640
    files.write_atomic(root / "data" / "b.csv", b"b")
    assert (root / "data" / "b.csv").stat().st_mode & 0o777 == 0o644
    assert sorted(each.name for each in (root / "data").iterdir()) == ["a.csv", "b.csv"]


def test_writing_through_a_link_keeps_the_link(root):
    (root / "b.csv").symlink_to("data/a.csv")
    files.write_atomic(root / "b.csv", b"new")
    assert (root / "b.csv").is_symlink()
    assert (root / "data" / "a.csv").read_bytes() == b"new"


def test_a_failed_write_changes_nothing(root, monkeypatch):
    file = root / "data" / "a.csv"

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnreadableError, match="cannot be written: the disk is full"):
        files.write_atomic(file, b"new")
    assert file.read_bytes() == b"a\n1\n"
    assert [each.name for each in (root / "data").iterdir()] == ["a.csv"]


def test_writing_into_no_folder_is_an_error(root):
    with pytest.raises(UnreadableError, match="does not exist"):
        files.write_atomic(root / "none" / "a.csv", b"new")


@pytest.mark.parametrize("call", ["mkstemp", "write", "chmod", "fsync", "replace", "fsync 2"])
def test_a_killed_write_leaves_old_or_new(root, call):
    file = root / "data" / "a.csv"
    program = textwrap.dedent(
        """
        import os, signal, sys, tempfile
        from pathlib import Path
        from cnnic_validate import files
        call, path = sys.argv[1:]
        name, _, turn = call.partition(" ")
        seen = 0
        def dying(real):
            def call(*arguments, **options):
                global seen
                seen += 1
                if seen == int(turn or 1):
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **options)
            return call
        if name == "mkstemp":
            tempfile.mkstemp = dying(tempfile.mkstemp)
        elif name == "replace":
            Path.replace = dying(Path.replace)
        elif name == "write":
            files.open = dying(open)
        else:
            setattr(os, name, dying(getattr(os, name)))
        files.write_atomic(Path(path), b"new")
        """
    )
    source = Path(files.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program, call, str(file)],
        check=False,
        env={"PYTHONPATH": str(source)},
    )
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == (b"new" if call == "fsync 2" else b"a\n1\n")
