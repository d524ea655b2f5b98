"""How to cite a version: `CITATION.cff`, Citation File Format 1.2.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml


def citation(descriptor: Mapping[str, Any], version: str, created: str) -> str:
    """Write the citation of a version of a package.

    Args:
        descriptor: gives title, description, keywords, contributors, licences and home page.
        version: the version.
        created: its date, or an instant that begins with it.
    """
    licences = [each["name"] for each in descriptor.get("licenses", ()) if "name" in each]
    authors = [
        {"name": each["title"], **({"website": each["path"]} if "path" in each else {})}
        for each in descriptor.get("contributors", ())
        if "title" in each
    ]
    value = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite this version, and the publisher of a figure"
        " with it.",
        "type": "dataset",
        "title": descriptor.get("title") or descriptor["name"],
        "authors": authors or [{"name": f"The authors of {descriptor['name']}"}],
        "version": version,
        "date-released": created[:10],
        "abstract": descriptor.get("description"),
        "keywords": list(descriptor.get("keywords", ())),
        "license": licences[0] if len(licences) == 1 else licences,
        "url": descriptor.get("homepage"),
    }
    kept = {key: value for key, value in value.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)
