"""What a text names: a path or a git revision; and what it cannot name."""

from __future__ import annotations

import os
import shutil

import pytest
from small_packages import BASE, MICRO, OBSERVATIONS, Repository

from cnnic_validate import diff
from cnnic_validate.errors import DefinitionError, NoPackageError, UnreadableError
from cnnic_validate.model.diff import Edit
from cnnic_validate.reading.descriptor import load_package
from cnnic_validate.reading.revisions import resolved


def figures(found):
    return [(each.subject.id, each.nature, each.relation) for each in found.figures]


def test_the_worktree_against_a_revision(repository):
    assert not diff("HEAD").differs
    repository.revise()
    found = diff("HEAD")
    assert (found.old, found.new) == ("HEAD", ".")
    assert figures(found) == [(MICRO, "revised", "contradicted")]
    assert repository.git("status", "--porcelain") == f"M {OBSERVATIONS}"


def test_two_revisions_and_a_tag(repository):
    repository.git("tag", "v1")
    repository.revise("6.621亿")
    repository.commit("finer")
    repository.revise("6.6亿")
    repository.commit("coarser")
    assert figures(diff("v1", "HEAD~1")) == [(MICRO, "revised", "refined")]
    assert figures(diff("HEAD~1", "HEAD")) == [(MICRO, "revised", "compatible")]
    assert not diff("main", "HEAD").differs


def test_what_the_index_and_the_worktree_hold_is_not_the_revision(repository):
    repository.write("schemas/rules.yaml", "row_rules: [")
    repository.git("add", "-A")
    with resolved("HEAD") as origin:
        assert load_package(origin.path, origin.shown).name == "cnnic-statistics-in-small"


def test_a_package_in_a_folder_of_its_repository(tmp_path, monkeypatch):
    made = Repository(tmp_path / "work", "stats/cn")
    made.revise()
    (tmp_path / "work/other").mkdir()
    monkeypatch.chdir(made.package)
    assert figures(diff("HEAD")) == [(MICRO, "revised", "contradicted")]
    assert figures(diff("HEAD:./")) == figures(diff("HEAD"))
    assert figures(diff("HEAD:../cn")) == figures(diff("HEAD"))
    monkeypatch.chdir(tmp_path)
    assert figures(diff("HEAD", "work/stats/cn")) == figures(diff("HEAD", str(made.package)))
    assert figures(diff("HEAD:stats/cn", "work/stats/cn"))
    assert figures(
        diff("HEAD:stats/cn/datapackage.json", package="work/other", new="work/stats/cn")
    )


def test_a_descriptor_with_another_name(repository):
    (repository.package / "datapackage.json").rename(repository.package / "mine.json")
    repository.commit("renamed")
    assert not diff("HEAD", "mine.json").differs
    assert not diff("HEAD:mine.json", "mine.json").differs


@pytest.mark.parametrize("text", ["main", "heads/main", "main:", "main:./", "main:in"])
def test_a_path_that_is_a_revision_too_is_refused(repository, text):
    shutil.copytree(BASE, repository.package / text, dirs_exist_ok=True)
    with pytest.raises(UnreadableError, match="is a path here and a git revision as well"):
        diff(text)
    assert not diff(f"./{text}").differs


def test_a_path_that_has_the_name_of_no_revision(repository, tmp_path, monkeypatch):
    shutil.copytree(BASE, tmp_path / "alone/old")
    monkeypatch.chdir(tmp_path / "alone")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert not diff("old", "old").differs
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not diff("old", str(repository.package)).differs


def test_a_package_that_looks_like_a_repository_is_none(tmp_path, monkeypatch):
    made = Repository(tmp_path / "work", "stats")
    monkeypatch.chdir(made.package)
    other = Repository(tmp_path / "other", "stats")
    other.revise()
    other.commit("another base")
    shutil.copytree(other.root / ".git", made.package, dirs_exist_ok=True)
    with pytest.raises(UnreadableError, match="cannot use bare repository"):
        diff("main")


