"""The gate against a base: whose rules hold, what is known, what must be declared."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner
from small_packages import MICRO, OBSERVATIONS, RULES, Repository

import cnnic_validate
from cnnic_validate.cli.commands import validate as command
from cnnic_validate.errors import DefinitionError, UnreadableError

AWARE = "cnnic-55.generative_ai_aware.2024-12"
USERS_ARE_AWARE = "  - id: generative-ai-users-are-aware\n"
RULE = "    rule: generative_ai_users <= generative_ai_aware\n"
EXEMPTION = "made_up,growth change ratio partition revision,Anything goes,Because.\n"


def judged(**options):
    return cnnic_validate.validate(against="HEAD", **options)


def codes(report, *, known=None):
    return [each.code for each in report.findings if known in {None, each.known}]


def kinds(report):
    return [(each.kind, each.id, each.nature) for each in report.changes]


def run(*given):
    result = CliRunner().invoke(command, given, catch_exceptions=False)
    return result.exit_code, result.output


def test_no_change(repository):
    report = judged()
    assert report.valid
    assert report.findings == report.changes == ()
    assert (report.rules_from, report.against) == ("HEAD", "HEAD")
    assert (repository.package / RULES).exists()


def test_without_a_base_the_rules_are_its_own(repository):
    repository.revise()
    report = cnnic_validate.validate()
    assert report.valid
    assert (report.rules_from, report.against) == ("datapackage.json", "")
    assert "by its own rules" in run()[1]
    assert "by the rules of HEAD" in " ".join(run("--against", "HEAD")[1].split())


# A rule cannot be switched off by the change that breaks it.


def break_the_rule(repository):
    """Let fewer people have heard of generative AI than use it."""
    cells = {"printed": "2.31亿", "obs_value": "2.31", "note": "misread"}
    repository.set(OBSERVATIONS, AWARE, **cells)
    rate = "cnnic-55.generative_ai_awareness_rate.2024-12"
    repository.set(OBSERVATIONS, rate, printed="16.4%", obs_value="16.4", note="misread")
    repository.remove(OBSERVATIONS, "chinadaily-2025-01-17.generative_ai_aware.2024-12")
    repository.write(
        RULES,
        repository.read(RULES)
        + "\nwithdrawals:\n  - id: w\n    why: Misread.\n"
        + "    figures: [chinadaily-2025-01-17.generative_ai_aware.2024-12]\n",
    )


def rules_named(report):
    return {name for each in report.findings for name in each.rule.split(", ")}


WAIVER = """\
waivers:
  - id: w
    rules: [generative-ai-users-are-aware]
    why: x
    owner: me
    until: 2099-01-01
