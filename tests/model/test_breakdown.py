"""Composite breakdown codes."""

import pytest

from cnnic_validate.model.breakdown import (
    breakdown_fault,
    compose,
    is_within,
    join,
    parents,
    resolve,
    split,
    split_context,
)
from cnnic_validate.model.statistics import Breakdown, Statistics

CODES = [
    ("total", "", ""),
    ("tld_cn", "tld", "total"),
    ("prov_hebei", "prov", "total"),
    ("prov_gansu", "prov", "total"),
    ("age_6_19", "age", "total"),
    ("age_6_9", "age", "age_6_19"),
    ("sex_male", "sex", "total"),
    ("orphan", "lone", ""),
]
KNOWN = Statistics(
    {}, {code: Breakdown(code, dim, parent, "", "") for code, dim, parent in CODES}, {}, {}, {}
)


def test_split():
    assert split("total") == ()
    assert split("tld_cn") == ("tld_cn",)
    assert split("tld_cn+prov_hebei") == ("tld_cn", "prov_hebei")


@pytest.mark.parametrize(
    ("codes", "joined"),
    [
        ([], "total"),
        (["sex_male"], "sex_male"),
        (["sex_male", "tld_cn", "age_6_9"], "tld_cn+age_6_9+sex_male"),
    ],
)
def test_join_is_in_dimension_order(codes, joined):
    assert join(codes, KNOWN) == joined


@pytest.mark.parametrize(
    ("reference", "breakdown", "resolved"),
    [
        ("same", "age_6_9+sex_male", "age_6_9+sex_male"),
        ("total", "age_6_9", "total"),
        ("without:age", "age_6_9+sex_male", "sex_male"),
        ("without:age", "age_6_9", "total"),
        ("without:age", "sex_male", "sex_male"),
        ("sex_male", "age_6_9", "sex_male"),
        ("tld_cn+prov_hebei", "total", "tld_cn+prov_hebei"),
    ],
)
def test_resolve(reference, breakdown, resolved):
    assert resolve(reference, breakdown, KNOWN) == resolved


@pytest.mark.parametrize(
    ("breakdown", "above"),
    [
        ("total", ()),
        ("age_6_19", ("total",)),
        ("age_6_9", ("age_6_19",)),
        ("age_6_9+sex_male", ("age_6_19+sex_male", "age_6_9")),
        ("orphan", ()),
    ],
)
def test_parents(breakdown, above):
    assert parents(breakdown, KNOWN) == above


@pytest.mark.parametrize(
    ("code", "context", "composed"),
    [
        ("total", "total", "total"),
        ("age_6_9", "total", "age_6_9"),
        ("total", "sex_male", "sex_male"),
        ("sex_male", "tld_cn+age_6_9", "tld_cn+age_6_9+sex_male"),
        # No figure has this: it must never be taken for one of the two.
        ("prov_hebei", "prov_gansu", "prov_hebei+prov_gansu"),
        ("prov_hebei", "prov_hebei", "prov_hebei+prov_hebei"),
    ],
)
def test_compose(code, context, composed):
    assert compose(code, context, KNOWN) == composed


@pytest.mark.parametrize(
    ("breakdown", "code", "context"),
    [
        ("total", "total", "total"),
        ("age_6_9", "total", "age_6_9"),
        ("age_6_9", "age_6_9", "total"),
        ("tld_cn+age_6_9+sex_male", "age_6_9", "tld_cn+sex_male"),
        ("tld_cn+age_6_9+sex_male", "tld_cn+sex_male", "age_6_9"),
        ("age_6_9", "age_6_19", None),
        ("age_6_9", "age_6_9+sex_male", None),
    ],
)
def test_split_context(breakdown, code, context):
    assert split_context(breakdown, code, KNOWN) == context
    if context is not None:
        assert compose(code, context, KNOWN) == breakdown


@pytest.mark.parametrize(
    ("breakdown", "whole", "within"),
    [
        ("age_6_9", "total", True),
        ("total", "age_6_9", False),
        ("age_6_9", "age_6_19", True),
        ("age_6_19", "age_6_9", False),
        ("age_6_9+sex_male", "age_6_19", True),
        ("age_6_9", "age_6_19+sex_male", False),
        ("age_6_9+sex_male", "age_6_19+sex_male", True),
    ],
)
def test_is_within(breakdown, whole, within):
    assert is_within(breakdown, whole, KNOWN) is within


@pytest.mark.parametrize(
    ("breakdown", "message", "hint"),
    [
        ("", "the breakdown (empty) is unknown", ""),
        ("prov_hebi", "the breakdown prov_hebi is unknown", "did you mean `prov_hebei`?"),
        ("tld_cn+", "(empty) is unknown", ""),
        ("total+sex_male", "`total` stands in total+sex_male", "alone"),
        (
            "prov_hebei+prov_gansu",
            "prov_hebei and prov_gansu are both of the dimension prov",
            "one class",
        ),
        ("sex_male+tld_cn", "not in the order of breakdowns.csv", "write tld_cn+sex_male"),
    ],
)
def test_breakdown_fault(breakdown, message, hint):
    fault = breakdown_fault(breakdown, KNOWN)
    assert message in fault[0]
    assert hint in fault[1]


@pytest.mark.parametrize("breakdown", ["total", "orphan", "tld_cn+prov_hebei+age_6_9+sex_male"])
def test_no_breakdown_fault(breakdown):
    assert breakdown_fault(breakdown, KNOWN) is None
