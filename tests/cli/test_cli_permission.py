"""A file that may not be read. Its own module: it replaces a function of the standard library."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from click.testing import CliRunner

from cnnic_validate.cli import commands

ROOT = Path(__file__).parents[2]


def test_no_permission_is_one_clear_message(tmp_path, monkeypatch):
    for name in ("datapackage.json", "data", "schemas"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    original = os.open

    def refusing(path, *arguments, **options):
        if str(path).endswith("observations.csv"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return original(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)
    result = CliRunner().invoke(commands.validate, [str(tmp_path)])
    assert result.exit_code == 3
    assert "data/observations.csv\n  error: may not be read: permission denied" in result.output
    assert "Traceback" not in result.output
