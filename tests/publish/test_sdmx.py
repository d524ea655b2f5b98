"""SDMX: what pysdmx reads back is what the figures say."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from pysdmx.io import get_datasets, read_sdmx

from cnnic_validate.release.bundle import json_bytes
from cnnic_validate.release.sdmx import (
    ATTRIBUTES,
    DIMENSIONS,
    TIME,
    VALUE,
    sdmx_csv,
    sdmx_structure,
)
from cnnic_validate.table import records
from cnnic_validate.workflow.loading import load_inputs

ROOT = Path(__file__).parents[2]
CREATED = "2025-03-01T00:00:00Z"
ROW = {
    "id": "a.users.2024-12.t1",
    "indicator": "users",
    "breakdown": "age_20_29+sex_female",
    "time_period": "2024-12",
    "measure": "level",
    "printed": 'about "1,100", 万',
    "obs_value": "1100.0",
    "unit_measure": "persons",
    "unit_mult": "4",
    "decimals": "1",
    "obs_status": "A",
    "source": "a",
    "note": "=1+1",
}


@pytest.fixture(scope="module")
def flagship():
    """Give the rows of the package in this repository."""
    return [each.values for each in records(load_inputs(str(ROOT)).tables["observations"])]


@pytest.fixture
def written(tmp_path):
    """Write rows and their structure; give the two paths."""

    def write(rows, package="cnnic-statistics"):
        data, structure = tmp_path / "figures.csv", tmp_path / "structure.json"
        data.write_text(sdmx_csv(package, rows), encoding="utf-8", newline="")
        structure.write_bytes(json_bytes(sdmx_structure(package, CREATED)))
        return data, structure

    return write


def test_every_figure_comes_back(flagship, written):
    dataset = read_sdmx(written(flagship)[0]).data[0]
    assert dataset.structure == "DataStructure=CNNIC_STATISTICS:FIGURES(1.0.0)"
    frame = dataset.data
    assert len(frame) == len(flagship) > 0
    for component in (*DIMENSIONS, *ATTRIBUTES):
        if component.type == "String":
            given = [row[component.column] for row in flagship]
            assert list(frame[component.id]) == given, component.id
    values = [Decimal(text) for text in frame["OBS_VALUE"]]
    assert values == [Decimal(row["obs_value"]) for row in flagship]
    for name in ("UNIT_MULT", "DECIMALS"):
        assert [int(each) for each in frame[name]] == [int(row[name.lower()]) for row in flagship]


def test_rows_and_structure_belong_together(flagship, written):
    (dataset,) = get_datasets(*written(flagship))
    components = dataset.structure.components
    assert {each.id for each in components} == set(dataset.data.columns)
    assert [each.id for each in components.dimensions] == [*(d.id for d in DIMENSIONS), TIME.id]
    assert [each.id for each in components.measures] == [VALUE.id]


def test_the_structure_is_valid_by_the_schema_of_sdmx_json(written):
    _, path = written([ROW])
    message = read_sdmx(path, validate=True)
    assert message.get_data_structure_definitions()[0].short_urn.endswith(":FIGURES(1.0.0)")


def test_the_schema_of_sdmx_json_is_no_empty_promise(written):
    _, path = written([ROW])
    value = json.loads(path.read_bytes())
    del value["data"]["dataStructures"][0]["agencyID"]
    path.write_bytes(json_bytes(value))
    with pytest.raises(Exception, match="agencyID"):
        read_sdmx(path, validate=True)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", "2024"),
        ("2024-12", "2024-12"),
        ("2024-Q3", "2024-Q3"),
        ("2024-01/2024-11", "2024-01-01/P11M"),
        ("2023-12/2024-02", "2023-12-01/P3M"),
        ("", ""),
    ],
)
def test_periods_are_written_as_sdmx_writes_them(written, period, expected):
    row = {**ROW, "time_period": period or "2024", "reference_period": period}
    (dataset,) = read_sdmx(written([row])[0]).data
    assert list(dataset.data["REFERENCE_PERIOD"]) == [expected]


def test_texts_stay_what_they_are(written):
    (dataset,) = read_sdmx(written([ROW])[0]).data
    assert list(dataset.data["PRINTED"]) == [ROW["printed"]]
    assert list(dataset.data["COMMENT_OBS"]) == ["=1+1"]


@pytest.mark.parametrize(
    ("package", "agency"), [("tiny.one", "TINY_ONE"), ("2025-data", "P2025_DATA"), ("a", "A")]
)
def test_an_agency_is_named_by_an_sdmx_id(written, package, agency):
    (dataset,) = get_datasets(*written([ROW], package))
    assert dataset.structure.agency == agency
