"""A repository on GitHub as the reusable workflow meets it: events, folders, `gh`, a store."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.ci.repository import committed, git
from tests.ci.runner import PATH, run_job

ROOT = Path(__file__).parents[2]
GH = Path(__file__).parent / "gh.py"
WORKFLOW = yaml.safe_load(
    (ROOT / ".github/workflows/validate-and-publish.yml").read_text(encoding="utf-8")
)
NAME = "owner/statistics"
BASIC = {"repository": NAME, "token": "not-a-secret"}
REPOSITORY = {"default_branch": "main"}


def inputs(**given):
    """Give the inputs of a call, the others as the workflow has them."""
    declared = WORKFLOW[True]["workflow_call"]["inputs"]  # YAML reads `on` as true
    given = {name.replace("_", "-"): value for name, value in given.items()}
    assert given.keys() <= declared.keys()
    return {name: each["default"] for name, each in declared.items()} | given


def pull_request(head=NAME, **given):
    """Give the contexts of a pull request; `head` is the repository that it comes from."""
    event = {"number": 7, "head": {"repo": {"full_name": head} if head else None}}
    github = {
        "event_name": "pull_request",
        "base_ref": "main",
        "ref": "refs/pull/7/merge",
        "event": {"pull_request": event, "repository": REPOSITORY},
    }
    return {"github": BASIC | github, "inputs": inputs(**given)}


def push(ref="refs/heads/main", secrets=None, **given):
    """Give the contexts of a push."""
    github = {"event_name": "push", "base_ref": "", "ref": ref, "event": {"repository": REPOSITORY}}
    return {"github": BASIC | github, "inputs": inputs(**given), "secrets": secrets or {}}


@dataclass(frozen=True, slots=True)
class Service:
    """A folder with `origin`, the repository; `work`, what is checked out; and what `gh` sees."""

    folder: Path
    environment: dict[str, str]

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def reports(self) -> Path:
        return self.folder / "temporary/reports"

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    @property
    def calls(self) -> list[str]:
        path = self.folder / "calls.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []

    @property
    def comments(self) -> list[dict]:
        return json.loads((self.folder / "comments.json").read_text(encoding="utf-8"))

    def has_comments(self, *comments) -> None:
        (self.folder / "comments.json").write_text(json.dumps(comments), encoding="utf-8")

    def run(self, job, contexts, done_before=()):
        """Run a job on what is checked out, with a summary of its own."""
        (self.folder / "summary.md").write_text("")
        done_before = ["Install", *done_before]
        return run_job(WORKFLOW, job, contexts, self.environment, self.work, done_before)


def service(folder, installed, package):
    """Put a package into a repository, and check its main branch out.

    `installed` is the temporary folder in which the step Install has put the tool.
    """
    package(folder / "seed")
    committed(folder / "seed")
    git(folder, "clone", "--quiet", "--bare", "seed", "origin")
    git(folder, "clone", "--quiet", "origin", "work")
    programs, temporary = folder / "bin", folder / "temporary"
    programs.mkdir()
    temporary.mkdir()
    (temporary / "cnnic-validate").symlink_to(installed / "cnnic-validate")
    (programs / "gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{GH}" "$@"\n')
    (programs / "gh").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}:{installed / 'cnnic-validate/bin'}:{PATH}",
        "GH_FOLDER": str(folder),
        "RUNNER_TEMP": str(temporary),
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": NAME,
        "GITHUB_RUN_ID": "42",
    }
    made = Service(folder, environment)
    made.has_comments()
    return made
