"""Accept a release into the package in a folder; run as a program, so that it can be killed."""

from __future__ import annotations

import os
import sys

from cnnic_validate.errors import UnreadableError
from cnnic_validate.workflow.releases import accept

if __name__ == "__main__":
    os.chdir(sys.argv[1])
    try:
        done = accept("in.csv")
        sys.stdout.write("new\n" if done.ids else f"{done.refusal}\n")
    except UnreadableError as error:
        sys.exit(f"{error}")
