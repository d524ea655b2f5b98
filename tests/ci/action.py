"""The steps of the action, run as a runner runs them."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from tests.ci.environment import ROOT, equipped, quick
from tests.ci.runner import PATH, filled, with_outputs

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def step(name):
    """Give the step with this id."""
    return next(each for each in ACTION["runs"]["steps"] if each.get("id") == name)


def run_install(folder, wheel, environment=(), checkout=None, interpreter=""):
    """Install the tool from a wheel into an environment in `folder`; give its Python."""
    given = os.environ | {"PATH": PATH} | dict(environment) | quick()
    given |= {"RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(folder / "output")}
    given["GITHUB_WORKSPACE"] = str(checkout or folder / "workspace")
    python = {"outputs": {"python-path": interpreter}}
    contexts = {"github": {"action_path": str(wheel)}, "steps": {"python": python}}
    script = step("install")
    done, outputs = with_outputs(script, filled(script["env"], contexts), given, checkout or folder)
    assert done.returncode == 0, done.stderr
    equipped(Path(outputs["python"]).parents[1])
    return outputs["python"]


def run_validate(program, checkout, folder, environment=(), **inputs):
    """Run the step `validate` in a checkout; give how it went, its outputs and the summary."""
    summary = folder / "summary"
    summary.write_text("")
    given = os.environ | {"PATH": PATH} | dict(environment)
    given |= {
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(summary),
        "GITHUB_WORKSPACE": str(checkout),
    }
    values = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}
    steps = {"install": {"outputs": {"python": program}}}
    script = step("validate")
    texts = filled(script["env"], {"inputs": values, "steps": steps})
    done, outputs = with_outputs(script, texts, given, checkout)
    return done, outputs, summary.read_text(encoding="utf-8")
