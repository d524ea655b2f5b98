"""Settings of all tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# Tests start the package as a process some hundred times. Where Python is told to keep nothing of
# what it compiles, each would compile the whole of it, which takes longer than all it does then.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# The scripts are tested as modules.
sys.path.append(str(Path(__file__).parents[1] / "scripts"))

# A busy machine is no failure, and a run that passed passes again; `--hypothesis-profile=explore`
# looks further.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("steady")
