"""Servers that speak S3, got from their registries once for each list of versions, on loopback."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

# Without the versions of other libraries that it pins: ours do.
MINISTACK = (
    *("ministack==1.5.33", "hypercorn==0.18.0", "h11==0.16.0", "h2==4.4.1", "hpack==4.2.0"),
    *("hyperframe==6.1.0", "priority==2.0.0", "wsproto==1.3.2", "defusedxml==0.7.1"),
    *("jsonata-python==0.7.1", "graphql-core==3.2.12"),
)
S3RVER = "s3rver@3.7.1"
SECONDS = 600


def installed(name: str, command: Sequence[str | Path], what: Sequence[str]) -> Path:
    """Install packages into a folder of their own, and give it; skip where they cannot be had."""
    digest = hashlib.sha256(" ".join(what).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"cnnic-validate-{name}-{os.getuid()}-{digest}"
    if not folder.exists():
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        done = subprocess.run(
            [*command, made, *what], cwd=made, capture_output=True, text=True, check=False
        )
        if done.returncode:
            unavailable(f"{name} could not be installed: {done.stderr[-300:]}")
        with contextlib.suppress(OSError):  # another run was quicker
            made.rename(folder)
    return folder


def unavailable(reason: str) -> None:
    """Skip; in continuous integration it is a failure, so that nobody takes it for a pass."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextlib.contextmanager
def ministack() -> Iterator[int]:
    """Run ministack, which honours If-None-Match and If-Match; gives its port."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
    folder = installed("ministack", pip, MINISTACK)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "s3",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "ministack"]
    with running(command, environment) as process:
        until = time.monotonic() + SECONDS
        while process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        else:
            unavailable("ministack did not start")
        yield port


@contextlib.contextmanager
def s3rver(folder: Path) -> Iterator[int]:
    """Run s3rver, which looks at no condition, with the bucket `data`; gives its port."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        unavailable("node and npm are not installed, so that s3rver was not tried")
    assert node
    assert npm
    options = ("--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix")
    home = installed("s3rver", [npm, "install", *options], [S3RVER])
    program = home / "node_modules/s3rver/bin/s3rver.js"
    settings = ("-a", "127.0.0.1", "-p", "0", "--allow-mismatched-signatures")
    bucket = ("--configure-bucket", "data")
    command = [node, str(program), "-d", str(folder), *settings, *bucket]
    with running(command, dict(os.environ)) as process:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(rb"listening on 127\.0\.0\.1:(\d+)", line):
                yield int(found[1])
                return
        unavailable("s3rver did not start")


@contextlib.contextmanager
def running(command, environment) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server as long as the block."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
