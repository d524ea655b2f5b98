"""Pull requests that try to get a wrong figure past the gate, or are honest, one function each.

Each says with which exit code the gate must end, and which words its report must have.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.gate.hostile.pull_request import (
    FOUND,
    MICRO,
    OBSERVATIONS,
    RANK,
    RATE,
    TARGET,
    PullRequest,
)

RULES = "schemas/rules.yaml"
DESCRIPTOR = "datapackage.json"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
LATER = "counts only once it is in the base: two steps"


@dataclass(frozen=True)
class Attempt:
    """A pull request: what it does, the exit code, and what the report says.

    `before` is done to the base; `options` are those of the gate beside what the action gives.
    """

    change: Callable[[PullRequest], object]
    code: int
    says: str
    before: Callable[[PullRequest], object] | None = None
    against: str = TARGET
    options: tuple[str, ...] = ()


ATTEMPTS: dict[str, Attempt] = {}


def attempt(code, says, **more):
    def keep(change):
        ATTEMPTS[change.__name__] = Attempt(change, code, says, **more)
        return change

    return keep


def nothing(_):
    """Change nothing: what is wrong is wrong with the base."""


# The base cannot be read whole.


def base_is(name, code, says, before, change=PullRequest.slip):
    ATTEMPTS[name] = Attempt(change, code, says, before)


base_is(
    "base_table_is_a_link",
    3,
    "the package names this file, and there is a link",
    lambda it: it.link("data/exemptions.csv", "sources.csv"),
    lambda it: it.unlink("data/exemptions.csv", "code,exempts,title,why\n"),
)
base_is(
    "base_table_is_missing",
    3,
    "the package names this file, and there is nothing",
    lambda it: it.delete("data/exemptions.csv"),
    lambda it: it.write("data/exemptions.csv", "code,exempts,title,why\n"),
)
base_is(
    "base_schema_is_missing",
    3,
    "schemas/exemptions.schema.json error: the package names this file, and there is nothing",
    lambda it: it.move("schemas/exemptions.schema.json", "other.json"),
    lambda it: it.move("other.json", "schemas/exemptions.schema.json"),
)
base_is(
    "base_rules_are_missing",
    3,
    "schemas/rules.yaml error: the package names this file, and there is nothing",
    lambda it: it.move(RULES, "other.yaml"),
    lambda it: it.move("other.yaml", RULES),
)
base_is(
    "base_waivers_are_a_link",
    3,
    "schemas/waivers.yaml error: the package names this file, and there is a link",
    lambda it: it.link("schemas/waivers.yaml", "rules.yaml"),
    lambda it: it.unlink("schemas/waivers.yaml", "waivers: []\n"),
)
base_is(
    "base_table_is_a_pointer",
    3,
    "is a pointer of Git LFS, not the file",
    lambda it: it.write("data/exemptions.csv", POINTER),
)
base_is(
    "base_rules_are_a_pointer",
    3,
    "is a pointer of Git LFS, not the file",
    lambda it: it.write(RULES, POINTER),
    lambda it: it.write(RULES, "figure_rules: []\n"),
)


def submodule(it):
    """Let the index have a commit of another repository where the tables are."""
    it.git("rm", "-r", "-q", "--cached", "data")
    shutil.move(it.folder / "data", it.folder.parent / f"{it.folder.name}-data")
    it.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},data")
    it.git("commit", "-q", "-m", "submodule")
    it.commit = lambda: None  # it would take the folder for removed


def back(it):
    del it.commit
    shutil.move(it.folder.parent / f"{it.folder.name}-data", it.folder / "data")


base_is("base_tables_are_a_submodule", 3, "and there is a submodule", submodule, back)
base_is(
    "base_descriptor_is_a_link",
    3,
    "a link is there, a file was expected",
    lambda it: (it.move(DESCRIPTOR, "real.json"), (it.folder / DESCRIPTOR).symlink_to("real.json")),
    lambda it: it.unlink(DESCRIPTOR, it.read("real.json")),
)
base_is(
    "base_schema_is_a_folder",
    3,
    "and there is a folder",
    lambda it: (
        it.move("schemas/exemptions.schema.json", "kept.json"),
        it.write("schemas/exemptions.schema.json/x", "x"),
    ),
    lambda it: (
        shutil.rmtree(it.folder / "schemas/exemptions.schema.json"),
        it.move("kept.json", "schemas/exemptions.schema.json"),
    ),
)


# Nor can the change.


@attempt(3, "data/exemptions.csv error: is a link, the file itself was expected")
def table_becomes_a_link(it):
    it.move("data/exemptions.csv", "data/other.csv")
    (it.folder / "data/exemptions.csv").symlink_to("other.csv")


@attempt(3, "data/exemptions.csv")
def table_goes(it):
    it.slip()
    it.delete("data/exemptions.csv")


@attempt(3, "is a pointer of Git LFS, not the file")
def table_becomes_a_pointer(it):
    it.write("data/exemptions.csv", POINTER)


@attempt(3, "is a submodule, the file itself was expected")
def tables_move_into_another_repository(it):
    it.slip()
    it.write("data/.git", "gitdir: ../.git/modules/data\n")
    it.commit = lambda: None  # git would look for that repository


MOVED = "the package lay at datapackage.json there, it lies at stats/datapackage.json here"


@attempt(3, MOVED, options=("--package", "stats"))
def package_moves(it):
    for each in (DESCRIPTOR, "data", "schemas"):
        it.move(each, f"stats/{each}")


@attempt(3, MOVED, options=("--package", "stats"))
def package_is_copied(it):
    it.slip()
    for each in ("data", "schemas"):
        shutil.copytree(it.folder / each, it.folder / "stats" / each)
    it.write(f"stats/{DESCRIPTOR}", it.read(DESCRIPTOR))


@attempt(1, FOUND)
def descriptor_has_a_look_alike(it):
    it.slip()
    it.write("DataPackage.json", it.read(DESCRIPTOR))
    without_rules(it)


@attempt(1, FOUND)
def table_is_renamed_in_case_only(it):
    it.slip()
    it.move(OBSERVATIONS, "data/Observations.csv")
    it.replace(DESCRIPTOR, (OBSERVATIONS, "data/Observations.csv"))


# A ref means one thing.


def loosened(it):
    """Commit the wrong rate with a waiver of it."""
    waive(it)
    it.slip()
    it.commit()


@attempt(3, "means several things in git", against="origin/main")
def tag_has_the_name_of_the_base(it):
    loosened(it)
    it.git("tag", "origin/main")


@attempt(3, "means several things in git", against="origin/main")
def branch_has_the_name_of_the_base(it):
    loosened(it)
    it.git("branch", "origin/main")


@attempt(1, FOUND)
def tag_has_the_whole_name_of_the_base(it):
    loosened(it)
    it.git("tag", TARGET)


@attempt(1, FOUND)
def base_is_replaced(it):
    loosened(it)
    it.git("replace", TARGET, "HEAD")


@attempt(1, FOUND, against="HEAD~3")
def history_is_grafted(it):
    loosened(it)
    it.write("more.txt", "x")
    it.commit()
    ids = (it.folder / ".git/refs/heads/main").read_text().strip()
    it.write(".git/info/grafts", f"{ids}\n")


@attempt(1, FOUND)
def folder_has_the_whole_name_of_the_base(it):
    waive(it)
    it.slip()
    for each in ("data", "schemas"):
        shutil.copytree(it.folder / each, it.folder / TARGET / each)
    it.write(f"{TARGET}/{DESCRIPTOR}", it.read(DESCRIPTOR))


@attempt(3, "is a path here and a git revision as well", against="main")
def folder_has_the_name_of_the_base(it):
    it.slip()
    for each in ("data", "schemas"):
        shutil.copytree(it.folder / each, it.folder / "main" / each)
    it.write(f"main/{DESCRIPTOR}", it.read(DESCRIPTOR))


@attempt(1, FOUND)
def package_looks_like_a_repository(it):
    it.slip()
    it.write("HEAD", "ref: refs/heads/main\n")
    it.write("objects/x", "")
    it.write("refs/heads/main", f"{'0' * 40}\n")


@attempt(1, FOUND)
def attributes_hide_files(it):
    it.slip()
    it.write(".gitattributes", "* export-ignore -diff binary\ndata/*.csv filter=none\n")


@attempt(1, FOUND)
def attributes_recode_files(it):
    it.slip()
    it.write(".gitattributes", "*.csv text eol=lf ident merge=ours\n")


# A rule cannot be switched off by the change that breaks it.


def waive(it):
    it.write(
        "schemas/waivers.yaml",
        f"waivers:\n  - id: mine\n    figures: [{RATE}]\n    rules: [ratio]\n"
        "    why: in the way\n    owner: me\n    until: 2099-01-01\n",
    )


def without_rules(it):
    value = json.loads(it.read(DESCRIPTOR))
    del value["cnnic:rules"]
    it.write(DESCRIPTOR, json.dumps(value))


def edit_schema(it, name, edit):
    value = json.loads(it.read(f"schemas/{name}.schema.json"))
    edit(value)
    it.write(f"schemas/{name}.schema.json", json.dumps(value))


def edit_field(it, resource, field, **properties):
    def edit(schema):
        (found,) = (each for each in schema["fields"] if each["name"] == field)
        found.update(properties)

    edit_schema(it, resource, edit)


@attempt(1, "waiver mine: added")
def waiver_is_added(it):
    it.slip()
    waive(it)


@attempt(1, FOUND)
def rule_files_are_dropped(it):
    it.slip()
    without_rules(it)


@attempt(1, f"Added, and counting only once in {TARGET}: 1 exemption")
def exemption_is_added_and_used(it):
    it.add("data/exemptions.csv", "mine,growth change ratio partition revision,Mine,Because.")
    it.set(OBSERVATIONS, RATE, exemption="mine", printed="78.9", obs_value="78.9")


@attempt(1, LATER)
def exemption_is_added_and_used_with_a_note(it):
    it.add("data/exemptions.csv", "mine,growth change ratio partition revision,Mine,Because.")
    it.set(OBSERVATIONS, RATE, exemption="mine", note="misread")


@attempt(1, FOUND)
def exemption_comes_to_exempt_from_more(it):
    it.set("data/exemptions.csv", "comparable", exempts="growth ratio revision partition change")
    it.slip()
    it.set(OBSERVATIONS, RATE, exemption="comparable")


@attempt(1, "(type)")
def schema_is_loosened(it):
    edit_field(it, "observations", "seen_on", type="string", constraints={})
    it.set(OBSERVATIONS, MICRO, seen_on="many")


@attempt(1, "`hearsay` is no kind")
def enumeration_is_widened(it):
    edit_field(it, "sources", "kind", constraints={"required": True})
    it.set("data/sources.csv", "cnnic-53", kind="hearsay")


@attempt(1, "(pattern)")
def pattern_is_dropped(it):
    edit_field(it, "observations", "url", constraints={})
    it.set(OBSERVATIONS, MICRO, url="javascript:alert(1)")


@attempt(1, "(foreign-key)")
def foreign_keys_are_dropped(it):
    edit_schema(it, "observations", lambda schema: schema.pop("foreignKeys"))
    it.set(OBSERVATIONS, MICRO, source="nobody", note="moved")


@attempt(1, "(primary-key)")
def primary_key_is_dropped(it):
    edit_schema(it, "observations", lambda schema: schema.pop("primaryKey"))
    row = next(each for each in it.read(OBSERVATIONS).splitlines() if each.startswith(MICRO))
    it.add(OBSERVATIONS, row)


def broken_rule(it):
    """Let fewer people have heard of generative AI than use it."""
    cells = {"printed": "2.31亿", "obs_value": "2.31", "note": "misread"}
    it.set(OBSERVATIONS, "cnnic-55.generative_ai_aware.2024-12", **cells)
    rate = {"printed": "16.4%", "obs_value": "16.4", "note": "misread"}
    it.set(OBSERVATIONS, "cnnic-55.generative_ai_awareness_rate.2024-12", **rate)
    it.remove(OBSERVATIONS, "chinadaily-2025-01-17.generative_ai_aware.2024-12")


AWARE = "    rule: generative_ai_users <= generative_ai_aware\n"
OF_RULE = "generative-ai-users-are-aware"


@attempt(1, OF_RULE)
def rule_is_loosened(it):
    broken_rule(it)
    it.replace(RULES, (AWARE, "    rule: generative_ai_users >= 0\n"))


@attempt(1, OF_RULE)
def rule_becomes_a_note(it):
    broken_rule(it)
    it.replace(RULES, (AWARE, f"{AWARE}    severity: info\n"))


@attempt(1, OF_RULE)
def rule_holds_for_another_time(it):
    broken_rule(it)
    it.replace(RULES, (AWARE, f"{AWARE}    applies: time_period == '1999-12'\n"))


@attempt(1, OF_RULE)
def rules_are_read_from_another_file(it):
    broken_rule(it)
    it.write("schemas/none.yaml", "figure_rules: []\n")
    it.replace(DESCRIPTOR, (RULES, "schemas/none.yaml"))


@attempt(3, "is already known as")
def word_gets_another_meaning(it):
    it.add("schemas/lexicon.csv", "percent,en,Latn,unit,percent 1,")


@attempt(1, LATER)
def qualifier_is_added_and_used(it):
    it.add("schemas/lexicon.csv", "roughly speaking,en,Latn,qualifier,about,")
    cells = {"printed": "roughly speaking 6.5亿", "obs_value": "6.5", "decimals": "1"}
    it.set(OBSERVATIONS, MICRO, **cells, qualifier="about", note="read again")


@attempt(1, "(obs-value)")
def longer_word_takes_over_texts_of_the_base(it):
    it.add("schemas/lexicon.csv", "亿人,zh,Hans,unit,persons 9,")


@attempt(1, "partition area: removed")
def partition_is_removed(it):
    text = it.read("schemas/partitions.yaml")
    it.write("schemas/partitions.yaml", "partitions: []\n")
    assert "id: area" in text
    it.set(OBSERVATIONS, "cnnic-55.internet_users.2024-12.area_urban", **URBAN)


URBAN = {"printed": "79254万", "obs_value": "79254", "note": "read again"}


@attempt(1, "(out-of-bounds)")
def bounds_are_widened(it):
    it.set("data/indicators.csv", "micro_drama_users", maximum="99999999999")
    cells = {"printed": "66.2亿", "obs_value": "66.2", "decimals": "1", "note": "x"}
    it.set(OBSERVATIONS, MICRO, **cells)


@attempt(1, "source cnnic-55: changed")
def source_rounds_otherwise(it):
    it.set("data/sources.csv", "cnnic-55", rounding="unknown")
    it.set(OBSERVATIONS, RATE, printed="87.8", obs_value="87.8", note="read again")


@attempt(1, LATER)
def new_source_rounds_otherwise(it):
    it.add_source("daily-2025", "2025-01-20", kind="press", agency="Daily", rounding="unknown")
    it.add(
        OBSERVATIONS,
        "daily.internet_users.2024-12,internet_users,total,2024-12,level,,,,11.09亿,"
        "100 million persons,11.09,persons,8,2,,,A,daily-2025,cnnic-55,p 1,,1,",
    )


@attempt(1, FOUND)
def source_becomes_an_edition_of_another(it):
    it.set("data/sources.csv", "cnnic-55", edition_of="cnnic-54")
    it.slip()


@attempt(1, FOUND)
def ratio_loses_its_numerator(it):
    it.set("data/indicators.csv", "online_shopping_usage_rate", numerator="", denominator="")
    it.slip()


@attempt(1, FOUND)
def ratio_becomes_a_rank(it):
    it.set("data/indicators.csv", "online_shopping_usage_rate", per="1")
    it.slip()


@attempt(1, "indicator internet_users: changed")
def quantum_is_another(it):
    it.set("data/indicators.csv", "internet_users", quantum="5000000")
    it.slip()


@attempt(1, "(undeclared-withdrawal)")
def figures_leave_by_another_name(it):
    it.replace(DESCRIPTOR, ('"name": "observations"', '"name": "figures"'))


@attempt(1, FOUND)
def resource_of_exemptions_is_dropped(it):
    it.slip()
    value = json.loads(it.read(DESCRIPTOR))
    value["resources"] = [each for each in value["resources"] if each["name"] != "exemptions"]
    it.write(DESCRIPTOR, json.dumps(value))
    edit_schema(
        it,
        "observations",
        lambda schema: schema.update(
            foreignKeys=[
                each
                for each in schema["foreignKeys"]
                if each["reference"].get("resource") != "exemptions"
            ]
        ),
    )


@attempt(1, "policy undeclared-revision: added")
def policy_is_switched_off(it):
    it.add(RULES, "", "policy:", "  undeclared-revision: off")
    it.set(OBSERVATIONS, RANK, printed="第36位", obs_value="36")


# What was published changes with a reason, and so does losing a check.


@attempt(1, "(undeclared-revision)")
def figure_changes_without_a_word(it):
    it.set(OBSERVATIONS, RANK, printed="第36位", obs_value="36")


@attempt(1, "(undeclared-withdrawal)")
def figure_goes_without_a_word(it):
    it.remove(OBSERVATIONS, MICRO)


@attempt(1, f"{MICRO} is said to be withdrawn, and is there")
def figure_is_said_to_be_gone(it):
    withdraw(it, MICRO)
    it.set(OBSERVATIONS, MICRO, printed="6.64亿", obs_value="6.64")


@attempt(1, "nobody is said to be withdrawn, and never was")
def figure_is_said_to_have_been(it):
    withdraw(it, "nobody")


def withdraw(it, *figures):
    named = ", ".join(figures)
    lines = ("", "withdrawals:", "  - id: w", f"    figures: [{named}]", "    why: Never printed.")
    it.add(RULES, *lines)


GROWTH = "cnnic-55.online_shopping_users.2024-12.growth"


@attempt(1, f"check {GROWTH}: growth")
def exemption_of_the_base_is_put_on_a_figure(it):
    it.set(OBSERVATIONS, GROWTH, exemption="comparable")


PENETRATION = "cnnic-55.internet_penetration.2024-12"


@attempt(1, f"check {PENETRATION}: ratio")
def period_is_cleared(it):
    it.set(OBSERVATIONS, PENETRATION, denominator_period="")


@attempt(1, "(lost-check)")
def figure_moves_to_another_source(it):
    it.set(OBSERVATIONS, RATE, source="cnnic-54", locator="table 9")


@attempt(1, f"precision {MICRO}: 6.62亿")
def figure_becomes_coarser(it):
    it.set(OBSERVATIONS, MICRO, decimals="1")


@attempt(1, "(headline-value)")
def another_agency_takes_the_headline(it):
    it.add(
        OBSERVATIONS,
        "nbs.rank,un_e_government_rank,total,2024,level,,,,第36位,rank,36,rank,0,0,,,A,"
        "nbs-2024-communique,,text,,1,",
    )


@attempt(1, "(undeclared-revision)")
def figure_is_about_another_time(it):
    it.set(OBSERVATIONS, MICRO, time_period="2024-06")


@attempt(1, "has characters that nobody sees")
def agency_has_a_space(it):
    it.set("data/sources.csv", "cnnic-55", agency="CNNIC ")


@attempt(1, "has characters that nobody sees")
def agency_has_a_joiner(it):
    it.set("data/sources.csv", "cnnic-55", agency="CNN\N{ZERO WIDTH SPACE}IC")


@attempt(1, "cnnic looks like 'CNNIC', and is not")
def agency_is_in_other_case(it):
    it.set("data/sources.csv", "cnnic-55", agency="cnnic")


@attempt(1, "(future-source)")
def source_is_of_the_future(it):
    it.add_source("cnnic-99", "2126-01-01")


@attempt(1, "(future-period)")
def period_ends_after_its_source(it):
    it.set(OBSERVATIONS, MICRO, time_period="2025-12", note="read again")


@attempt(1, "the version 0.1.1 does not follow 0.1.0")
def version_is_raised_too_little(it):
    it.add(
        OBSERVATIONS,
        f"again,{row_of(it, MICRO).partition(',')[2].replace(',text,', ',page 2,')}",
    )
    it.replace(DESCRIPTOR, ('"version": "0.1.0"', '"version": "0.1.1"'))


def row_of(it, key):
    return next(each for each in it.read(OBSERVATIONS).splitlines() if each.startswith(f"{key},"))


# What the base had is known, and hides nothing.


def spoilt(it):
    it.set(OBSERVATIONS, RATE, printed="78.9", obs_value="78.9")


@attempt(0, "known", before=spoilt, options=("--only-new",))
def known_conflict(it):
    it.set(OBSERVATIONS, MICRO, locator="page 1")


@attempt(1, "error (ratio)", before=spoilt, options=("--only-new",))
def known_conflict_gets_another_term_wrong(it):
    cells = {"printed": "97,404", "obs_value": "97404", "note": "read again"}
    it.set(OBSERVATIONS, "cnnic-55.online_shopping_users.2024-12", **cells)


@attempt(
    1,
    "(undeclared-withdrawal)",
    before=lambda it: it.add(OBSERVATIONS, "a,b"),
    options=("--only-new",),
)
def known_broken_row_hides_a_withdrawal(it):
    it.remove(OBSERVATIONS, MICRO)


# Honest ones are green.


def emptied(it):
    """Take the package out of the base, but not out of reach."""
    kept = it.folder.parent / f"{it.folder.name}-kept"
    kept.mkdir()
    for each in (DESCRIPTOR, "data", "schemas"):
        shutil.move(it.folder / each, kept / each)


def brought(it):
    kept = it.folder.parent / f"{it.folder.name}-kept"
    for each in (DESCRIPTOR, "data", "schemas"):
        shutil.move(kept / each, it.folder / each)


FIRST = f"The first: no package in {TARGET} yet; all is new, and judged by its own rules"
ATTEMPTS["honest_first"] = Attempt(brought, 0, FIRST, emptied)
ATTEMPTS["first_and_wrong"] = Attempt(lambda it: (brought(it), it.slip()), 1, FIRST, emptied)
ATTEMPTS["first_with_a_withdrawal_of_nothing"] = Attempt(
    lambda it: (brought(it), withdraw(it, "nobody")), 1, "and never was", emptied
)


@attempt(0, "Added, and used at once: 1 word, 1 indicator, 1 source")
def honest_word(it):
    it.add("schemas/lexicon.csv", "requests,en,Latn,unit,requests,")
    row = next(
        each
        for each in it.read("data/indicators.csv").splitlines()
        if each.startswith("micro_drama_users,")
    )
    cells = row.replace("micro_drama_users", "porting_requests").replace(",persons,", ",requests,")
    it.add(
        "data/indicators.csv",
        cells.replace("Micro-drama users", "Requests").replace("微短剧用户规模", "请求"),
    )
    it.add_source("cnnic-56", "2025-07-21")
    it.add(
        OBSERVATIONS,
        "cnnic-56.porting_requests.2025-06,porting_requests,total,2025-06,level,,,,"
        "6.57 million requests,,6.57,requests,6,2,,,A,cnnic-56,,p 1,,1,",
    )


@attempt(0, "figures 1 revised (1 contradicted)")
def honest_revision(it):
    it.set(OBSERVATIONS, RANK, printed="第36位", obs_value="36", note="第35位 was misread")


@attempt(0, "Added, and used at once: 1 source")
def honest_release(it):
    it.add_source("cnnic-56", "2025-07-21")
    it.add(
        OBSERVATIONS,
        "cnnic-56.internet_users.2025-06,internet_users,total,2025-06,level,,,,11.23亿人,"
        "100 million persons,11.23,persons,8,2,,,A,cnnic-56,,p 1,,1,",
        "cnnic-56.micro_drama_users.2024-12,micro_drama_users,total,2024-12,level,,,,6.62亿,"
        "100 million persons,6.62,persons,8,2,,,A,cnnic-56,,p 2,,1,",
    )


@attempt(0, f"Lost since {TARGET}: 1 × check")
def honest_exemption(it):
    it.set(OBSERVATIONS, GROWTH, exemption="comparable", note="in comparable terms, says page 3")


@attempt(0, "withdrawal w: added")
def honest_withdrawal(it):
    it.remove(OBSERVATIONS, MICRO)
    withdraw(it, MICRO)


@attempt(0, "the same values, written in another way")
def honest_wording_of_a_unit(it):
    it.set(OBSERVATIONS, RATE, printed_unit="%")


@attempt(0, f"Added, and counting only once in {TARGET}: 1 exemption")
def honest_first_step(it):
    it.add("data/exemptions.csv", "mine,growth,Growth in other terms,The agency says so on page 3.")


@attempt(0, "precision")
def honest_coarser_print(it):
    it.set(OBSERVATIONS, MICRO, decimals="1", note="page 3 says about")
