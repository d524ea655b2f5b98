"""Run commands as on a system that lacks what Windows lacks.

`python names_of_windows.py FILE`: FILE holds a JSON list of command lines, each a list of words;
a line for each tells how it ended.
"""

from __future__ import annotations

import builtins
import importlib
import json
import os
import pkgutil
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from cnnic_validate import files

MODULES = {"fcntl", "termios", "pwd", "grp", "resource", "syslog"}
OF_OS = (
    *("O_NONBLOCK", "O_CLOEXEC", "O_NOFOLLOW", "O_DIRECTORY", "fchmod", "fchown", "chown"),
    *("geteuid", "getgid", "fork", "forkpty", "mkfifo", "setsid", "killpg", "getpgid"),
)
OF_SIGNAL = ("SIGKILL", "SIGALRM", "SIGHUP", "SIGPIPE", "SIGUSR1", "setitimer")

_import = builtins.__import__
_open = os.open


def without_modules(name: str, given: Any = None, *more: Any, **named: Any) -> Any:
    """Import what there is; the standard library of Windows has modules of its own instead."""
    importer = str((given or {}).get("__name__", "")).partition(".")[0]
    level = named.get("level", more[2] if len(more) > 2 else 0)
    if not level and name in MODULES and importer not in sys.stdlib_module_names:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _import(name, given, *more, **named)


def without_folders(path: Any, *more: Any, **named: Any) -> int:
    """Open what is no folder."""
    if not isinstance(path, int) and Path(os.fsdecode(path)).is_dir():
        raise PermissionError(13, "Permission denied", path)
    return _open(path, *more, **named)


def run() -> None:
    """Run the commands; one that ends by an exception other than an exit ends this."""
    from click.testing import CliRunner  # noqa: PLC0415 - once the names are gone

    import cnnic_validate  # noqa: PLC0415 - as above
    from cnnic_validate.cli.commands import group, validate  # noqa: PLC0415 - as above

    for each in pkgutil.walk_packages(cnnic_validate.__path__, "cnnic_validate."):
        if each.name != "cnnic_validate.__main__":
            importlib.import_module(each.name)
    known = {"cnnic-validate": validate, "cnnic": group}
    for words in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        done = CliRunner().invoke(known[words[0]], words[1:], catch_exceptions=False)
        sys.stdout.write(json.dumps([words, done.exit_code, done.output]) + "\n")
    sys.stdout.write(json.dumps(sorted(group.commands)) + "\n")


if __name__ == "__main__":
    for name in MODULES:
        sys.modules.pop(name, None)
    for name in OF_OS:
        delattr(os, name)
    for name in OF_SIGNAL:
        delattr(signal, name)
    builtins.__import__ = without_modules
    os.open = without_folders
    shutil._use_fd_functions = False
    files.WINDOWS = True
    run()
