"""What came of publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cnnic_validate.model.report import Report
from cnnic_validate.model.version import Bump

Result = Literal["published", "unchanged", "prepared", "refused"]


@dataclass(frozen=True, slots=True)
class Publication:
    """A version that was published, would be (`prepared`), was there already, or was refused.

    `report` judges the package; `refusals` say why nothing was published although it is valid.
    `bump` is what the diff with version `previous` demands, None where there is none before;
    `withdrawn` says that there were versions and none of them stands.
    `sizes` and `digests` (SHA-256) are of the files of the bundle, by path. `signed_by` is the key
    that signs the catalogue, empty where none does.
    """

    store: str
    name: str
    result: Result
    report: Report
    version: str = ""
    previous: str = ""
    withdrawn: bool = False
    created: str = ""
    bump: Bump | None = None
    refusals: tuple[str, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    signed_by: str = ""
