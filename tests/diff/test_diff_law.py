"""The law of diffs: what differs, applied to the old state, gives the new one."""

from __future__ import annotations

from diff_states import applied, comparable, content, csv_text, schema, state
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.comparison import diff_packages

COLUMNS = ("id", "a", "b", "c")
texts = st.sampled_from(["", "x", "y", "Ünï", 'q"q', "1,2"])
values = st.one_of(texts, st.integers(0, 3), st.lists(texts, max_size=2))


@st.composite
def fields(draw, name):
    kind = draw(st.sampled_from(["any", "string", "integer"]))
    field = {"name": name, "type": kind}
    constraints = {}
    if draw(st.booleans()):
        constraints["required"] = True
    if kind == "integer" and draw(st.booleans()):
        constraints["minimum"] = draw(st.integers(1, 3))
    if constraints:
        field["constraints"] = constraints
    if title := draw(texts):
        field["title"] = title
    return field


@st.composite
def resources(draw):
    header = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True))
    cells = st.tuples(*[texts.map(lambda each: each or "-") for _ in header])
    rows = draw(st.lists(cells, max_size=6))
    key = [name for name in ("id", "a") if name in header][: draw(st.integers(0, 2))]
    made = [draw(fields(name)) for name in header]
    return csv_text(header, rows), schema(*made, **({"primaryKey": key} if key else {}))


@st.composite
def states(draw):
    found = draw(st.dictionaries(st.sampled_from(["t", "u", "v"]), resources(), min_size=1))
    entry = st.fixed_dictionaries({}, optional={"why": values, "rule": values})
    named = st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), entry, max_size=3)

    def section():
        return [{"id": key, **each} for key, each in draw(named).items()]

    properties = draw(st.dictionaries(st.sampled_from(["title", "version", "keywords"]), values))
    return state(
        {name: text for name, (text, _) in found.items()},
        schemas={name: each for name, (_, each) in found.items()},
        documents={"rules": {"figure_rules": section()}, "waivers": {"waivers": section()}},
        **properties,
    )


def without_schema_of_added(value, diff):
    added = {each.name for each in diff.resources if each.nature == "added"}
    for name, each in value["resources"].items():
        if name in added:
            each.pop("schema")
    return value


@settings(max_examples=100)
@given(states(), states())
def test_the_diff_applied_to_the_old_gives_the_new(old, new):
    diff = diff_packages(old, new)
    got = comparable(applied(content(old), diff))
    assert got == without_schema_of_added(comparable(content(new)), diff)


@settings(max_examples=30)
@given(states())
def test_a_state_does_not_differ_from_itself(one):
    diff = diff_packages(one, one)
    assert not diff.differs
    assert diff.gate_changes == ()


@settings(max_examples=40)
@given(states(), states())
def test_one_way_differs_as_the_other(old, new):
    there, back = diff_packages(old, new), diff_packages(new, old)
    assert there.differs == back.differs
    assert bool(there.gate_changes) == bool(back.gate_changes)
    for table in there.tables:
        other = back.table(table.resource)
        if table.keyed and table.key == other.key:
            assert table.count("added") == other.count("removed")
            assert table.reordered == other.reordered
