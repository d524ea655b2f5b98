"""Temporary git repositories."""

from __future__ import annotations

import subprocess


def git(folder, *arguments):
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    command = ("git", *who, "-c", "init.defaultBranch=main", *arguments)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def committed(folder):
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "first")


def commit_of(folder):
    command = ("git", "rev-parse", "HEAD")
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()