"""
SWITCHES = {
    "loosen": (RULES, "generative_ai_users <= generative_ai_aware", "generative_ai_users >= 0"),
    "soften": (RULES, RULE, RULE + "    severity: info\n"),
    "narrow": (RULES, RULE, RULE + "    applies: time_period == '1999-12'\n"),
    "waive": (
        "schemas/waivers.yaml",
        "waivers: []",
        WAIVER,
    ),
}


@pytest.mark.parametrize("switch", ["loosen", "soften", "narrow", "waive"])
def test_a_rule_cannot_be_switched_off(repository, switch):
    path, old, new = SWITCHES[switch]
    if path != RULES and old not in repository.read(path):
        old = repository.read(path)
    break_the_rule(repository)
    repository.replace(path, old, new)
    assert cnnic_validate.validate().valid
    report = judged()
    assert not report.valid
    assert "generative-ai-users-are-aware" in rules_named(report)
    assert ("waiver" if switch == "waive" else "figure rule") in [
        each.kind for each in report.changes
    ]
    code, text = run("--against", "HEAD")
    assert code == 1
    assert text.startswith("Changed here, not applied: judged by HEAD's rules:")


def test_a_folder_cannot_take_the_place_of_the_base(repository):
    break_the_rule(repository)
    repository.replace(*SWITCHES["loosen"])
    folder = repository.package / "main"
    shutil.copytree(repository.package, folder, ignore=shutil.ignore_patterns(".git", "main"))
    with pytest.raises(UnreadableError, match="is a path here and a git revision as well"):
        cnnic_validate.validate(against="main")
    code, text = run("--against", "main")
    assert code == 3
    assert "rename the path" in text


def test_no_rule_file_at_all(repository):
    break_the_rule(repository)
    text = repository.read("datapackage.json")
    start, end = text.index('"cnnic:rules"'), text.index('"resources"')
    repository.write("datapackage.json", text[:start] + text[end:])
    report = judged()
    assert "generative-ai-users-are-aware" in rules_named(report)
    assert ("figure rule", "generative-ai-users-are-aware", "removed") in kinds(report)


def test_a_basis_of_its_own_lifts_nothing(repository):
    repository.write("data/exemptions.csv", repository.read("data/exemptions.csv") + EXEMPTION)
    repository.revise(exemption="made_up")
    assert cnnic_validate.validate().valid
    report = judged()
    assert ("exemption", "made_up", "added") in kinds(report)
    assert codes(report) == ["foreign-key", "undeclared-revision"]
    assert "two steps, first a change with that alone" in report.findings[0].hint


def test_a_basis_that_lifts_more_than_it_did(repository):
    repository.set("data/exemptions.csv", "comparable", exempts="growth revision")
    repository.revise(exemption="comparable")
    assert codes(judged()) == ["undeclared-revision"]


def test_a_schema_cannot_be_loosened(repository):
    path = "schemas/observations.schema.json"
    schema = json.loads(repository.read(path))
    field = next(each for each in schema["fields"] if each["name"] == "seen_on")
    field.pop("constraints", None)
    field["type"] = "string"
    repository.write(path, json.dumps(schema))
    repository.set(OBSERVATIONS, MICRO, seen_on="many")
    assert cnnic_validate.validate().valid
    report = judged()
    assert codes(report) == ["type"]
    assert ("schema", "observations.seen_on", "changed") in kinds(report)


def test_an_indicator_that_exists_is_as_the_base_defines_it(repository):
    repository.set("data/indicators.csv", "micro_drama_users", maximum="99999999999", title_en="X")
    cells = {"printed": "66.2亿", "obs_value": "66.2", "decimals": "1", "note": "x"}
    repository.set(OBSERVATIONS, MICRO, **cells)
    assert "out-of-bounds" not in codes(cnnic_validate.validate())
    report = judged()
    assert "out-of-bounds" in codes(report)
    assert kinds(report) == [("indicator", "micro_drama_users", "changed")]


def test_the_rounding_of_a_source_that_exists(repository):
    repository.set("data/sources.csv", "cnnic-55", rounding="unknown")
    report = judged()
    assert ("source", "cnnic-55", "changed") in kinds(report)


def test_a_deleted_indicator_still_serves_the_rules_of_the_base(repository):
    repository.remove("data/indicators.csv", "micro_drama_users")
    report = judged()
    assert kinds(report) == [("indicator", "micro_drama_users", "removed")]
    assert "foreign-key" in codes(report)  # its own rules see that a figure has lost its indicator


def test_new_codes_come_from_the_change(repository):
    rows = repository.rows("data/indicators.csv")
    known = next(each for each in rows if each["code"] == "micro_drama_users")
    row = dict(known, code="new_users", title_en="New users", title_zh="新")
    repository.put_rows("data/indicators.csv", [row, *rows])
    figures = repository.rows(OBSERVATIONS)
    figure = next(each for each in figures if each["id"] == MICRO)
    new = dict(figure, id="cnnic-55.new_users.2024-12", indicator="new_users")
    repository.put_rows(OBSERVATIONS, [*figures, new])
    report = judged()
    assert report.valid
    assert kinds(report) == [("indicator", "new_users", "added")]
    assert [each.standing for each in report.changes] == ["used"]
    assert report.figures == len(figures) + 1


def test_a_new_field_is_read_as_the_change_says(repository):
    path = "schemas/exemptions.schema.json"
    schema = json.loads(repository.read(path))
    schema["fields"].insert(1, {"name": "since", "type": "year"})
    repository.write(path, json.dumps(schema))
    rows = repository.rows("data/exemptions.csv")
    repository.put_rows(
        "data/exemptions.csv",
        [{"code": each.pop("code"), "since": "2024", **each} for each in rows],
    )
    report = judged()
    assert ("schema", "exemptions.since", "added") in kinds(report)
    assert report.valid


def test_figures_cannot_leave_by_another_name(repository):
    repository.replace("datapackage.json", '"name": "observations"', '"name": "figures"')
    assert cnnic_validate.validate().figures == 0
    report = judged()
    found = [each for each in report.findings if each.code == "undeclared-withdrawal"]
    assert len(found) == 55
    assert not report.valid


# The change must pass by its own rules as well.


def test_new_rules_hold_at_once(repository):
    repository.replace(RULES, "figure_rules:\n", f"figure_rules:\n{NEW_RULE}")
    report = judged()
    assert not report.valid
    assert "few-watch" in rules_named(report)
    assert ("figure rule", "few-watch", "added") in kinds(report)


NEW_RULE = """\
  - id: few-watch
    rule: micro_drama_users <= generative_ai_users
    title: Fewer watch than use
    why: A test.

