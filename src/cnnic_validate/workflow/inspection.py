"""Look into a package: its rules, its figures, its codes, its schemas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnnic_validate.check.inputs import OBSERVATIONS
from cnnic_validate.check.joint.rounding import rounding_evidence
from cnnic_validate.check.joint.verifiability import explain_figure, least_checked
from cnnic_validate.check.package import check_package
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.codes import CODES, FindingCode
from cnnic_validate.model.explanation import Explanation, Verifiability
from cnnic_validate.model.listing import RuleListing, rule_listing
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.reading.descriptor import load_package
from cnnic_validate.reading.rules import load_rules
from cnnic_validate.table import records
from cnnic_validate.workflow.loading import load_inputs, resource_of

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema


def rules(package: str = ".") -> RuleListing:
    """List the rules of a package, how their instances came out, and all that exempts them."""
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    exemption_of = {figure.id: figure.exemption for figure in outcome.figures if figure.exemption}
    name = inputs.package.descriptor_path
    listing = rule_listing(name, inputs.rules, outcome.statistics, outcome.report, exemption_of)
    return replace(listing, rounding=rounding_evidence(outcome.joint, outcome.statistics))


def verifiability(package: str = ".", *, release: str = "") -> Verifiability:
    """Rank the figures of a package, or those that one source prints, least checked first.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or no figure is of that release.
    """
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    chosen = [each.id for each in outcome.figures if release in {"", each.source}]
    if release and not chosen:
        hint = did_you_mean(release, {each.source for each in outcome.figures})
        raise UnreadableError(
            package,
            say("the package has no figure of the release {release}", release=release),
            hint,
        )
    name = inputs.package.descriptor_path
    return Verifiability(name, release, least_checked(outcome.joint, chosen))


def explain(figure_id: str, *, package: str = ".") -> Explanation:
    """Show what the other figures say about one figure, and how far it could move unnoticed.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or has no such figure that can be read.
    """
    inputs = load_inputs(package)
    outcome = check_package(inputs)
    known = {each.id for each in outcome.figures}
    if figure_id in known:
        return explain_figure(outcome.joint, outcome.statistics, figure_id)
    table = inputs.tables.get(OBSERVATIONS)
    if table and any(record["id"] == figure_id for record in records(table)):
        what = say("the figure {figure_id} has errors and is not read", figure_id=figure_id)
        raise UnreadableError(package, what, say("cnnic-validate says which"))
    what = say("the package has no figure {figure_id}", figure_id=figure_id)
    raise UnreadableError(package, what, did_you_mean(figure_id, known))


def explain_code(code: str) -> FindingCode:
    """Say what a finding code means and how to fix what it names.

    Raises:
        UnreadableError: no finding has this code.
    """
    if code not in CODES:
        raise UnreadableError(code, say("is no finding code"), did_you_mean(code, CODES))
    return CODES[code]


def schema(resource: str, *, package: str = ".") -> DataFrameSchema:
    """Give the pandera schema of a resource, made from its Table Schema and row rules.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: the package cannot be read, or has no such resource.
    """
    from cnnic_validate.pandera_schema import pandera_schema  # noqa: PLC0415 - pandera is slow

    loaded = load_package(package)
    found = resource_of(loaded, resource, package)
    row_rules = [rule for rule in load_rules(loaded).row_rules if rule.resource == resource]
    return pandera_schema(found.schema, resource, row_rules)
