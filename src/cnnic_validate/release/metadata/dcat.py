"""A version as a `dcat:Dataset` (W3C DCAT 3): what data portals harvest.

The properties that the European profile DCAT-AP 3 asks for are among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnnic_validate.release.metadata import terms

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TABLE_SCHEMA = "https://datapackage.org/standard/table-schema/"
_DATA_PACKAGE = "https://datapackage.org/standard/data-package/"


def dcat(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a version; `release.metadata.metadata` says what is given."""
    agents = [_agent(*each) for each in terms.creators(descriptor)]
    value = {
        "@context": _CONTEXT,
        "@id": "./",
        "@type": "dcat:Dataset",
        "dct:title": _english(terms.title(descriptor)),
        "dct:description": _english(terms.description(descriptor)),
        "dct:identifier": f"{descriptor['name']}@{descriptor['version']}",
        "dcat:version": descriptor["version"],
        "dct:modified": _typed("xsd:dateTime", descriptor["created"]),
        "dcat:keyword": [_english(each) for each in descriptor.get("keywords", ())],
        "dcat:landingPage": _document(descriptor.get("homepage")),
        "dct:creator": agents,
        "dct:publisher": agents[0],
        "dct:source": [_source(*each) for each in terms.sources(descriptor)],
        "dct:conformsTo": {"@id": _DATA_PACKAGE, "@type": "dct:Standard"},
        "dcat:distribution": [_distribution(each, descriptor) for each in descriptor["resources"]],
    }
    return _filled(value)


def _distribution(resource: Mapping[str, Any], descriptor: Mapping[str, Any]) -> dict[str, Any]:
    media_type = resource.get("mediatype", "text/csv")
    licences = [
        {"@id": each, "@type": "dct:LicenseDocument"} for each in terms.licences(descriptor)
    ]
    return _filled(
        {
            "@id": f"#{resource['name']}",
            "@type": "dcat:Distribution",
            "dct:title": _english(resource.get("title") or resource["name"]),
            "dct:description": _english(resource.get("description")),
            "dcat:accessURL": _place(resource["path"]),
            "dcat:downloadURL": _place(resource["path"]),
            "dcat:mediaType": {"@id": _MEDIA_TYPES + media_type, "@type": "dct:MediaType"},
            "dcat:byteSize": _typed("xsd:nonNegativeInteger", str(resource["bytes"])),
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": _typed("xsd:hexBinary", terms.sha256(resource)),
            },
            "dct:license": licences,
            "dct:conformsTo": {"@id": _TABLE_SCHEMA, "@type": "dct:Standard"},
        }
    )


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if each}


def _english(text: str | None) -> dict[str, str] | None:
    return {"@value": text, "@language": "en"} if text else None


def _typed(datatype: str, text: str) -> dict[str, str]:
    return {"@type": datatype, "@value": text}


def _place(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "rdfs:Resource"}


def _document(address: str | None) -> dict[str, str] | None:
    return {"@id": address, "@type": "foaf:Document"} if address else None


def _agent(name: str, address: str) -> dict[str, Any]:
    return _filled({"@type": "foaf:Agent", "foaf:name": name, "foaf:homepage": _document(address)})


def _source(title: str, address: str) -> dict[str, Any]:
    node = {"@type": "rdfs:Resource", "dct:title": _english(title)}
    return {"@id": address, **node} if address else node
