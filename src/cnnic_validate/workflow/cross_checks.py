"""Three judges of a built bundle: our own check, pandera and frictionless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cnnic_validate.check.inputs import Inputs
from cnnic_validate.check.package import check_package
from cnnic_validate.workflow.loading import load_inputs


class DisagreementError(Exception):
    """A cross-check objects to a bundle that our own check passes, or the other way round."""


def judge_bundle(folder: Path) -> None:
    """Have all cross-checks judge a bundle that was built from a valid package.

    Raises:
        DisagreementError: one of them objects; it names who says what. Ours or theirs is wrong,
            and nothing may be published until it is known which.
    """
    inputs = load_inputs(str(folder), shown="datapackage.json")
    objections = [*_own(inputs), *_pandera(inputs), *_frictionless(folder)]
    if objections:
        raise DisagreementError("the cross-checks disagree on the bundle: " + "; ".join(objections))


def _own(inputs: Inputs) -> Iterator[str]:
    for finding in check_package(inputs).report.findings:
        if finding.severity == "error":
            yield f"cnnic-validate: {finding.place.path}:{finding.place.line} {finding.message}"


def _pandera(inputs: Inputs) -> Iterator[str]:
    from pandera.errors import SchemaErrors  # noqa: PLC0415 - slow, and only publishing needs it

    from cnnic_validate.pandera_schema import frame_of, pandera_schema  # noqa: PLC0415 - likewise

    for resource in inputs.package.resources:
        rules = [each for each in inputs.rules.row_rules if each.resource == resource.name]
        schema = pandera_schema(resource.schema, resource.name, rules)
        try:
            schema.validate(frame_of(inputs.tables[resource.name]), lazy=True)
        except SchemaErrors as error:
            for case in _first_cases(error.failure_cases.to_dict("records")):
                yield f"pandera: {resource.name}: {case}"


def _first_cases(cases: list[Mapping[str, object]]) -> Iterator[str]:
    for case in cases[:5]:
        yield f"{case.get('column')} {case.get('failure_case')!r} fails {case.get('check')}"


def _frictionless(folder: Path) -> tuple[str, ...]:
    from cnnic_validate.cross_check import frictionless_objections  # noqa: PLC0415 - likewise

    return frictionless_objections(folder)
