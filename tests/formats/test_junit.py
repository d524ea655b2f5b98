"""JUnit XML, read back by junitparser."""

from __future__ import annotations

from dataclasses import replace

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from cnnic_validate.model.codes import CODES
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.render.ci import FAMILIES, family_of, rule_id
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.junit import report_junit
from tests.formats.synthetic import CHANGED, HOSTILE, SIZES, UNJUDGED, finding, report, written


def cases(text):
    """Give every test case by name, and check the counts of all suites on the way."""
    read = JUnitXml.fromstring(text.encode())
    before = (read.tests, read.failures, read.errors, read.skipped)
    read.update_statistics()
    assert (read.tests, read.failures, read.errors, read.skipped) == before
    found = [case for suite in read for case in suite]
    assert len(found) == before[0]
    return {case.name: case for case in found}


@pytest.mark.parametrize("size", SIZES)
def test_a_rule_with_an_error_fails_and_no_other(size):
    made = report(size)
    read = cases(written("junit", size))
    wrong = {rule_id(each) for each in made.findings if each.severity == "error"}
    failed = {
        name
        for name, case in read.items()
        if any(isinstance(each, Failure) for each in case.result)
    }
    assert failed == wrong
    for name in wrong:
        count = sum(
            each.count
            for each in made.findings
            if rule_id(each) == name and each.severity == "error"
        )
        assert read[name].result[0].message == f"{count:,} error{'s' if count > 1 else ''}"


def test_every_code_belongs_to_a_family():
    assert {code for codes in FAMILIES.values() for code in codes} >= set(CODES)
    assert family_of("no-such-code") == "Other"


def test_cases_say_how_many_instances_got_which_verdict():
    read = cases(written("junit", 1))
    assert "instances 303: 300 passed, 2 failed, 1 not evaluated" in (
        read["row-rule/stock-has-month"].system_out
    )
    assert "instances 20: 10 passed" in read["growth"].system_out
    assert read["data/observations.csv"].system_out == "200,000 rows"
    assert read["growth"].classname == "Figures together"


def test_what_was_never_judged_is_skipped():
    read = cases(written("junit", 1))
    [skipped] = read["row-rule/never-judged"].result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "instances 4: 4 not evaluated"


def test_warnings_are_told_and_do_not_fail():
    warning = replace(finding(1), severity="warning", code="enum", rule="")
    case = cases(report_junit(Report("x", findings=(warning,))))["enum"]
    assert case.result == []
    assert "warning: message 1" in case.system_out


def test_faults_are_errors():
    read = cases(report_junit(UNJUDGED))
    [error] = read["datapackage.json: resources[0].schema"].result
    assert isinstance(error, Error)
    assert error.message == "`numbr` is no type"
    assert "write `number`" in error.text


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_legal_xml_and_comes_back_visible(text):
    one = replace(finding(1), code="row-rule", rule=text, severity="error", message=text)
    one = replace(one, place=Place(text, 3, 2, text, text), value=text, hint=text)
    [failure] = cases(report_junit(Report("x", findings=(one,))))[escaped(rule_id(one))].result
    assert all(line.isprintable() for line in failure.text.split("\n"))


def test_a_rule_with_many_errors_tells_the_first_and_counts_the_rest():
    many = tuple(replace(finding(4), place=Place("a.csv", n, n)) for n in range(2, 102))
    text = cases(report_junit(Report("x", findings=many)))["ratio"].result[0].text
    assert text.count("because ratio") == 20
    assert "and 80 more" in text


def test_changed_definitions_are_a_case():
    case = cases(report_junit(CHANGED))["changed definitions"]
    assert case.result == []
    assert case.system_out.startswith("Changed here, not applied: judged by origin/main's rules")
