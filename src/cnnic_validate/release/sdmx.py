"""The figures for software of statistical offices: SDMX-CSV 2.0, and their structure in SDMX-JSON.

One row a figure. Values stand as printed, `OBS_VALUE` in units of ten to the `UNIT_MULT`, so that
nothing of their precision is lost. A range of months is written as SDMX writes time ranges:
`2024-01-01/P11M` for January to November. The structure has version 1.0.0 as long as its components
stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cnnic_validate.model.period import parse_period
from cnnic_validate.model.statistics import Source
from cnnic_validate.release.rows import csv_file

DATA = "sdmx/figures.csv"
STRUCTURE = "sdmx/structure.json"

_VERSION = "1.0.0"
_FIGURES, _CONCEPTS = "FIGURES", "CONCEPTS"
_CONCEPT_URN = "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept="
_JSON_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/"
    "2.0.0/sdmx-json-structure-schema.json"
)
_PERIOD = "ObservationalTimePeriod"
_NOT_IN_AN_ID = re.compile(r"[^A-Z0-9_]")


@dataclass(frozen=True, slots=True)
class Component:
    """A component of the structure: its SDMX id, the column of observations.csv, type and name."""

    id: str
    column: str
    name: str
    type: str = "String"
    required: bool = False


# The figure alone tells one row from another.
DIMENSIONS = (
    Component("FIGURE", "id", "Figure"),
    Component("INDICATOR", "indicator", "What is measured"),
    Component("BREAKDOWN", "breakdown", "Of which class"),
    Component("MEASURE", "measure", "Level, growth or change"),
    Component("SOURCE", "source", "Document that prints it"),
)
TIME = Component("TIME_PERIOD", "time_period", "Period", _PERIOD)
VALUE = Component("OBS_VALUE", "obs_value", "Value in units of ten to the UNIT_MULT", "Decimal")
ATTRIBUTES = (
    Component("UNIT_MEASURE", "unit_measure", "Unit of measure", required=True),
    Component("UNIT_MULT", "unit_mult", "Power of ten", "Integer"),
    Component("DECIMALS", "decimals", "Decimals printed", "Integer"),
    Component("OBS_STATUS", "obs_status", "Observation status"),
    Component("CONF_STATUS", "conf_status", "Confidentiality status"),
    Component("QUALIFIER", "qualifier", "What a word beside the number says"),
    Component("EXEMPTION", "exemption", "Lasting fact that exempts from identities"),
    Component("REFERENCE_PERIOD", "reference_period", "What it is compared with", _PERIOD),
    Component("DENOMINATOR_PERIOD", "denominator_period", "Period of the denominator", _PERIOD),
    Component(
        "REFERENCE_DENOMINATOR_PERIOD",
        "reference_denominator_period",
        "Period of the denominator that it is compared with",
        _PERIOD,
    ),
    Component("CITES", "cites", "Release whose figure it repeats"),
    Component("PRINTED", "printed", "Number as printed", required=True),
    Component("PRINTED_UNIT", "printed_unit", "Unit as printed"),
    Component("LOCATOR", "locator", "Place in the document"),
    Component("COMMENT_OBS", "note", "Note"),
)
_COMPONENTS = (*DIMENSIONS, TIME, VALUE, *ATTRIBUTES)


def sdmx_csv(
    package: str,
    rows: Iterable[Mapping[str, str]],
    sources: Mapping[str, Source] = MappingProxyType({}),
) -> str:
    """Write figures as SDMX-CSV 2.0.

    Args:
        package: the name of the package; the id of the agency is made from it.
        rows: valid rows of observations.csv by column; one without a value says why.
        sources: the sources by id, as far as their reporting year is not the calendar year.
    """
    reference = {
        "STRUCTURE": "datastructure",
        "STRUCTURE_ID": f"{_agency(package)}:{_FIGURES}({_VERSION})",
        "ACTION": "I",
    }
    columns = [*reference, *(each.id for each in _COMPONENTS)]
    return csv_file(columns, ({**reference, **_cells(row, sources)} for row in rows))


def sdmx_structure(package: str, created: str) -> dict[str, Any]:
    """Give the structure that the rows refer to, as an SDMX-JSON 2.0.0 structure message.

    Args:
        package: the name of the package.
        created: the instant that the version says it was made at.
    """
    agency = _agency(package)
    scheme = {
        **_maintained(agency, _CONCEPTS, "Concepts"),
        "concepts": [{"id": each.id, "name": each.name} for each in _COMPONENTS],
    }
    structure = {
        **_maintained(agency, _FIGURES, "Printed figures"),
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": [_component(agency, each) for each in DIMENSIONS],
                "timeDimension": _component(agency, TIME),
            },
            "measureList": {
                "id": "MeasureDescriptor",
                "measures": [{**_component(agency, VALUE), "usage": "optional"}],
            },
            "attributeList": {
                "id": "AttributeDescriptor",
                "attributes": [_attribute(agency, each) for each in ATTRIBUTES],
            },
        },
    }
    meta = {
        "id": f"{agency}_{_FIGURES}",
        "schema": _JSON_SCHEMA,
        "prepared": created,
        "sender": {"id": agency},
    }
    return {"meta": meta, "data": {"conceptSchemes": [scheme], "dataStructures": [structure]}}


def _agency(package: str) -> str:
    """Make an SDMX id of a name."""
    name = _NOT_IN_AN_ID.sub("_", package.upper())
    return name if name[0].isalpha() else f"P{name}"


def _maintained(agency: str, id_: str, name: str) -> dict[str, str]:
    return {"agencyID": agency, "id": id_, "version": _VERSION, "name": name}


def _component(agency: str, component: Component) -> dict[str, Any]:
    return {
        "id": component.id,
        "conceptIdentity": f"{_CONCEPT_URN}{agency}:{_CONCEPTS}({_VERSION}).{component.id}",
        "localRepresentation": {"format": {"dataType": component.type}},
    }


def _attribute(agency: str, component: Component) -> dict[str, Any]:
    return {
        **_component(agency, component),
        "usage": "mandatory" if component.required else "optional",
        "attributeRelationship": {"observation": {}},
    }


def _cells(row: Mapping[str, str], sources: Mapping[str, Source]) -> dict[str, str]:
    source = sources.get(row.get("source", ""))
    year_start = source.year_start if source else 1
    return {
        each.id: _time(row.get(each.column, ""), year_start)
        if each.type == _PERIOD
        else row.get(each.column, "")
        for each in _COMPONENTS
    }


def _time(text: str, year_start: int) -> str:
    """Write a period as SDMX does; all but ranges and reporting years are written alike."""
    period = parse_period(text, year_start)
    if period is None or "/" not in (plain := str(period)):
        return text
    return f"{plain[:7]}-01/P{period.months}M"
