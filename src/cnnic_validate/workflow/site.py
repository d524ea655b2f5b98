"""Build the site of a store: pages, pictures and files for every version in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cnnic_validate import files, folders
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import Tell, silent
from cnnic_validate.check.joint.rounding import rounding_evidence
from cnnic_validate.check.joint.verifiability import least_checked
from cnnic_validate.check.package import Outcome, check_package
from cnnic_validate.comparison import Snapshot, diff_packages
from cnnic_validate.errors import CnnicError, UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import split
from cnnic_validate.model.catalogue import PublishedVersion
from cnnic_validate.model.listing import rule_listing
from cnnic_validate.model.series import Series, SeriesPoint
from cnnic_validate.model.site import (
    Bilingual,
    Described,
    Edition,
    ReadAt,
    Site,
    Unshown,
    VersionStep,
    file_name,
)
from cnnic_validate.reading.documents import parse_json
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.release import client
from cnnic_validate.release.address import open_store
from cnnic_validate.release.bundle import DESCRIPTOR, GENERATED, json_bytes, working_descriptor
from cnnic_validate.release.reading import read_version
from cnnic_validate.release.series import latest_series, series_csv, vintages_csv
from cnnic_validate.release.store import Store
from cnnic_validate.release.version import least_version
from cnnic_validate.render.site import places, site_files
from cnnic_validate.render.workbook import Sheet, workbook
from cnnic_validate.table import records
from cnnic_validate.workflow.history import snapshot
from cnnic_validate.workflow.loading import cache_folder, load_inputs, unpacked

# What marks properties of a descriptor that the standard does not have.
OURS = "cnnic:"
_NUMERIC = frozenset({"number", "integer"})
INDICATORS, TOPICS, DIMENSIONS = "indicators", "topics", "dimensions"


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was built: where, how many files and bytes, and of which versions.

    `unshown` has the versions whose data cannot be read any more.
    """

    folder: str
    files: int
    size: int
    versions: tuple[str, ...]
    unshown: tuple[str, ...] = ()


def build_site(store: str, to: str, *, base_url: str = "", progress: Tell | None = None) -> Built:
    """Build the site of a store into a folder: static files, the same bytes for the same store.

    Whoever looks sees the site that was there before, or the new one.

    Args:
        store: the address of the store.
        to: the folder, made where it is missing; what it holds of an earlier site goes.
        base_url: where the site will stand, for canonical links and the feed.
        progress: called with (stage, done, total) as the work goes on.

    Raises:
        UnreadableError: the store cannot be read or has no version, the folder holds something
            that is not of a site, or it cannot be written.
    """
    tell = progress or silent
    target = Path(to)
    folders.refuse_others(target, places.OWN, places.MARKER)
    opened = open_store(store)
    catalogue = client.current(opened, cache_folder())
    if not catalogue.versions:
        hint = say("`cnnic publish --to` puts one there")
        raise UnreadableError(opened.describe(), say("has no version yet"), hint)
    editions = tuple(_editions(opened, catalogue.versions, tell))
    site = Site(catalogue, editions, base_url.rstrip("/"))
    tell("writing pages", 0, 1)
    count, size = folders.replace_folder(
        target, _everything(opened, site), places.OWN, places.MARKER
    )
    return Built(
        files.shown_as(target),
        count,
        size,
        tuple(each.published.version for each in editions),
        tuple(each.published.version for each in editions if isinstance(each, Unshown)),
    )


def _everything(store: Store, site: Site) -> Iterator[tuple[str, bytes]]:
    """Give every file of the site by path: the pages, then the data of each version."""
    yield from site_files(site)
    for edition in site.editions:
        published, name = edition.published, site.catalogue.name
        where = places.version_folder(published.version)
        held = read_version(store, published)
        yield from ((f"{where}/{places.FILES}/{path}", data) for path, data in held.items())
        yield f"{where}/{places.workbook(name, published.version)}", _workbook(held)
        if isinstance(edition, Edition):
            yield from _tables(edition, where)


def _workbook(held: Mapping[str, bytes]) -> bytes:
    """Write the tables of a bundle as one workbook, those made from the figures first."""
    descriptor = parse_json(held[DESCRIPTOR].decode(), DESCRIPTOR)
    resources = sorted(descriptor["resources"], key=lambda each: not each.get(GENERATED))
    return workbook([_sheet(each, held) for each in resources if each["path"] in held])


def _sheet(resource: Mapping[str, Any], held: Mapping[str, bytes]) -> Sheet:
    schema = resource.get("schema", {})
    if isinstance(schema, str):
        schema = parse_json(held[schema].decode(), schema)
    numbers = {each["name"] for each in schema["fields"] if each.get("type") in _NUMERIC}
    table = read_text_table(held[resource["path"]], resource["path"])
    rows = (list(each.values.values()) for each in records(table))
    return Sheet(resource["name"], table.header, rows, frozenset(numbers))


