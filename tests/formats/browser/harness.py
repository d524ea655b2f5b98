"""Look at pages in an installed Chromium, with what npm brings.

Needs Chromium, node and npm. In continuous integration their absence is a failure, elsewhere the
test is skipped and says why.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

FOLDER = Path(__file__).parent
# CNNIC_WRITE_IMAGES=1 keeps what is photographed for the guide.
IMAGES = Path(__file__).parents[3] / "docs/img"
INSTALL = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")


def unavailable(reason):
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def tool(*names):
    """Give the path of the first of these programs that is installed."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or unavailable(f"{names[0]} is not installed, so that nothing was looked at")


def modules(folder):
    """Install what the package.json of a folder lists, once for each list of versions."""
    tool("npm")
    wanted = (folder / "package.json").read_bytes()
    digest = hashlib.sha256(wanted).hexdigest()[:16]
    kept = Path(tempfile.gettempdir()) / f"cnnic-validate-{folder.name}-{os.getuid()}-{digest}"
    if not kept.exists():
        made = Path(tempfile.mkdtemp(dir=kept.parent))
        (made / "package.json").write_bytes(wanted)
        done = subprocess.run(INSTALL, cwd=made, capture_output=True, text=True, check=False)
        if done.returncode:
            unavailable(f"npm could not install {folder.name}: {done.stderr[-300:]}")
        with contextlib.suppress(OSError):  # another run was quicker
            made.rename(kept)
    return kept


def look(pages):
    """Open each page in each of its modes, and give what a reader would meet (check.mjs)."""
    chromium, node = tool("chromium", "chromium-browser", "google-chrome"), tool("node")
    command = (node, FOLDER / "check.mjs", chromium, modules(FOLDER))
    done = subprocess.run(
        command, input=json.dumps(pages), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def images_folder(otherwise):
    """Give the folder for images: the guide's where they are to be kept."""
    return IMAGES if os.environ.get("CNNIC_WRITE_IMAGES") else otherwise


def few_colours(path, common=16, others=32):
    """Write an image anew with its commonest colours, the grounds, and few for the rest."""
    image = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
    pixels = np.asarray(image).reshape(-1, 3).astype(np.int64)
    codes, where, counts = np.unique(
        pixels @ [65536, 256, 1], return_inverse=True, return_counts=True
    )
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    spread = image.quantize(others, Image.Quantize.MAXCOVERAGE).getpalette()
    palette = np.concatenate([colours[np.argsort(-counts)[:common]], np.reshape(spread, (-1, 3))])
    # Pillow would look for the nearest in steps of several shades, and make white grey.
    nearest = np.argmin(((colours[:, None] - palette) ** 2).sum(axis=2), axis=1)
    few = Image.fromarray(nearest.astype(np.uint8)[where].reshape(image.height, image.width))
    few.putpalette(palette.astype(np.uint8).tobytes())
    few.save(path, optimize=True)
