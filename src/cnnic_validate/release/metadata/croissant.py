"""A version in Croissant 1.0 (MLCommons): what machine-learning tools load tables by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnnic_validate.release.metadata import terms

_TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
# The context that the specification gives: readers compare it with theirs.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    descriptor: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Describe a version; `release.metadata.metadata` says what is given."""
    value = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["name"],
        "alternateName": [terms.title(descriptor)],
        "description": terms.description(descriptor),
        "version": descriptor["version"],
        "datePublished": terms.day(descriptor),
        "license": terms.licences(descriptor),
        "citeAs": terms.citation(descriptor),
        "url": descriptor.get("homepage"),
        "keywords": list(descriptor.get("keywords", ())),
        "creator": [_creator(*each) for each in terms.creators(descriptor)],
        "distribution": [_file(each) for each in descriptor["resources"]],
        "recordSet": [_records(each, schemas[each["name"]]) for each in descriptor["resources"]],
    }
    return {key: each for key, each in value.items() if each}


def _creator(name: str, address: str) -> dict[str, Any]:
    return {"@type": "sc:Organization", "name": name, **({"url": address} if address else {})}


def _file(resource: Mapping[str, Any]) -> dict[str, Any]:
    value = {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource.get("title"),
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource.get("mediatype", "text/csv"),
        "sha256": terms.sha256(resource),
    }
    return {key: each for key, each in value.items() if each}


def _records(resource: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    name, path = resource["name"], resource["path"]
    keys = schema.get("primaryKey", ())
    columns = [keys] if isinstance(keys, str) else list(keys)
    value = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource.get("title"),
        "key": [{"@id": f"{name}/{each}"} for each in columns],
        "field": [_field(name, path, each) for each in schema.get("fields", ())],
    }
    return {key: each for key, each in value.items() if each}


def _field(name: str, path: str, field: Mapping[str, Any]) -> dict[str, Any]:
    value = {
        "@type": "cr:Field",
        "@id": f"{name}/{field['name']}",
        "name": field["name"],
        "description": field.get("description") or field.get("title"),
        "dataType": _TYPES.get(field.get("type", "any"), "sc:Text"),
        "source": {"fileObject": {"@id": path}, "extract": {"column": field["name"]}},
    }
    return {key: each for key, each in value.items() if each}
