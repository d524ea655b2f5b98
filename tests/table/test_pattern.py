import re
import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.model.pattern import PatternError, translate


@pytest.mark.parametrize(
    ("pattern", "matches", "others"),
    [
        ("a|bc", ["a", "bc"], ["ac", "b", "xa", ""]),
        ("^a.*$", ["a", "ab"], ["ba", "a\nb"]),
        (r"\$a\$", ["$a$"], ["a"]),
        (r"a\$", ["a$"], ["a"]),
        ("[a-c&&d]", ["a", "&", "d"], ["e"]),
        ("[^a]", ["b", "^"], ["a"]),
        ("[a-]", ["a", "-"], ["b"]),
        (r"[\]\\]", ["]", "\\"], ["["]),
        (r"\d{4}-\d{2}", ["2024-12"], ["2024-1", "2024-123"]),
        (r"\s", [" ", "\t"], ["\xa0", "a"]),
        (r"\S", ["\xa0", "a"], [" "]),
        (r"(?:a|b)+", ["ab"], ["c"]),
        ("(ab){2,3}", ["abab", "ababab"], ["ab", "abababab"]),
        ("人{1,}", ["人人"], ["", "入"]),
        ("a?b*c+", ["c", "abbc"], ["ab"]),
        ("", [""], ["a"]),
        ("a#b", ["a#b"], ["a"]),
        (r"a\tb", ["a\tb"], ["atb"]),
    ],
)
def test_patterns_match_whole_values(pattern, matches, others):
    whole = re.compile(translate(pattern))
    texts = [*matches, *others]
    expected = [True] * len(matches) + [False] * len(others)
    assert [whole.fullmatch(each) is not None for each in texts] == expected
    found = pl.Series(texts).str.contains(f"^(?:{translate(pattern)})$")
    assert found.to_list() == expected


@pytest.mark.parametrize(
    "pattern",
    [
        *["(", ")", "a)", "[", "[]", "*a", "a**", "a*?", "a{2}{3}", "{2}", "a{2,1}", "a{1001}"],
        *["(?=a)", "(?i)a", "(?P<x>a)", r"\1", r"\b", r"\w", r"\p{L}", r"\i", "a^b", "a$b", "\\"],
        *["[a-z-[b]]", "[z-a]", r"[\S]", r"[a-\d]", "]", "}", "(" * 60 + ")" * 60],
    ],
)
def test_other_expressions_are_refused(pattern):
    with pytest.raises(PatternError):
        translate(pattern)


@given(
    st.text(st.sampled_from("ab|()[]^-*+?.{}12,\\ds$&~ "), max_size=10),
    st.text("ab1- &", max_size=5),
)
def test_both_engines_agree_on_every_pattern(pattern, text):
    try:
        translated = translate(pattern)
    except PatternError:
        return
    python = re.fullmatch(translated, text) is not None
    assert pl.Series([text]).str.contains(f"^(?:{translated})$").to_list() == [python]


def test_the_engine_takes_no_exponential_time():
    begin = time.process_time()
    found = pl.Series(["a" * 5000 + "b"]).str.contains(f"^(?:{translate('(a*)*(a+)+c')})$")
    assert found.to_list() == [False]
    assert time.process_time() - begin < 2
