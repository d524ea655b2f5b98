"""The jobs of the reusable workflow, run as a runner runs them, for every kind of event."""

from __future__ import annotations

import json
import subprocess
from functools import partial

import pytest

from cnnic_validate.render.markdown import MOST_CHARACTERS
from tests.ci.runner import evaluated, filled, holds
from tests.ci.service import NAME, WORKFLOW, inputs, pull_request, push, service
from tests.formats.synthetic import written
from tests.test_cases import make, replace_text, set_cells

JOBS = WORKFLOW["jobs"]
STORE = "s3://bucket/statistics"
WRONG = {"cnnic-55.online_shopping_usage_rate.2024-12": {"printed": "78.9", "obs_value": "78.9"}}
ROW = (
    "cnnic-54.micro_drama_users.2024-06,micro_drama_users,total,2024-06,level,,,,5.76亿,"
    "100 million persons,5.76,persons,8,2,,,A,cnnic-54,,text,,1,\n"
)
MARK = "<!-- cnnic-validate -->\n"
BOT = "github-actions[bot]"
COMMENTS = f"repos/{NAME}/issues/7/comments"


def step(job, name):
    return next(each for each in JOBS[job]["steps"] if each.get("name") == name)


@pytest.fixture
def make_service(installed, tmp_path):
    """Give a function that puts a case into a repository."""

    def call(case="_base"):
        return service(tmp_path, installed, partial(make, case))

    return call


EVENTS = {
    "pull request": (pull_request(store=STORE), {"against", "comment"}),
    "pull request, no comment wanted": (pull_request(store=STORE, comment=False), {"against"}),
    "pull request of a fork": (pull_request("someone/statistics", store=STORE), {"against"}),
    "pull request of a fork that is gone": (pull_request(None, store=STORE), {"against"}),
    "push to the default branch": (push(store=STORE), {"publish"}),
    "push to the default branch, no store": (push(), set()),
    "push to another branch": (push("refs/heads/try", store=STORE), set()),
    "push of a tag of that name": (push("refs/tags/main", store=STORE), set()),
}


@pytest.mark.parametrize(("contexts", "expected"), EVENTS.values(), ids=EVENTS)
def test_what_each_event_runs(contexts, expected, tmp_path):
    env = filled(JOBS["validate"]["env"], contexts)
    reported = {"validate": {"outputs": {"comment": "true"}}}
    known = contexts | {"env": env}
    at_step = partial(holds, contexts=known | {"steps": reported}, workspace=tmp_path)
    wanted = step("validate", "Comment")["if"]
    assert holds(JOBS["validate"].get("if"), contexts)
    against = filled(step("validate", "Validate")["env"], contexts)["AGAINST"]
    assert against == ("refs/remotes/origin/main" if "against" in expected else "")
    for success in (True, False):
        comments = at_step(wanted, success=success)
        assert comments is ("comment" in expected)
        assert at_step(step("validate", "Keep the reports")["if"], success=success)
    gone = {"validate": {"outputs": {}}}  # the gate did not come so far
    assert not holds(wanted, contexts=known | {"steps": gone}, workspace=tmp_path)
    assert holds(JOBS["publish"]["if"], contexts) is ("publish" in expected)
    assert not holds(JOBS["publish"]["if"], contexts, success=False)


def test_publishing_waits():
    assert JOBS["publish"]["needs"] == "validate"
    assert JOBS["publish"]["concurrency"]["cancel-in-progress"] is False
    group = {"group": JOBS["publish"]["concurrency"]["group"]}
    assert STORE in filled(group, {"inputs": inputs(store=STORE)})["group"]


@pytest.mark.parametrize("text", ["nothing.x == 1", "unknown()", "hashFiles('x')", "1 =="])
def test_the_evaluator_refuses(text):
    with pytest.raises(ValueError, match=r"(?i)unexpected|unrecognized"):
        evaluated([text], push())


def test_pushes_publish_once_and_never_what_is_wrong(make_service, tmp_path):
    made, store = make_service(), tmp_path / "store"
    contexts = push(store=str(store))
    assert codes(made.run("validate", contexts)) == {"Validate": 0}
    first = made.run("publish", contexts)
    assert codes(first) == {"Publish": 0}
    assert "version  0.1.0, the first" in first["Publish"].stdout
    assert published(made, store) == ["0.1.0"]

    before = (store / "catalogue.json").read_bytes()
    again = made.run("publish", contexts)
    assert codes(again) == {"Publish": 0}
    assert "Unchanged: published before, byte for byte." in again["Publish"].stdout
    assert (store / "catalogue.json").read_bytes() == before

    observations = made.work / "data/observations.csv"
    good = observations.read_bytes()
    set_cells(observations, WRONG)
    assert codes(made.run("validate", contexts)) == {"Validate": 1}
    assert not holds(JOBS["publish"]["if"], contexts, success=False)

    observations.write_bytes(good + ROW.encode())
    assert codes(made.run("publish", contexts)) == {"Publish": 0}
    assert published(made, store) == ["0.1.0", "0.2.0"]
    assert made.calls == []


