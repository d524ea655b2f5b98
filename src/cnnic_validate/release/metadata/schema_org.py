"""A version as a schema.org `Dataset`: what search engines for data read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnnic_validate.model.statistics import Indicator
from cnnic_validate.release.metadata import terms

# Written out: the context at schema.org would have to be fetched to read the document.
_ADDRESS = {"@type": "@id"}
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "contentUrl": _ADDRESS,
    "license": _ADDRESS,
    "url": _ADDRESS,
    "dateModified": {"@type": "DateTime"},
}


def schema_org(
    descriptor: Mapping[str, Any], indicators: Iterable[Indicator] = ()
) -> dict[str, Any]:
    """Describe a version; `release.metadata.metadata` says what is given."""
    value = {
        "@context": _CONTEXT,
        "@id": "./",
        "@type": "Dataset",
        "name": terms.title(descriptor),
        "alternateName": descriptor["name"],
        "identifier": f"{descriptor['name']}@{descriptor['version']}",
        "description": terms.description(descriptor),
        "version": descriptor["version"],
        "dateModified": descriptor["created"],
        "license": terms.licences(descriptor),
        "isAccessibleForFree": True,
        "keywords": list(descriptor.get("keywords", ())),
        "url": descriptor.get("homepage"),
        "creator": [_named("Organization", *each) for each in terms.creators(descriptor)],
        "isBasedOn": [_named("CreativeWork", *each) for each in terms.sources(descriptor)],
        "distribution": [_download(each) for each in descriptor["resources"]],
        "variableMeasured": [_variable(each) for each in indicators],
    }
    return {key: each for key, each in value.items() if each or each is False}


def _named(kind: str, name: str, address: str) -> dict[str, Any]:
    return {"@type": kind, "name": name, **({"url": address} if address else {})}


def _download(resource: Mapping[str, Any]) -> dict[str, Any]:
    value = {
        "@type": "DataDownload",
        "name": resource["name"],
        "description": resource.get("title"),
        "contentUrl": resource["path"],
        "encodingFormat": resource.get("mediatype", "text/csv"),
        "contentSize": f"{resource['bytes']} B",
        "sha256": terms.sha256(resource),
    }
    return {key: each for key, each in value.items() if each}


def _variable(indicator: Indicator) -> dict[str, Any]:
    value = {
        "@type": "PropertyValue",
        "propertyID": indicator.code,
        "name": indicator.title_en,
        "alternateName": indicator.title_zh,
        "unitText": indicator.unit_measure,
    }
    return {key: each for key, each in value.items() if each}
