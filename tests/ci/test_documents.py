"""The action, the workflows, the hooks and the template against their schemas, and against us."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cnnic_validate.cli import commands, options

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
GITLAB = ROOT / "docs/ci/gitlab-ci.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GUIDE = ROOT / "docs/ci.md"


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", [ACTION]),
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.gitlab-ci", [GITLAB]),
    ],
)
def test_follows_its_schema(schema, files):
    assert files
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_refuses(tmp_path):
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text(encoding="utf-8").replace("using: composite", "using: no"))
    schema = "vendor.github-actions"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, broken]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS], ids=lambda each: each.name)
def test_other_actions_are_pinned_by_commit(file):
    used = re.findall(r"uses: (\S+)(.*)", file.read_text(encoding="utf-8"))
    assert used
    for name, comment in used:
        assert name.startswith("./") or re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", name)
        assert name.startswith("./") or re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


def test_every_script_stops_where_any_part_of_a_pipe_fails():
    """Only a shell that is named is called with `pipefail`."""
    steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    assert {each["shell"] for each in steps if "run" in each} == {"bash"}
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        scripts = [each for job in workflow["jobs"].values() for each in job.get("steps", ())]
        assert not scripts or workflow["defaults"]["run"]["shell"] == "bash"


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS], ids=lambda each: each.name)
def test_no_expression_is_part_of_a_script(file):
    def scripts(value):
        if isinstance(value, dict):
            for key, each in value.items():
                if key == "run" and isinstance(each, str):
                    yield each
                else:
                    yield from scripts(each)
        elif isinstance(value, list):
            for each in value:
                yield from scripts(each)

    found = list(scripts(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert all("${{" not in each for each in found)


def test_the_action_has_the_inputs_and_outputs_that_the_guide_names():
    action = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    guide = GUIDE.read_text(encoding="utf-8")
    for name in (*action["inputs"], *action["outputs"]):
        assert f"`{name}`" in guide
    workflow = yaml.safe_load((ROOT / ".github/workflows/validate-and-publish.yml").read_text())
    for name in workflow[True]["workflow_call"]["inputs"]:  # YAML reads `on` as true
        assert f"`{name}`" in guide
    for hook in yaml.safe_load(HOOKS.read_text()):
        assert f"`{hook['id']}`" in guide


def test_the_guide_names_every_format():
    guide = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in guide for name in options.FORMATS)


@pytest.mark.parametrize("file", [ACTION, *WORKFLOWS, GITLAB, GUIDE], ids=lambda each: each.name)
def test_every_option_of_the_gate_that_is_used_is_there(file):
    """Look at the lines that call the gate or collect its arguments."""
    known = {name for each in commands.validate.params for name in each.opts}
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if re.search(r"arguments\+?=|set -- |cnnic-validate -|cnnic_validate ", line):
            used = set(re.findall(r"(?<=[\s(])--[a-z][a-z-]+", line))
            assert used <= known, line
