"""What other worlds read: a published version described for search engines, portals and ML tools.

Each document follows from the descriptor of the bundle. Addresses are relative, to be resolved
against where the document was found: a bundle does not know where it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cnnic_validate.model.statistics import Indicator
from cnnic_validate.release.metadata.croissant import croissant
from cnnic_validate.release.metadata.dcat import dcat
from cnnic_validate.release.metadata.schema_org import schema_org

__all__ = ["CROISSANT", "DCAT", "METADATA", "SCHEMA_ORG", "metadata"]

SCHEMA_ORG = "schema-org.jsonld"
DCAT = "dcat.jsonld"
CROISSANT = "croissant.json"
METADATA = frozenset({SCHEMA_ORG, DCAT, CROISSANT})


def metadata(
    descriptor: Mapping[str, Any],
    schemas: Mapping[str, Mapping[str, Any]],
    indicators: Iterable[Indicator] = (),
) -> dict[str, dict[str, Any]]:
    """Describe a bundle as JSON-LD, by path of the document.

    Args:
        descriptor: of the bundle: with `version`, `created`, and of each resource `bytes`, `hash`.
        schemas: the Table Schema of each resource, by its name, as it stands in JSON.
        indicators: what is measured.
    """
    return {
        SCHEMA_ORG: schema_org(descriptor, indicators),
        DCAT: dcat(descriptor),
        CROISSANT: croissant(descriptor, schemas),
    }
