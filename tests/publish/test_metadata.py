"""Metadata for other worlds, each judged by a library that we did not write."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import mlcroissant
import pytest
from pyshacl import validate
from rdflib import Graph

from cnnic_validate.check.package import read_package
from cnnic_validate.reading.package_files import package_files
from cnnic_validate.release.bundle import Contents, bundle, json_bytes
from cnnic_validate.release.metadata import CROISSANT, DCAT, SCHEMA_ORG
from cnnic_validate.release.series import latest_series
from cnnic_validate.release.tables import made_tables
from cnnic_validate.release.wide import wide_tables
from cnnic_validate.workflow.loading import load_inputs

# Both libraries read JSON-LD through a class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

SHAPES = {DCAT: "dcat.ttl", SCHEMA_ORG: "schema_org.ttl"}
ROOT = Path(__file__).parents[2]
PLACE = "https://example.org/store/versions/1.2.0/"


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Give the folder of a bundle of the package in this repository."""
    inputs = load_inputs(str(ROOT))
    reading = read_package(inputs)
    points = latest_series(reading.figures, reading.statistics)
    descriptor = json.loads((ROOT / "datapackage.json").read_bytes())
    names = [each["name"] for each in descriptor["resources"]]
    tables = (
        *made_tables(reading.figures, points, reading.statistics, names),
        *wide_tables(points, reading.statistics),
    )
    indicators = tuple(reading.statistics.indicators.values())
    contents = Contents(descriptor, package_files(inputs.package), tables, {}, indicators)
    folder = tmp_path_factory.mktemp("bundle")
    for path, data in bundle(contents, "1.2.0", "2025-03-01T00:00:00Z").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def objections(name: str, value) -> str:
    """Give what pyshacl finds wrong with a document, empty where nothing is."""
    graph = Graph().parse(data=json_bytes(value), format="json-ld", publicID=PLACE)
    shapes = Graph().parse(Path(__file__).parent / "shapes" / SHAPES[name])
    conforms, _, text = validate(graph, shacl_graph=shapes)
    return "" if conforms else text


def document(folder: Path, name: str):
    return json.loads((folder / name).read_bytes())


@pytest.mark.parametrize("name", SHAPES)
def test_documents_conform(built, name):
    assert objections(name, document(built, name)) == ""


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        (DCAT, ("dct:title",), None),
        (DCAT, ("dct:publisher",), {"@type": "rdfs:Resource"}),
        (DCAT, ("dct:modified",), "yesterday"),
        (DCAT, ("dcat:distribution", 0, "dcat:accessURL"), None),
        (DCAT, ("dcat:distribution", 1, "dcat:byteSize"), "12"),
        (DCAT, ("dcat:distribution", 1, "spdx:checksum", "spdx:checksumValue", "@value"), "ab"),
        (DCAT, ("dcat:distribution",), None),
        (SCHEMA_ORG, ("description",), "short"),
        (SCHEMA_ORG, ("license",), None),
        (SCHEMA_ORG, ("version",), 1.2),
        (SCHEMA_ORG, ("distribution", 0, "sha256"), "ab"),
        (SCHEMA_ORG, ("distribution", 2, "contentUrl"), None),
        (SCHEMA_ORG, ("variableMeasured", 0, "unitText"), None),
    ],
)
def test_what_is_missing_or_wrong_is_objected_to(built, name, path, value):
    spoilt = copy.deepcopy(document(built, name))
    inner = spoilt
    for key in path[:-1]:
        inner = inner[key]
    assert path[-1] in inner
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert objections(name, spoilt)


def test_addresses_are_those_of_the_files_where_the_bundle_lies(built):
    graph = Graph().parse(built / DCAT, format="json-ld", publicID=PLACE + DCAT)
    found = graph.query(
        "SELECT ?url WHERE { ?d a <http://www.w3.org/ns/dcat#Dataset> ;"
        " <http://www.w3.org/ns/dcat#distribution>/<http://www.w3.org/ns/dcat#downloadURL> ?url }"
    )
    addresses = {str(row.url) for row in found}
    resources = document(built, "datapackage.json")["resources"]
    assert addresses == {PLACE + each["path"] for each in resources}


