"""Publish what passes, as an immutable version."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cnnic_validate.check.composition import composed
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import Tell, silent
from cnnic_validate.check.package import Outcome, check_package
from cnnic_validate.comparison import Snapshot, diff_packages
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Catalogue
from cnnic_validate.model.diff import Diff
from cnnic_validate.model.publication import Publication
from cnnic_validate.model.report import Report
from cnnic_validate.model.version import Bump, Reason, parse_version
from cnnic_validate.reading.documents import parse_json, read_json
from cnnic_validate.reading.package_files import package_files
from cnnic_validate.release import sdmx
from cnnic_validate.release.address import open_store
from cnnic_validate.release.bundle import (
    CHANGES,
    CITATION,
    DESCRIPTOR,
    REPORT,
    SUMS,
    Contents,
    bundle,
    digest,
    json_bytes,
    working_descriptor,
)
from cnnic_validate.release.changelog import changelog
from cnnic_validate.release.citation import citation
from cnnic_validate.release.publishing import publish_bundle, read_catalogue
from cnnic_validate.release.reading import read_version
from cnnic_validate.release.series import latest_series, missing_points
from cnnic_validate.release.store import Store
from cnnic_validate.release.tables import made_tables
from cnnic_validate.release.version import least_version
from cnnic_validate.release.wide import wide_tables
from cnnic_validate.render.json import report_json
from cnnic_validate.table import records
from cnnic_validate.workflow.cross_checks import judge_bundle
from cnnic_validate.workflow.history import snapshot
from cnnic_validate.workflow.loading import load_inputs, require_whole, signing_key, unpacked
from cnnic_validate.workflow.policy import Held

# Findings that validation takes for warnings, and publishing does not.
_BLOCKING = frozenset({"expired-waiver"})


def publish(
    to: str,
    *,
    package: str = ".",
    dry_run: bool = False,
    sign_key: str = "",
    progress: Tell | None = None,
) -> Publication:
    """Publish a package that passes as the next version in a store.

    Nothing is written unless all of it is right: the check has no error, no figure of the version
    before changed or went, and no check that held in it is lost, without the reason that it
    demands, the version is at least what the diff demands, and all cross-checks
    agree on the built bundle.

    Args:
        to: the store: a folder, which is made, or another address that `open_store` takes.
        package: the package.
        dry_run: do everything but write.
        sign_key: a file with the private key that signs the catalogue of the store.
        progress: called with (stage, done, total) as the work goes on.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: package or store cannot be read, or the store cannot be written.
        DisagreementError: the cross-checks disagree.
    """
    tell = progress or silent
    signer = signing_key(sign_key)
    # Paths in what is published are those inside the package, wherever it lies here.
    shown = DESCRIPTOR if Path(package).is_dir() else Path(package).name
    inputs = load_inputs(package, shown=shown, progress=progress)
    require_whole(inputs)
    outcome = check_package(inputs, tell=tell)
    store = open_store(to, writable=True)
    draft = Publication(
        store.describe(),
        inputs.package.name,
        "refused",
        outcome.report,
        signed_by=signer.id if signer else "",
    )
    refusals = _refusals(outcome.report)
    if not outcome.report.valid or refusals:
        return replace(draft, refusals=refusals)
    with _before(store) as before:
        draft = replace(draft, previous=before.version, withdrawn=before.withdrawn)
        plan = _plan(inputs, before)
        report = _undeclared(inputs, outcome, plan, before)
        draft = replace(draft, bump=plan.bump, version=plan.version, report=report)
        if plan.refusals or not report.valid:
            return replace(draft, refusals=plan.refusals)
        built = _built(inputs, outcome, before, plan)
        if plan.version == before.version and built != before.files:
            # The package is the same; what is made from it is not, by a newer version of ours.
            plan = _remade(plan, before.version, _differing(built, before.files or {}))
            built = _built(inputs, outcome, before, plan)
    draft = replace(
        draft,
        version=plan.version,
        bump=plan.bump,
        created=plan.created,
        sizes={path: len(data) for path, data in built.items()},
        digests={path: digest(data) for path, data in built.items()},
    )
    tell("asking the cross-checks", 0, 1)
    with unpacked(built) as folder:
        judge_bundle(folder)
    if dry_run:
        return replace(draft, result="prepared")
    tell("publishing", 0, 1)
    counts = _counts(outcome)
    done = publish_bundle(
        store, built, plan.version, plan.created, counts, base=before.catalogue, key=signer
    )
    if done.result == "refused":
        return replace(draft, refusals=(done.refusal,))
    return replace(draft, result="published" if done.result == "new" else "unchanged")


@dataclass(frozen=True, slots=True)
class _Before:
    """The version that stands: its catalogue and files, what is compared; none at first."""

    catalogue: Catalogue | None = None
    version: str = ""
    files: Mapping[str, bytes] | None = None
    state: Snapshot | None = None
    inputs: Inputs | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether there were versions, and none of them stands."""
        return not self.version and bool(self.catalogue and self.catalogue.versions)


