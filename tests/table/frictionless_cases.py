"""Small tables on which this package and frictionless are asked for their verdict.

Each is a name, the file, its fields, and the other properties of the schema.
"""

from .support import field

X = field("x")


def cell(text):
    """Give a table with one cell of interest, in quotes, and one beside it."""
    return 'a,x\n"' + text.replace('"', '""') + '",x\n'


def _cells(type_name, texts, **constraints):
    return {
        f"{type_name} `{text}`": (cell(text), [field("a", type_name, **constraints), X], {})
        for text in texts
    }


_PAIR = [field("a", "integer"), field("b")]

CASES = {
    **_cells("integer", ["1", "-3", "+007", "", " 1", "1_000", "1.0", "1e3", "x", "٣"]),
    **_cells(
        "number", ["1.50", ".5", "5.", "1e3", "-INF", "NaN", "1_000", "+INF", "Infinity", "1,5"]
    ),
    **_cells("boolean", ["TRUE", "0", "yes"]),
    **_cells("date", ["2024-02-29", "2023-02-29", "2024-1-1", "24-01-01"]),
    **_cells("year", ["2024", "24", "12024", "-0044", "2024Z", "0000"]),
    **_cells("yearmonth", ["2024-12", "2024-13", "2024-1", "2024-12Z"]),
    "number below its exclusiveMinimum": (
        cell("0"),
        [field("a", "number", exclusiveMinimum=0), X],
        {},
    ),
    "number above its exclusiveMinimum": (
        cell("1"),
        [field("a", "number", exclusiveMinimum=0), X],
        {},
    ),
    "integer below its minimum": (cell("2"), [field("a", "integer", minimum=3), X], {}),
    "number equal to its maximum in other digits": (
        cell("0.10"),
        [field("a", "number", maximum="0.1"), X],
        {},
    ),
    "date before its minimum": (
        cell("2019-12-31"),
        [field("a", "date", minimum="2020-01-01"), X],
        {},
    ),
    "integer of an enum in other digits": (cell("01"), [field("a", "integer", enum=[1]), X], {}),
    "text that only begins as its pattern": (cell("abc1"), [field("a", pattern="[a-z]+"), X], {}),
    "text that only begins as the first branch of its pattern": (
        cell("abc1"),
        [field("a", pattern="[a-z]+|[0-9]"), X],
        {},
    ),
    "text with a line separator after its pattern": (
        cell("a\n"),
        [field("a", pattern="[a-z]+"), X],
        {},
    ),
    "text too short": (cell("a"), [field("a", minLength=2), X], {}),
    "text outside its categories": (cell("y"), [{**field("a"), "categories": ["x"]}, X], {}),
    "required and empty": (cell(""), [field("a", required=True), X], {}),
    "required and a missing value of the schema": (
        cell("NA"),
        [field("a", required=True), X],
        {"missingValues": ["NA"]},
    ),
    "required and a missing value of the field": (
        cell("-"),
        [{**field("a", required=True), "missingValues": ["-"]}, X],
        {},
    ),
    "empty text where nothing is missing": (
        cell(""),
        [field("a", required=True), X],
        {"missingValues": []},
    ),
    "missing values given as objects": (
        cell("NA"),
        [field("a", "integer"), X],
        {"missingValues": [{"value": "NA"}]},
    ),
    "unique and twice": ("a\n1\n1\n", [field("a", unique=True)], {}),
    "unique and equal in other digits": ("a\n1\n01\n", [field("a", "integer", unique=True)], {}),
    "unique and twice empty": ("a,x\n,1\n,2\n", [field("a", unique=True), X], {}),
    "primary key twice": ("a,b\n1,x\n1,x\n", _PAIR, {"primaryKey": ["a", "b"]}),
    "primary key with an empty part": ("a,b\n1,\n2,x\n", _PAIR, {"primaryKey": ["a", "b"]}),
    "primary key empty": ("a,b\n,x\n", _PAIR, {"primaryKey": ["a"]}),
    "unique key twice": ("a,b\n1,x\n1,x\n", _PAIR, {"uniqueKeys": [["a", "b"]]}),
    "unique key twice with an empty part": ("a,b\n1,\n1,\n", _PAIR, {"uniqueKeys": [["a", "b"]]}),
    "foreign key to nothing in the table itself": (
        "a,b\n1,2\n2,3\n",
        [field("a"), field("b")],
        {"foreignKeys": [{"fields": ["b"], "reference": {"fields": ["a"], "resource": ""}}]},
    ),
    "columns in another order, exact": ("b,a\nx,1\n", _PAIR, {}),
    "columns in another order, equal": ("b,a\nx,1\n", _PAIR, {"fieldsMatch": "equal"}),
    "a column more, subset": ("a,b,c\n1,x,y\n", _PAIR, {"fieldsMatch": "subset"}),
    "a column less, superset": ("a\n1\n", _PAIR, {"fieldsMatch": "superset"}),
    "one column in common, partial": ("a,c\n1,x\n", _PAIR, {"fieldsMatch": "partial"}),
    "a column less, exact": ("a\n1\n", _PAIR, {}),
    "two columns of one name": ("a,a\n1,1\n", _PAIR, {}),
    "no rows": ("a,b\n", _PAIR, {}),
    "an empty file": ("", _PAIR, {}),
    "a row with a cell more": ("a,b\n1,x,y\n", _PAIR, {}),
    "a row with a cell less": ("a,b\n1\n", _PAIR, {}),
    "a blank line": ("a,b\n1,x\n\n2,y\n", _PAIR, {}),
    "a blank line in a table of one column": ("a\n1\n\n2\n", [field("a", "integer")], {}),
    "a quote never closed": ('a,b\n1,"x\n2,y\n', _PAIR, {}),
    "text after a closing quote": ('a,b\n1,"x"y\n', _PAIR, {}),
    "a quote inside a bare cell": ('a,b\n1,x"y\n', _PAIR, {}),
    "a quoted line break": ('a,b\n1,"x\ny"\n', _PAIR, {}),
    "invalid UTF-8": (b"a,b\n1,\xff\n", _PAIR, {}),
    "a NUL byte": (b"a,b\n1,x\x00\n", _PAIR, {}),
    "a byte order mark": (b"\xef\xbb\xbfa,b\n1,x\n", _PAIR, {}),
    "rows of CRLF": ("a,b\r\n1,x\r\n", _PAIR, {}),
}