def test_only_the_files_that_the_package_names_are_read(repository):
    (repository.package / "huge.bin").write_bytes(b"x" * 1000)
    repository.commit("more")
    with resolved("HEAD") as origin:
        folder = origin.path.parent
        names = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
    assert "huge.bin" not in names
    assert {"datapackage.json", OBSERVATIONS, "schemas/rules.yaml"} <= names
    assert not folder.exists()


def test_faults_of_a_revision_are_named_by_it(repository):
    repository.write("schemas/rules.yaml", "row_rules: 1")
    repository.write(OBSERVATIONS, repository.read(OBSERVATIONS) + "too,few\n")
    repository.commit("broken")
    repository.git("checkout", "-q", "HEAD~1", "--", "schemas/rules.yaml")
    with pytest.raises(DefinitionError, match="a list was expected"):
        diff("HEAD", "HEAD~1")
    repository.commit("fixed")
    with pytest.raises(DefinitionError, match=r"HEAD:\./data/observations\.csv.*has 2 cells"):
        diff("HEAD", "HEAD~2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nosuch", "neither a path here nor a revision"),
        ("HEAD~99", "neither a path here nor a revision"),
        ("-x", "neither a path here nor a revision"),
        ("--output=x", "neither a path here nor a revision"),
        (
            "HEAD:nosuch",
            "HEAD:nosuch/datapackage.json: this revision has no such file; it has datapackage.json",
        ),
        ("HEAD:../..", "leads out of the repository"),
        ("HEAD:/etc", "not one inside the repository"),
        (":x", "names no git revision"),
        ("a\0b", "names no git revision"),
        ("a\nb", "names no git revision"),
        ("", "does not exist"),
        ("./nosuch", "does not exist"),
        ("no/such.json", "does not exist"),
        ("x" * 5000, "neither a path here nor a revision"),
    ],
)
def test_what_is_no_state(repository, text, message):
    with pytest.raises(UnreadableError, match=message):
        diff(text, str(repository.package))
    assert not (repository.package / "x").exists()


def test_links_of_a_revision_are_refused(repository):
    (repository.package / OBSERVATIONS).unlink()
    (repository.package / OBSERVATIONS).symlink_to("/etc/passwd")
    repository.commit("link")
    with pytest.raises(
        UnreadableError,
        match=r"observations\.csv: .*there is a link",
    ):
        diff("HEAD", "HEAD~1")


def test_outside_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UnreadableError, match="not a git repository"):
        diff("HEAD", package=str(tmp_path))


def test_without_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository.root / "empty"))
    with pytest.raises(UnreadableError, match="git, which would know a revision, is not installed"):
        diff("HEAD")


def test_a_revision_without_a_package(repository):
    repository.git("checkout", "-q", "--orphan", "bare")
    repository.git("rm", "-rfq", ".")
    repository.commit("nothing")
    with pytest.raises(NoPackageError, match=r"bare:\./datapackage\.json: no package in bare yet"):
        diff("bare", "main")


def test_a_broken_descriptor_is_a_fault_of_its_own(repository):
    repository.write("datapackage.json", "{")
    repository.commit("broken")
    with pytest.raises(DefinitionError, match=r"HEAD:\./datapackage.json.*not JSON"):
        diff("HEAD", "HEAD~1")
    repository.write("datapackage.json", "[]")
    repository.commit("broken otherwise")
    with pytest.raises(DefinitionError, match="a package descriptor is an object"):
        diff("HEAD", "HEAD~2")


def test_paths_that_lead_out_are_not_written(repository):
    repository.replace("datapackage.json", '"data/exemptions.csv"', '"../exemptions.csv"')
    repository.commit("out")
    with pytest.raises(DefinitionError, match="steps out"):
        diff("HEAD", "HEAD~1")


def test_line_ends_do_not_differ(repository):
    text = repository.read(OBSERVATIONS)
    (repository.package / OBSERVATIONS).write_bytes(text.replace("\n", "\r\n").encode())
    assert not diff("HEAD").differs