@dataclass(frozen=True, slots=True)
class _PublishingPlan:
    version: str
    created: str
    bump: Bump | None = None
    diff: Diff | None = None
    refusals: tuple[str, ...] = ()


@contextlib.contextmanager
def _before(store: Store) -> Iterator[_Before]:
    """Give the latest version of a store, unpacked as the working package that it was made from."""
    catalogue = read_catalogue(store)
    latest = catalogue.latest if catalogue else None
    if latest is None:
        yield _Before(catalogue)
        return
    held = read_version(store, latest)
    descriptor = parse_json(held[DESCRIPTOR].decode(), DESCRIPTOR)
    working = {**held, DESCRIPTOR: json_bytes(working_descriptor(descriptor))}
    with unpacked(working) as folder:
        inputs = load_inputs(str(folder), shown=DESCRIPTOR)
        state = snapshot(inputs, f"version {latest.version}")
        yield _Before(catalogue, latest.version, held, state, inputs)


def _refusals(report: Report) -> tuple[str, ...]:
    return tuple(
        say("{name}: {text}", name=each.code, text=each.message)
        for each in report.findings
        if each.code in _BLOCKING
    )


def _plan(inputs: Inputs, before: _Before) -> _PublishingPlan:
    """Settle version and date; `refusals` say what stands in the way."""
    created = _created(inputs)
    declared = inputs.package.version
    if before.state is None or before.files is None:
        parse_version(declared)
        return _PublishingPlan(_first(declared, before.catalogue), created)
    difference = diff_packages(before.state, snapshot(inputs))
    highest = before.catalogue.versions[-1] if before.catalogue else None
    bump = least_version(highest.version if highest else before.version, difference)
    refusals: tuple[str, ...] = ()
    version = bump.version
    if bump.level == "none":
        version = before.version
    elif declared not in {"", before.version} and parse_version(before.version) < parse_version(
        declared
    ):
        version = declared
        if not bump.allows(declared):
            refusal = say(
                "datapackage.json declares version {declared}; the changes demand {version}",
                declared=declared,
                version=bump.version,
            )
            refusals += (refusal,)
    return _PublishingPlan(version, created, bump, difference, refusals)


def _differing(built: Mapping[str, bytes], earlier: Mapping[str, bytes]) -> list[str]:
    return sorted(
        path
        for path in built.keys() | earlier.keys()
        if built.get(path) != earlier.get(path) and path not in {SUMS, DESCRIPTOR}
    )


def _remade(plan: _PublishingPlan, before: str, paths: list[str]) -> _PublishingPlan:
    major, minor, patch = parse_version(before).core
    version = f"{major}.{minor}.{patch + 1}"
    reason = Reason("patch", say("made anew: {paths}", paths=", ".join(paths[:5]) or DESCRIPTOR))
    return replace(plan, version=version, bump=Bump(version, "patch", (reason,)))


