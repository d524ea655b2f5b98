"""Stand in for `gh api` on the comments of a pull request, and fail on whatever else is asked.

The folder GH_FOLDER holds `comments.json`, what GitHub has, and `calls.json`, what was called.
Where `status` is there, every answer is that error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path

FILTER = re.compile(
    r'\.\[\] \| select\(\.user\.login == "(?P<login>[^"]+)"'
    r' and \(\.body \| startswith\("(?P<mark>[^"]+)"\)\)\) \| \.id'
)
US = "github-actions[bot]"


def main() -> None:
    """Answer one call."""
    folder = Path(os.environ["GH_FOLDER"])
    given = arguments()
    comments = json.loads((folder / "comments.json").read_text(encoding="utf-8"))
    method = given.method or ("POST" if given.field else "GET")
    called = folder / "calls.json"
    calls = json.loads(called.read_text(encoding="utf-8")) if called.exists() else []
    called.write_text(json.dumps([*calls, f"{method} {given.path}"]), encoding="utf-8")
    if not os.environ.get("GH_TOKEN"):
        sys.exit("gh: to use GitHub CLI in a workflow, set the GH_TOKEN environment variable")
    if (folder / "status").exists():
        sys.exit(f"gh: HTTP {(folder / 'status').read_text()}")
    listing = f"repos/{os.environ['GH_REPO']}/issues/{os.environ['NUMBER']}/comments"
    if method == "GET" and given.path == listing and given.paginate:
        wanted = FILTER.fullmatch(" ".join(given.jq.split()))
        assert wanted, given.jq
        for each in comments:
            if each["login"] == wanted["login"] and each["body"].startswith(wanted["mark"]):
                sys.stdout.write(f"{each['id']}\n")
        return
    assert given.silent
    if method == "POST" and given.path == listing:
        comments.append({"id": 900 + len(comments), "login": US, "body": body(given)})
    else:
        edited = re.fullmatch(rf"repos/{os.environ['GH_REPO']}/issues/comments/(\d+)", given.path)
        assert method == "PATCH"
        assert edited
        [comment] = [each for each in comments if each["id"] == int(edited[1])]
        comment["body"] = body(given)
    (folder / "comments.json").write_text(json.dumps(comments), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Read what the workflow uses of `gh api`."""
    parser = argparse.ArgumentParser(prog="gh", allow_abbrev=False)
    parser.add_argument("command", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--jq", default="")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-F", dest="field")
    return parser.parse_args()


def body(given: argparse.Namespace) -> str:
    """Read the field `body` from the file that it names."""
    name, _, value = given.field.partition("=@")
    assert name == "body"
    text = Path(value).read_text(encoding="utf-8")
    if len(text) > 65_536:
        sys.exit("gh: Validation Failed (HTTP 422) Body is too long (maximum is 65536 characters)")
    return text


if __name__ == "__main__":
    main()
