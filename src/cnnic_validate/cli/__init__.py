"""The commands: options → one workflow call → render → exit code. The only home of click."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
TERMINATED = 143
UNWRITTEN = 3


def validate_command() -> NoReturn:
    """Run `cnnic-validate`, the gate."""
    _run("validate", "cnnic-validate")


def group_command() -> NoReturn:
    """Run `cnnic`, the rest."""
    _run("group", "cnnic")


# A run makes hundreds of thousands of objects that live to its end and hold hardly a cycle; looking
# for cycles after every 700 of them takes a tenth of its time, and more of a large package.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


def _run(name: str, program: str) -> NoReturn:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 50, 50)
    signal.signal(signal.SIGTERM, _terminated)
    signal.signal(signal.SIGINT, _interrupted)
    try:
        # Imported here so that Ctrl-C while modules load ends like Ctrl-C at any other time.
        from cnnic_validate.cli import commands  # noqa: PLC0415 - see above

        getattr(commands, name).main(prog_name=program)
    except KeyboardInterrupt:
        os.write(2, f"{program}: interrupted\n".encode())
    except OSError as error:
        # What click writes by itself, help and version, on a full disk. Python would try again.
        os.write(2, f"{program}: standard output cannot be written: {error.strerror}\n".encode())
        os._exit(UNWRITTEN)
    sys.exit(INTERRUPTED)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    if _is_loading():
        os._exit(TERMINATED)
    sys.exit(TERMINATED)


def _interrupted(_signal: int, _frame: FrameType | None) -> NoReturn:
    if _is_loading():
        os.write(2, f"{os.path.basename(sys.argv[0])}: interrupted\n".encode())  # noqa: PTH119
        os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _is_loading() -> bool:
    """Whether a module is being imported: an exception there may end in a panic of its own code.

    Nothing is half written then, or what is, is as after a crash.
    """
    loaded = list(sys.modules.values())
    return any(getattr(getattr(each, "__spec__", None), "_initializing", False) for each in loaded)