def test_all_three_say_of_each_file_what_the_descriptor_says(built):
    resources = document(built, "datapackage.json")["resources"]
    expected = {each["path"]: each["hash"].removeprefix("sha256:") for each in resources}
    downloads = document(built, SCHEMA_ORG)["distribution"]
    assert {each["contentUrl"]: each["sha256"] for each in downloads} == expected
    distributions = document(built, DCAT)["dcat:distribution"]
    assert {
        each["dcat:downloadURL"]["@id"]: each["spdx:checksum"]["spdx:checksumValue"]["@value"]
        for each in distributions
    } == expected
    objects = document(built, CROISSANT)["distribution"]
    assert {each["contentUrl"]: each["sha256"] for each in objects} == expected


def test_croissant_is_valid_without_a_warning(built):
    dataset = mlcroissant.Dataset(jsonld=str(built / CROISSANT))
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    assert dataset.metadata.version == "1.2.0"


def test_croissant_loads_every_row_of_the_series(built):
    dataset = mlcroissant.Dataset(jsonld=str(built / CROISSANT))
    rows = [dict(row) for row in dataset.records("series")]
    header, *lines = (built / "series.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(lines) > 0
    assert list(rows[0]) == [f"series/{name}" for name in header.split(",")]
    ids = [line.split(",")[header.split(",").index("figure_id")] for line in lines]
    assert [row["series/figure_id"].decode() for row in rows] == ids


def test_croissant_of_changed_bytes_is_not_loaded(built, tmp_path):
    value = document(built, CROISSANT)
    data = (built / "series.csv").read_bytes()
    (tmp_path / "series.csv").write_bytes(data.replace(b"internet", b"intranet", 1))
    value["distribution"] = [e for e in value["distribution"] if e["@id"] == "series.csv"]
    value["recordSet"] = [each for each in value["recordSet"] if each["@id"] == "series"]
    (tmp_path / CROISSANT).write_bytes(json_bytes(value))
    dataset = mlcroissant.Dataset(jsonld=str(tmp_path / CROISSANT))
    with pytest.raises(Exception, match="Download") as caught:
        next(iter(dataset.records("series")))
    assert "hash" in str(caught.value.__cause__).lower()


def test_a_package_that_says_little_is_described_all_the_same():
    descriptor = {
        "name": "tiny",
        "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "id"}]}}],
    }
    files = bundle(Contents(descriptor, {"a.csv": b"id\n1\n"}), "1.0.0", "2025-03-01T00:00:00Z")
    assert objections(DCAT, json.loads(files[DCAT])) == ""
    croissant = json.loads(files[CROISSANT])
    assert croissant["recordSet"][0]["field"][0]["dataType"] == "sc:Text"
    schema_org = json.loads(files[SCHEMA_ORG])
    assert schema_org["creator"] == [{"@type": "Organization", "name": "The authors of tiny"}]
    assert "license" not in schema_org


def test_a_licence_without_an_address_gets_that_of_its_identifier():
    descriptor = {
        "name": "tiny",
        "licenses": [{"name": "ODC-BY-1.0"}],
        "homepage": "https://example.org/tiny",
        "contributors": [{"title": "An Office", "path": "https://example.org"}],
        "sources": [{"title": "A report"}, {"title": "Another", "path": "https://example.org/b"}],
        "resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "id"}]}}],
    }
    files = bundle(Contents(descriptor, {"a.csv": b"id\n1\n"}), "1.0.0", "2025-03-01T00:00:00Z")
    value = json.loads(files[SCHEMA_ORG])
    assert value["license"] == ["https://spdx.org/licenses/ODC-BY-1.0"]
    assert value["url"] == "https://example.org/tiny"
    assert value["isBasedOn"][1]["url"] == "https://example.org/b"
    assert objections(DCAT, json.loads(files[DCAT])) == ""