"""


def test_a_rule_that_names_nothing_is_found(repository):
    rule = NEW_RULE.replace("generative_ai_users", "nobody")
    repository.replace(RULES, "figure_rules:\n", f"figure_rules:\n{rule}")
    (finding,) = judged().findings
    assert (finding.code, finding.place.key, finding.known) == ("definition", "few-watch", False)


def test_upkeep_is_of_the_documents_of_the_change(repository):
    before = repository.read("schemas/waivers.yaml")
    repository.write("schemas/waivers.yaml", WAIVER)
    repository.commit("a waiver that nothing needs")
    assert codes(judged()) == ["stale-waiver"]
    repository.write("schemas/waivers.yaml", before)
    assert codes(judged()) == []


# What the base had is known.


def spoil(repository, printed="99,443"):
    cells = {"printed": printed, "obs_value": printed.replace(",", ""), "note": printed}
    repository.set(OBSERVATIONS, "cnnic-55.online_shopping_users.2024-12", **cells)


def test_findings_of_the_base_are_known_wherever_the_rows_move(repository):
    spoil(repository)
    repository.commit("a slip is published")
    figures = repository.rows(OBSERVATIONS)
    repository.put_rows(OBSERVATIONS, figures[::-1])
    report = judged()
    assert codes(report)
    assert codes(report, known=False) == []
    assert run("--against", "HEAD")[0] == 1
    code, text = run("--against", "HEAD", "--only-new")
    assert code == 0
    assert "error, known" in text
    assert f"{len(report.findings)} of them known" in " ".join(text.split())


def test_new_findings_count_beside_known_ones(repository):
    spoil(repository)
    repository.commit("a slip is published")
    repository.set(OBSERVATIONS, MICRO, locator="page 1", source="nobody")
    report = judged()
    assert codes(report, known=False) == ["foreign-key"]
    assert codes(report, known=True)
    assert run("--against", "HEAD", "--only-new")[0] == 1
    report = json.loads(run("--against", "HEAD", "--format", "json")[1])
    assert [each["code"] for each in report["findings"] if not each["known"]] == ["foreign-key"]


def test_the_same_figure_wrong_in_another_way_is_news(repository):
    spoil(repository)
    repository.commit("a slip is published")
    spoil(repository, "91,443")
    assert codes(judged(), known=False)


def again(repository, note=""):
    figures = repository.rows(OBSERVATIONS)
    figure = next(each for each in figures if each["id"] == MICRO)
    repository.put_rows(OBSERVATIONS, [*figures, dict(figure, note=note)])


def test_one_more_of_the_same_fault_is_news(repository):
    again(repository)
    repository.commit("a row stands twice")
    assert codes(judged(), known=False) == []
    before = codes(judged(), known=True)
    again(repository)
    report = judged()
    assert "primary-key" in codes(report, known=False)
    assert codes(report, known=True) == before
    assert run("--against", "HEAD", "--only-new")[0] == 1


# The revision policy.


def test_an_undeclared_revision(repository):
    repository.revise()
    (finding,) = judged().findings
    assert (finding.code, finding.severity) == ("undeclared-revision", "error")
    told = "from 6.62亿 (100 million persons) to 6.64亿 (100 million persons) (contradicted)"
    assert told in finding.message
    assert (finding.place.column, finding.place.key) == ("printed", MICRO)
    assert finding.place.line == 33


@pytest.mark.parametrize(
    ("cells", "declared"),
    [
        ({"note": "the report was misread"}, True),
        ({"exemption": "census_revision"}, True),
        ({"exemption": "comparable"}, False),
        ({"url": "https://example.org"}, False),
    ],
)
def test_how_a_revision_is_declared(repository, cells, declared):
    repository.revise(**cells)
    assert codes(judged()) == ([] if declared else ["undeclared-revision"])


def test_a_declaration_is_part_of_the_same_edit(repository):
    repository.revise(note="misread")
    repository.commit("first revision")
    repository.revise("6.65亿")
    assert codes(judged()) == ["undeclared-revision"]
    repository.revise("6.65亿", note="")
    assert codes(judged()) == ["undeclared-revision"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"printed": "6.62 亿"}, []),
        ({"locator": "page 3"}, []),
        ({"decimals": "1"}, ["undeclared-revision"]),
        ({"time_period": "2024-06"}, ["undeclared-revision"]),
    ],
)
def test_what_is_a_revision(repository, cells, found):
    repository.set(OBSERVATIONS, MICRO, **cells)
    assert codes(judged()) == found


def withdraw(repository, figures):
    text = f"\nwithdrawals:\n  - id: gone\n    figures: {figures}\n    why: Never printed.\n"
    repository.write(RULES, repository.read(RULES) + text)


def test_a_withdrawal_needs_a_reason(repository):
    repository.remove(OBSERVATIONS, MICRO)
    (finding,) = judged().findings
    assert (finding.code, finding.place.key) == ("undeclared-withdrawal", MICRO)
    withdraw(repository, "[other]")
    assert codes(judged()) == ["undeclared-withdrawal", "stale-withdrawal"]


def test_a_withdrawal_with_a_reason(repository):
    repository.remove(OBSERVATIONS, MICRO)
    withdraw(repository, f"[{MICRO}]")
    report = judged()
    assert report.valid
    assert kinds(report) == [("withdrawal", "gone", "added")]


def test_an_id_that_changes_is_a_withdrawal(repository):
    repository.set(OBSERVATIONS, MICRO, id="other")
    assert codes(judged()) == ["undeclared-withdrawal"]


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("0.1.0", []),
        ("0.1.1", ["version-bump"]),
        ("0.2.0", []),
        ("1.0.0", []),
        ("0.0.9", ["version-bump"]),
        ("next", ["version-bump"]),
    ],
)
def test_a_version_is_left_alone_or_raised_enough(repository, version, found):
    figures = repository.rows(OBSERVATIONS)
    figure = next(each for each in figures if each["id"] == MICRO)
    new = dict(figure, id="again", locator="page 2")
    repository.put_rows(OBSERVATIONS, [*figures, new])
    repository.replace("datapackage.json", '"version": "0.1.0"', f'"version": "{version}"')
    report = judged()
    assert codes(report) == found
    if found:
        assert report.findings[0].place.path == "datapackage.json"
        assert "demands at least 0.2.0: 1 row of observations added" in report.findings[0].message


def test_a_base_without_a_version_demands_none(repository):
    repository.replace("datapackage.json", '"version": "0.1.0",\n', "")
    repository.commit("no version")
    repository.replace("datapackage.json", '"name": "cnnic', '"version": "0.0.1", "name": "cnnic')
    assert codes(judged()) == []


@pytest.mark.parametrize(("level", "code"), [("warning", 0), ("info", 0), ("off", 0)])
def test_the_policy_of_the_base_sets_how_severe(repository, level, code):
    before = repository.read(RULES)
    repository.write(RULES, before + f"\npolicy:\n  undeclared-revision: {level}\n")
    repository.commit("policy")
    repository.revise()
    report = judged()
    assert [each.severity for each in report.findings] == ([level] if level != "off" else [])
    assert run("--against", "HEAD")[0] == code
    repository.write(RULES, before)
    assert [each.severity for each in judged().findings] == ([level] if level != "off" else [])


def test_the_policy_of_the_change_is_not_followed(repository):
    repository.write(RULES, repository.read(RULES) + "\npolicy:\n  undeclared-revision: off\n")
    repository.revise()
    report = judged()
    assert codes(report) == ["undeclared-revision"]
    assert kinds(report) == [("policy", "undeclared-revision", "added")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("policy:\n  undeclared-revision: fatal\n", "`fatal` is no level"),
        ("policy:\n  undeclared-revison: off\n", "did you mean `undeclared-revision`"),
        ("policy: off\n", "a mapping was expected"),
        ("withdrawals:\n  - id: a\n    figures: []\n    why: x\n", "a list of texts was expected"),
        ("withdrawals:\n  - id: a\n    figures: [b]\n", "`why` is missing"),
    ],
)
def test_faults_of_the_policy(repository, text, message):
    repository.write(RULES, repository.read(RULES) + "\n" + text)
    with pytest.raises(DefinitionError, match=message):
        judged()


# Releases, paths and options.


def test_a_release_is_judged_by_the_base(repository):
    repository.replace(RULES, USERS_ARE_AWARE + RULE, USERS_ARE_AWARE + RULE.replace("<=", ">="))
    header = "indicator,breakdown,time_period,measure,printed,printed_unit,source,locator\n"
    row = "generative_ai_aware,total,2024-12,level,2.31亿,100 million persons,cnnic-55,p. 9\n"
    repository.write("in.csv", header + row)
    report = judged(paths=["in.csv"])
    assert report.judged == "in.csv"
    assert "generative-ai-users-are-aware" in rules_named(report)


def test_a_base_in_another_folder(repository, tmp_path):
    other = Repository(tmp_path / "base")
    repository.revise()
    report = cnnic_validate.validate(against=str(other.package))
    assert codes(report) == ["undeclared-revision"]
    assert report.rules_from == str(other.package)


def test_a_base_that_is_not_there(repository):
    with pytest.raises(UnreadableError, match="nosuch: is neither a path here nor a revision"):
        cnnic_validate.validate(against="nosuch")
    assert run("--against", "nosuch")[0] == 3
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--only-new",), "--only-new goes with --against"),
        (("x.csv", "--schema", "s", "--against", "HEAD"), "--against compares packages"),
    ],
)
def test_options_that_do_not_go_together(given, message):
    code, text = run(*given)
    assert code == 2
    assert message in text


# What the change does is told beside the findings.


def differing(report):
    (compared,) = report.comparisons
    changed = [(each.subject.id, each.nature) for each in compared.diff.figures]
    return changed, compared.advice and compared.advice.bump.version


def test_what_differs_from_the_base_is_told(repository):
    assert differing(judged()) == ([], "0.1.0")
    repository.revise(note="Misread.")
    repository.remove(OBSERVATIONS, AWARE)
    changed, version = differing(judged())
    assert sorted(changed) == [(AWARE, "withdrawn"), (MICRO, "revised")]
    assert version == "1.0.0"
    said = " ".join(run("--against", "HEAD")[1].split())
    assert "against HEAD: figures 1 revised (1 contradicted), 1 withdrawn" in said
    assert "version 1.0.0 at least: a MAJOR change" in said
    assert cnnic_validate.validate().comparisons == ()


def test_a_row_that_cannot_be_read_is_not_gone(repository):
    text = repository.read(OBSERVATIONS)
    row = next(line for line in text.splitlines() if line.startswith(f"{MICRO},"))
    repository.write(OBSERVATIONS, text.replace(row, f"{row},more"))
    report = judged()
    assert codes(report, known=False) == ["ragged-row"]
    assert differing(report) == ([], None)
    assert report.comparisons[0].unread == 1


def test_several_paths_of_one_package_are_compared_once(repository):
    repository.revise(note="Misread.")
    release = repository.package / "in.csv"
    release.write_text("indicator,breakdown,time_period,measure,printed,source\n", encoding="utf-8")
    package = str(repository.package)
    report = cnnic_validate.validate([package, str(release)], package=package, against="HEAD")
    assert len(report.comparisons) == 1
