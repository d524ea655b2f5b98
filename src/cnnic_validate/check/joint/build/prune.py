"""Which instances can be judged, and which figures any of them sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from cnnic_validate.check.joint.build.implied import skip
from cnnic_validate.check.joint.build.network import Constraint, Network, Variable
from cnnic_validate.check.joint.build.scope import Scope
from cnnic_validate.message import joined, say


def prune(scope: Scope) -> None:
    """List as *not evaluated* each constraint with a latent that no other constraint uses.

    Such a constraint can refute nothing: the latent takes whatever value it needs. Repeated until
    nothing changes, for one pruned constraint may leave another alone with its latent. A latent of
    an indicator that nobody prints at all, such as an exchange rate, is kept where its bounds are
    an assumption that the package states.
    """
    network = scope.network
    printed = {each.quantity.indicator for each in network.variables if not each.is_latent}
    free = {
        index
        for index, variable in enumerate(network.variables)
        if variable.is_latent and not _is_assumed(variable, printed)
    }
    while True:
        uses = Counter(
            variable
            for constraint in network.constraints
            for variable in free.intersection(constraint.variables)
        )
        alone = {variable for variable, count in uses.items() if count == 1}
        kept: list[Constraint] = []
        idle: list[Constraint] = []
        for constraint in network.constraints:
            (kept if alone.isdisjoint(constraint.variables) else idle).append(constraint)
        if not idle:
            return
        network.constraints = kept
        for constraint in idle:
            skip(scope, constraint, "not evaluated", _reason(scope, constraint))


def _is_assumed(variable: Variable, printed: Collection[str]) -> bool:
    bounds = variable.domain
    return (
        variable.quantity.indicator not in printed
        and bounds.low is not None
        and bounds.high is not None
        and bounds.low > 0
    )


def _reason(scope: Scope, constraint: Constraint) -> str:
    latents = [
        scope.network.variables[each]
        for each in constraint.variables
        if scope.network.variables[each].is_latent
    ]
    if any(each.unknown_base for each in latents):
        return say("the period of the denominator is not stated")
    names = [scope.words(each.quantity) for each in latents]
    listed = joined("; ", names[:2]) + (
        say(" and {count} more", count=len(names) - 2) if len(names) > 2 else ""
    )
    return say("not printed: {listed}", listed=listed)


def unchecked_figures(network: Network, active: Iterable[int]) -> tuple[str, ...]:
    """Give the ids of the figures that no other figure bounds through the active constraints.

    A figure is bounded where its variable is printed twice, or stands in an equality all of whose
    other terms are printed or follow from printed ones without it.
    """
    equalities = [index for index in active if network.constraints[index].is_equality]
    touching = network.neighbours(equalities)
    return tuple(
        variable.figures[0].id
        for index, variable in enumerate(network.variables)
        if len(variable.figures) == 1 and not _is_bounded(network, touching, index)
    )


def _is_bounded(network: Network, touching: Sequence[Sequence[int]], variable: int) -> bool:
    known: set[int] = set()
    return any(
        all(
            _is_known(network, touching, other, variable, known)
            for other in network.constraints[index].variables
            if other != variable
        )
        for index in touching[variable]
    )


def _is_known(
    network: Network,
    touching: Sequence[Sequence[int]],
    variable: int,
    without: int,
    known: set[int],
) -> bool:
    """Whether a variable is printed, or follows from printed ones other than `without`."""
    if not network.variables[variable].is_latent or variable in known:
        return True
    cluster = _latent_cluster(network, touching, variable)
    changed = True
    while changed and variable not in known:
        changed = False
        for latent in cluster - known:
            if any(
                all(
                    other != without and (not network.variables[other].is_latent or other in known)
                    for other in network.constraints[index].variables
                    if other != latent
                )
                for index in touching[latent]
            ):
                known.add(latent)
                changed = True
    return variable in known


def _latent_cluster(network: Network, touching: Sequence[Sequence[int]], variable: int) -> set[int]:
    """Give the latent variables that are linked to one another, `variable` among them."""
    cluster, stack = {variable}, [variable]
    while stack:
        for index in touching[stack.pop()]:
            for other in network.constraints[index].variables:
                if network.variables[other].is_latent and other not in cluster:
                    cluster.add(other)
                    stack.append(other)
    return cluster