def published(made, store):
    """Verify every byte of a store, and give its versions."""
    verified = subprocess.run(
        ["cnnic", "verify", store],
        env=made.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout
    catalogue = json.loads((store / "catalogue.json").read_text(encoding="utf-8"))
    return [each["version"] for each in catalogue["versions"]]


def test_what_is_not_given_about_a_store_on_s3_is_not_set(make_service):
    """Tools for S3 take an empty address as an address."""
    made = make_service()
    tool = made.folder / "temporary/cnnic-validate"
    python = (tool / "bin/python").resolve()
    tool.unlink()
    (tool / "bin").mkdir(parents=True)
    (tool / "bin/python").symlink_to(python)
    (tool / "bin/cnnic").write_text(
        "import os\nprint(*map('='.join, os.environ.items()), sep='\\n')\n"
    )
    for name in [each for each in made.environment if each.startswith("AWS_")]:
        del made.environment[name]

    def passed_on(contexts):
        printed = made.run("publish", contexts)["Publish"].stdout
        return {line for line in printed.splitlines() if line.startswith("AWS_")}

    assert passed_on(push(store=STORE, region="eu-west-1")) == {
        "AWS_REGION=eu-west-1",
        "AWS_DEFAULT_REGION=eu-west-1",
    }
    secrets = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key"}
    assert passed_on(push(secrets=secrets, store=STORE, endpoint="https://s3.example.org")) == {
        "AWS_ACCESS_KEY_ID=id",
        "AWS_SECRET_ACCESS_KEY=key",
        "AWS_ENDPOINT_URL=https://s3.example.org",
    }


def test_a_pull_request_has_one_comment(make_service):
    made = make_service()
    others = [
        {"id": 1, "login": "a-person", "body": MARK + "quoted"},
        {"id": 2, "login": BOT, "body": "of another job\n" + MARK},
    ]
    made.has_comments(*others)
    assert codes(comment_on(made, "### Not valid\n")) == {"Comment": 0}
    assert made.calls == [f"GET {COMMENTS}", f"POST {COMMENTS}"]
    *kept, first = made.comments
    assert kept == others
    assert first["body"].startswith(f"{MARK}### Not valid\n\nThe report with pictures")
    run = f"https://github.com/{NAME}/actions/runs/42"
    assert first["body"].rstrip().endswith(f"at the end of [this run]({run}).")

    assert codes(comment_on(made, "### Valid\n")) == {"Comment": 0}
    edited = f"PATCH repos/{NAME}/issues/comments/{first['id']}"
    assert made.calls[2:] == [f"GET {COMMENTS}", edited]
    *kept, second = made.comments
    assert kept == others
    assert second["id"] == first["id"]
    assert second["body"].startswith(f"{MARK}### Valid\n")


def test_the_longest_report_is_no_comment_too_long(make_service):
    made = make_service()
    long = written("markdown", 1_000)
    assert len(long) > 60_000
    filled_up = long + "x" * (MOST_CHARACTERS - len(long))
    assert codes(comment_on(made, filled_up)) == {"Comment": 0}
    assert made.comments[0]["body"].startswith(MARK + filled_up)


def comment_on(made, report):
    """Run the step that comments alone, on a report that is there."""
    made.reports.mkdir(exist_ok=True)
    (made.reports / "comment.md").write_text(report, encoding="utf-8")
    steps = {"validate": {"outputs": {"comment": "true"}}}
    return made.run("validate", pull_request() | {"steps": steps}, done_before=["Validate"])


def test_where_the_comments_cannot_be_read_none_is_added(make_service):
    made = make_service()
    (made.folder / "status").write_text("403")
    outcomes = comment_on(made, "report")
    assert codes(outcomes) == {"Comment": 1}
    assert "HTTP 403" in outcomes["Comment"].stderr
    assert made.calls == [f"GET {COMMENTS}"]


def test_a_package_that_cannot_be_read(make_service):
    made = make_service()
    (made.work / "datapackage.json").write_text("{")
    outcomes = made.run("validate", pull_request())
    assert codes(outcomes) == {"Validate": 3, "Comment": 0}
    [comment] = made.comments
    assert comment["body"].startswith(f"{MARK}### Could not judge")
    assert "What differs" not in comment["body"]


def test_a_package_below_the_root_with_a_version_that_is_too_low(installed, tmp_path):
    def package(folder):
        make("_base", folder / "statistics")

    made = service(tmp_path, installed, package)
    folder = made.work / "statistics"
    replace_text(folder / "datapackage.json", [('"version": "0.1.0"', '"version": "0.1.1"')])
    with (folder / "data/observations.csv").open("a", encoding="utf-8") as stream:
        stream.write(ROW)
    outcomes = made.run("validate", pull_request(package="statistics"))
    assert codes(outcomes) == {"Validate": 1, "Comment": 0}
    assert "::error file=statistics/datapackage.json," in outcomes["Validate"].stdout
    body = made.comments[0]["body"]
    assert "- version 0.2.0 at least: a MINOR change\n" in body
    assert "figures 1 added" in body
    assert made.summary.strip() in body


def test_the_other_inputs_reach_the_gate(make_service):
    made = make_service("soft_interval")
    assert codes(made.run("validate", push(fail_on="warning"))) == {"Validate": 1}
    known = pull_request(fail_on="warning", only_new=True, comment=False)
    assert codes(made.run("validate", known)) == {"Validate": 0}
    assert made.calls == []


def codes(outcomes):
    return {name: each.returncode for name, each in outcomes.items()}