def _first(declared: str, catalogue: Catalogue | None) -> str:
    """Give the version of the first standing bundle: above all that were withdrawn."""
    taken = catalogue.versions[-1].version if catalogue and catalogue.versions else ""
    if taken and not parse_version(taken) < parse_version(declared):
        major, minor, _ = parse_version(taken).core
        return f"{major}.{minor + 1}.0"
    return declared


def _created(inputs: Inputs) -> str:
    """Give the instant that a bundle says it was made at, the same for the same package.

    `SOURCE_DATE_EPOCH` (reproducible-builds.org), else the day on which its newest source appeared.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            instant = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        except (ValueError, OverflowError, OSError):
            what = say(
                "SOURCE_DATE_EPOCH is {epoch!r}, a number of seconds was expected", epoch=epoch[:40]
            )
            raise UnreadableError(say("environment"), what, say("unset it")) from None
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    table = inputs.tables.get("sources")
    days = [each["published"] for each in records(table)] if table else []
    return f"{max(days, default='') or '1970-01-01'}T00:00:00Z"


def _undeclared(inputs: Inputs, outcome: Outcome, plan: _PublishingPlan, before: _Before) -> Report:
    """Give the report, with what changed or is gone, and why; without the reason it is an error."""
    if plan.diff is None or before.inputs is None:
        return outcome.report
    now = outcome
    if plan.diff.gate_changes or plan.diff.additions:
        judged = composed(inputs, before.inputs)
        # Between two versions an exemption may come, and be used in a later step: it exempts.
        kept = {name: each for name, each in inputs.tables.items() if name == "exemptions"}
        now = check_package(replace(judged, tables={**judged.tables, **kept}))
    held = Held(plan.diff, before.inputs, check_package(before.inputs), inputs, now)
    return replace(
        outcome.report,
        findings=(*outcome.report.findings, *held.findings(None)),
        losses=held.losses,
        against=before.version,
    )


def _built(
    inputs: Inputs, outcome: Outcome, before: _Before, plan: _PublishingPlan
) -> dict[str, bytes]:
    file = inputs.package.descriptor_path
    descriptor: dict[str, Any] = read_json(inputs.package.root / file, file)
    points = latest_series(outcome.figures, outcome.statistics)
    names = [each.name for each in inputs.package.resources]
    earlier = before.files[CHANGES].decode() if before.files and CHANGES in before.files else ""
    change = (plan.diff, plan.bump) if plan.diff and plan.bump else None
    same = plan.version == before.version
    documents = {
        CHANGES: earlier
        if same
        else changelog(plan.version, plan.created, change, earlier, withdrawn=before.withdrawn),
        CITATION: citation(descriptor, plan.version, plan.created),
        REPORT: report_json(outcome.report),
        **_sdmx(inputs, outcome, plan.created),
    }
    statistics = outcome.statistics
    missing = missing_points(outcome.missing, points, statistics)
    tables = (
        *made_tables(outcome.figures, points, statistics, names, missing),
        *wide_tables(points, statistics),
    )
    indicators = tuple(statistics.indicators.values())
    contents = Contents(descriptor, package_files(inputs.package), tables, documents, indicators)
    return bundle(contents, plan.version, plan.created)


def _sdmx(inputs: Inputs, outcome: Outcome, created: str) -> dict[str, str]:
    """Give the figures as SDMX, with their structure, by path; nothing where there are none."""
    table = inputs.tables.get(OBSERVATIONS)
    if table is None:
        return {}
    name = inputs.package.name
    return {
        sdmx.DATA: sdmx.sdmx_csv(
            name, (record.values for record in records(table)), outcome.statistics.sources
        ),
        sdmx.STRUCTURE: json_bytes(sdmx.sdmx_structure(name, created)).decode(),
    }


def _counts(outcome: Outcome) -> dict[str, int]:
    points = latest_series(outcome.figures, outcome.statistics)
    sources = {figure.source for figure in outcome.figures}
    return {"figures": outcome.report.figures, "series": len(points), "sources": len(sources)}