def test_a_figure_described_anew_and_one_moved(repository):
    repository.set(OBSERVATIONS, MICRO, note="checked")
    (change,) = diff("HEAD").figures
    assert (change.nature, change.relation) == ("described", None)
    assert change.edits == (Edit("note", "", "checked"),)
    repository.set(OBSERVATIONS, MICRO, time_period="2024-06")
    assert figures(diff("HEAD")) == [(MICRO, "revised", "moved")]


@pytest.mark.parametrize(
    ("cells", "nature", "relation"),
    [
        ({"printed": "6.62 亿"}, "revised", "equal"),
        ({"printed": "about six"}, "revised", "unread"),
        ({"decimals": "1"}, "revised", "compatible"),
        ({"locator": "page 3"}, "described", None),
        ({"seen_on": "9"}, "described", None),
    ],
)
def test_what_counts_as_a_revision(repository, cells, nature, relation):
    repository.set(OBSERVATIONS, MICRO, **cells)
    assert figures(diff("HEAD")) == [(MICRO, nature, relation)]


@pytest.mark.usefixtures("repository")
def test_the_environment_of_a_hook_does_not_mislead(tmp_path, monkeypatch):
    other = Repository(tmp_path / "other")
    other.revise()
    other.commit("revised there")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    assert not diff("HEAD").differs


def test_a_name_that_means_several_things_is_refused(repository):
    repository.git("branch", "origin/main")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    with pytest.raises(UnreadableError, match="refs/heads/origin/main, refs/remotes/origin/main"):
        diff("origin/main")
    with pytest.raises(UnreadableError, match="write the whole name, such as refs/heads/origin"):
        diff("origin/main~0")
    assert not diff("refs/remotes/origin/main").differs
    repository.git("branch", "-D", "origin/main")
    assert not diff("origin/main").differs
    commit = repository.git("rev-parse", "HEAD")
    assert not diff(commit[:8]).differs
    repository.git("tag", commit[:8])
    with pytest.raises(UnreadableError, match=f"refs/tags/{commit[:8]}, the commit {commit[:8]}"):
        diff(commit[:8])
    assert not diff(commit).differs


@pytest.mark.parametrize("text", ["refs/remotes/origin/main", "0" * 40])
def test_no_folder_takes_the_name_of_what_only_a_revision_is_called(repository, text):
    shutil.copytree(BASE, repository.package / text)
    with pytest.raises(UnreadableError, match="neither a path here nor a revision"):
        diff(text)


def test_nothing_stands_in_for_an_object(repository):
    first = repository.git("rev-parse", "HEAD")
    repository.revise()
    repository.commit("second")
    second = repository.git("rev-parse", "HEAD")
    repository.git("replace", first, second)
    grafts = repository.root / ".git/info/grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{second}\n")
    assert figures(diff(first, "HEAD")) == [(MICRO, "revised", "contradicted")]
    assert figures(diff("HEAD~1", "HEAD")) == [(MICRO, "revised", "contradicted")]


def test_git_is_never_taken_from_where_one_stands(repository, monkeypatch):
    planted = repository.package / "git"
    planted.write_text("#!/bin/sh\ntouch planted\n")
    planted.chmod(0o755)
    monkeypatch.setenv("PATH", f".::{os.environ['PATH']}")
    assert not diff("HEAD").differs
    assert not (repository.package / "planted").exists()


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda _: None, "nothing"),
        (lambda path: path.symlink_to("other.csv"), "a link"),
        (lambda path: (path.mkdir(), (path / "x").touch()), "a folder"),
    ],
)
def test_a_base_is_read_whole_or_not_at_all(repository, spoil, what):
    path = repository.package / "data/exemptions.csv"
    path.unlink()
    spoil(path)
    repository.commit("not whole")
    with pytest.raises(UnreadableError, match=f"names this file, and there is {what}"):
        diff("HEAD", "HEAD~1")
