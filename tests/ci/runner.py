"""Run the steps of an action or of a job the way GitHub's runner does."""

from __future__ import annotations

import atexit
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.formats.browser.harness import modules, tool

EVALUATOR = Path(__file__).parent / "expressions"
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
STATUS = re.compile(r"\b(success|always|failure|cancelled)\s*\(")
# Where the Python of the tests is the one that was set up.
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
# What `shell:` stands for; without it bash is called so that only the last part of a pipe counts.
SHELLS = {"bash": ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail"), None: ("bash", "-e")}


def bash(step, given, environment, folder, shell=None):
    """Run the script of one step with these variables over the environment."""
    return subprocess.run(
        [*SHELLS[step.get("shell", shell)], "-c", step["run"]],
        cwd=folder,
        env=environment | given,
        capture_output=True,
        text=True,
        check=False,
    )


def with_outputs(step, given, environment, folder, shell=None):
    """Run the script of one step; give how it went, and what it wrote to GITHUB_OUTPUT."""
    file = Path(environment["GITHUB_OUTPUT"])
    file.write_text("")
    done = bash(step, given, environment, folder, shell)
    lines = file.read_text(encoding="utf-8").splitlines()
    return done, dict(line.split("=", 1) for line in lines)


@functools.cache
def evaluator():
    """Start GitHub's evaluator of expressions, once for all tests."""
    command = (tool("node"), EVALUATOR / "evaluate.mjs", modules(EVALUATOR))
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    return process


def evaluated(expressions, contexts, *, success=True, workspace=""):
    """Give what expressions come to; what the evaluator does not know is an error."""
    given = {"expressions": expressions, "contexts": contexts, "success": success}
    process = evaluator()
    process.stdin.write(json.dumps(given | {"workspace": str(workspace)}) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["values"]


def holds(condition, contexts, **state):
    """Say whether a job or a step with this `if` runs; without a status it asks for success."""
    text = EXPRESSION.sub(r"\1", condition or "success()")
    if not STATUS.search(text):
        text = f"success() && ({text})"
    return evaluated([f"!(!({text}))"], contexts, **state) == ["true"]


def filled(texts, contexts):
    """Fill in the expressions in the values of a mapping."""
    found = [each for text in texts.values() for each in EXPRESSION.findall(text)]
    values = iter(evaluated(found, contexts) if found else ())
    return {name: EXPRESSION.sub(lambda _: next(values), text) for name, text in texts.items()}


def run_job(workflow, name, contexts, environment, folder, done_before=()):
    """Run the steps of a job that have a script; give each that ran with its outcome, in order.

    Actions of others are taken to succeed, and so are the steps that were done before.
    """
    job = workflow["jobs"][name]
    shell = workflow.get("defaults", {}).get("run", {}).get("shell")
    shared = filled(workflow.get("env", {}) | job.get("env", {}), contexts)
    contexts = {"steps": {}} | contexts | {"env": shared}
    outcomes = {}
    success = True
    for step in job["steps"]:
        if "run" not in step or step["name"] in done_before:
            continue
        if holds(step.get("if"), contexts, success=success, workspace=folder):
            given = shared | filled(step.get("env", {}), contexts)
            done, outputs = with_outputs(step, given, environment, folder, shell)
            outcomes[step["name"]] = done
            contexts["steps"] = contexts["steps"] | {step.get("id"): {"outputs": outputs}}
            success = success and done.returncode == 0
    return outcomes