def _tables(edition: Edition, where: str) -> Iterator[tuple[str, bytes]]:
    """Give the series of each indicator as CSV, what stands and every vintage."""
    held: dict[str, list[SeriesPoint]] = {}
    for series in edition.series:
        held.setdefault(series.indicator.code, []).extend(series.points)
    for code, points in held.items():
        name = f"{where}/{places.DATA}/{file_name(code)}"
        yield f"{name}.csv", series_csv(points).encode()
        yield f"{name}.vintages.csv", vintages_csv(points).encode()


def _editions(
    store: Store, versions: tuple[PublishedVersion, ...], tell: Tell
) -> Iterator[Edition | Unshown]:
    before: Snapshot | None = None
    for number, published in enumerate(versions):
        tell("reading versions", number, len(versions))
        held = read_version(store, published)
        try:
            edition, before = _edition(published, held, before)
        except CnnicError as error:
            yield Unshown(published, "; ".join(map(str, error.faults)))
        else:
            yield edition


def _edition(
    published: PublishedVersion, held: Mapping[str, bytes], before: Snapshot | None
) -> tuple[Edition, Snapshot]:
    descriptor = parse_json(held[DESCRIPTOR].decode(), DESCRIPTOR)
    working = {**held, DESCRIPTOR: json_bytes(working_descriptor(descriptor))}
    with unpacked(working) as folder:
        inputs = load_inputs(str(folder), shown=DESCRIPTOR)
        outcome = check_package(inputs)
        now = snapshot(inputs, f"version {published.version}")
        step = _step(before, now) if before else None
        return _shown(published, descriptor, held, inputs, outcome, step), now


def _step(before: Snapshot, now: Snapshot) -> VersionStep:
    difference = diff_packages(before, now)
    version = before.name.removeprefix("version ")
    return VersionStep(version, least_version(version, difference), difference.figures)


def _shown(
    published: PublishedVersion,
    descriptor: Mapping[str, Any],
    held: Mapping[str, bytes],
    inputs: Inputs,
    outcome: Outcome,
    step: VersionStep | None,
) -> Edition:
    statistics = outcome.statistics
    exemption_of = {each.id: each.exemption for each in outcome.figures if each.exemption}
    listing = rule_listing(DESCRIPTOR, inputs.rules, statistics, outcome.report, exemption_of)
    checked = least_checked(outcome.joint, (each.id for each in outcome.figures))
    return Edition(
        published=published,
        package=_described(descriptor),
        statistics=statistics,
        figures=outcome.figures,
        series=tuple(_series(outcome)),
        report=outcome.report,
        listing=replace(listing, rounding=rounding_evidence(outcome.joint, statistics)),
        checks={each.figure.figure: each for each in checked},
        definitions=_texts(inputs, INDICATORS, "definition", "definition_zh"),
        topics=_texts(inputs, TOPICS, "title_en", "title_zh"),
        dimensions=_texts(inputs, DIMENSIONS, "title_en", "title_zh"),
        readings=_readings(inputs),
        files={path: len(data) for path, data in held.items()},
        step=step,
    )


def _described(descriptor: Mapping[str, Any]) -> Described:
    return Described(
        descriptor["name"],
        descriptor.get("title") or descriptor["name"],
        descriptor.get("description", ""),
        tuple(
            (each.get("name") or each.get("title", ""), each.get("path", ""))
            for each in descriptor.get("licenses", ())
        ),
        tuple(each["title"] for each in descriptor.get("contributors", ()) if "title" in each),
        descriptor.get("homepage", ""),
        descriptor.get(f"{OURS}title_zh", ""),
        descriptor.get(f"{OURS}description_zh", ""),
    )


def _series(outcome: Outcome) -> Iterator[Series]:
    """Give a series for each indicator and breakdown with a level, in order of the package."""
    statistics = outcome.statistics
    held: dict[tuple[str, str], list[SeriesPoint]] = {}
    for point in latest_series(outcome.figures, statistics):
        quantity = point.quantity
        held.setdefault((quantity.indicator, quantity.breakdown), []).append(point)
    order = {code: rank for rank, code in enumerate(statistics.indicators)}
    classes = {code: rank for rank, code in enumerate(statistics.breakdowns)}

    def rank(key: tuple[str, str]) -> tuple[int, list[int]]:
        return order[key[0]], [classes[each] for each in split(key[1])]

    for indicator, breakdown in sorted(held, key=rank):
        yield Series(
            statistics.indicators[indicator],
            breakdown,
            tuple(statistics.breakdowns[code] for code in split(breakdown)),
            None,
            tuple(held[indicator, breakdown]),
            statistics.exemptions,
        )


def _texts(inputs: Inputs, resource: str, english: str, chinese: str) -> dict[str, Bilingual]:
    table = inputs.tables.get(resource)
    return {
        record["code"]: Bilingual(record.values.get(english, ""), record.values.get(chinese, ""))
        for record in (records(table) if table else ())
    }


def _readings(inputs: Inputs) -> dict[str, ReadAt]:
    table = inputs.tables.get(OBSERVATIONS)
    return {
        record["id"]: ReadAt(record.values.get("url", ""), record.values.get("note", ""))
        for record in (records(table) if table else ())
    }
