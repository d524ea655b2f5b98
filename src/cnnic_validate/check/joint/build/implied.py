"""What the data model implies: ratio, growth, change, repeat, revision and part ≤ whole.

Each builder adds constraints to the scope's network where the terms are printed, or latent. A
latent that one constraint alone uses is pruned later; the instance is then *not evaluated*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from cnnic_validate.check.joint.build.network import (
    Constraint,
    Form,
    Unevaluated,
    ratio_form,
    sum_form,
)
from cnnic_validate.check.joint.build.scope import Ambiguous, Found, Scope, Term, level, month_of
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import parents, resolve
from cnnic_validate.model.finding import Severity
from cnnic_validate.model.period import Period
from cnnic_validate.model.rule import Verdict
from cnnic_validate.model.statistics import Identity, Indicator, Quantity


def build_implied(scope: Scope) -> None:
    """Add all implied constraints but partitions."""
    for index in range(len(scope.network.variables)):
        variable = scope.network.variables[index]
        indicator = scope.statistics.indicators[variable.quantity.indicator]
        if variable.quantity.measure == "level":
            _ratio(scope, index, indicator)
            _part_whole(scope, index, indicator)
        else:
            _growth_or_change(scope, index, indicator)
    _changes_by_growth(scope)
    _unprinted_ratios(scope)
    _revisions(scope)


def exempting(scope: Scope, variables: tuple[int, ...], identity: Identity) -> str:
    """Name the exemption of one of the variables from an identity; empty where none has one."""
    for figure in scope.network.figures(variables):
        exemption = scope.statistics.exemptions.get(figure.exemption)
        if exemption and identity in exemption.exempts:
            return say("exemption {code}: {title}", code=exemption.code, title=exemption.title)
    return ""


def add(scope: Scope, constraint: Constraint, identity: Identity | None = None) -> None:
    """Add a constraint, or list it as not applicable where an exemption exempts it."""
    reason = exempting(scope, constraint.variables, identity) if identity else ""
    if reason:
        skip(scope, constraint, "not applicable", reason)
    else:
        scope.network.constraints.append(constraint)


def skip(scope: Scope, constraint: Constraint, verdict: Verdict, reason: str) -> None:
    """List an instance that is not checked, with its reason."""
    scope.network.unevaluated.append(
        Unevaluated(
            constraint.rule,
            constraint.title,
            constraint.severity,
            verdict,
            reason,
            constraint.variables,
        )
    )


def _ratio(scope: Scope, index: int, indicator: Indicator) -> None:
    if not _is_quotient(indicator):
        return
    quantity = scope.network.variables[index].quantity
    unknown = quantity.denominator_period is None and indicator.kind == "ratio"
    numerator, denominator = _terms(scope, quantity, indicator)
    anchor = scope.anchor(index)
    release = anchor.release
    top = scope.find(Term(numerator), anchor)
    bottom = None if unknown else scope.find(Term(denominator), anchor)
    top_at = _or_latent(scope, top, numerator, release)
    bottom_at = (
        scope.latent(denominator, release, unknown_base=True)
        if unknown
        else _or_latent(scope, bottom, denominator, release)
    )
    # The row declares the denominator's period, so another agency's level is a hard term there.
    severity = _severity(top)
    _add_ratio(scope, indicator, (top_at, index, bottom_at), severity)


def _is_quotient(indicator: Indicator) -> bool:
    is_kind = indicator.kind in {"ratio", "mean"}
    return is_kind and bool(indicator.numerator and indicator.denominator)


def _terms(scope: Scope, quantity: Quantity, indicator: Indicator) -> tuple[Quantity, Quantity]:
    """Give numerator and denominator of a ratio or mean; an open denominator period is its own."""
    at, statistics = quantity.time_period, scope.statistics
    top = resolve(indicator.numerator_breakdown, quantity.breakdown, statistics)
    bottom = resolve(indicator.denominator_breakdown, quantity.breakdown, statistics)
    base = quantity.denominator_period or at
    return (
        _level_of(scope, indicator.numerator, top, at),
        _level_of(scope, indicator.denominator, bottom, base),
    )


def _add_ratio(
    scope: Scope, indicator: Indicator, at: tuple[int, int, int], severity: Severity
) -> None:
    """Add `per · numerator = ratio · denominator`, given the three variables in this order."""
    top, ratio, bottom = (scope.network.variables[each] for each in at)
    title = say(
        "{ratio} = {per}{top} / {bottom}{unstated}",
        ratio=scope.words(ratio.quantity),
        per="" if indicator.per == 1 else f"{indicator.per} × ",
        top=scope.words(top.quantity),
        bottom=scope.words(bottom.quantity),
        unstated=say(" (period not stated)") if bottom.unknown_base else "",
    )
    form = ratio_form(0, 1 / indicator.per)
    add(scope, Constraint("ratio", title, severity, form, at), "ratio")


def _unprinted_ratios(scope: Scope) -> None:
    """Join a ratio that nobody printed, but a change or growth needs, with its terms.

    Only where both terms are printed or needed elsewhere too: else the ratio takes any value.
    """
    for index in range(len(scope.network.variables)):
        variable = scope.network.variables[index]
        quantity = variable.quantity
        indicator = scope.statistics.indicators[quantity.indicator]
        if not variable.is_latent or quantity.measure != "level" or not _is_quotient(indicator):
            continue
        if quantity.denominator_period is None and indicator.kind == "ratio":
            continue
        numerator, denominator = _terms(scope, quantity, indicator)
        top = scope.known(numerator, variable.release)
        bottom = scope.known(denominator, variable.release, foreign=True)
        if top is not None and bottom is not None:
            _add_ratio(scope, indicator, (top, index, bottom), "error")


def _level_of(scope: Scope, code: str, breakdown: str, period: Period) -> Quantity:
    at_point = scope.statistics.indicators[code].time == "point"
    return level(code, breakdown, month_of(period) if at_point else period)


def _or_latent(
    scope: Scope, found: Found | Ambiguous | None, quantity: Quantity, release: str
) -> int:
    return found.variable if isinstance(found, Found) else scope.latent(quantity, release)


def _severity(*found: Found | Ambiguous | None) -> Severity:
    foreign = any(isinstance(each, Found) and each.foreign for each in found)
    return "warning" if foreign else "error"


def _growth_or_change(scope: Scope, index: int, indicator: Indicator) -> None:
    quantity = scope.network.variables[index].quantity
    reference = quantity.reference_period
    if reference is None:
        return
    kind: Identity = "growth" if quantity.measure == "growth" else "change"
    code, breakdown = indicator.code, quantity.breakdown
    now = level(code, breakdown, quantity.time_period, quantity.denominator_period)
    base = level(code, breakdown, reference, quantity.reference_denominator_period)
    anchor = scope.anchor(index)
    found_now = scope.find(_open_term(now, indicator), anchor)
    found_base = scope.find(_open_term(base, indicator), anchor)
    # The row declares the base's period, so another agency's level is a hard term there.
    severity = _severity(found_now)
    now_at = _or_latent(scope, found_now, now, anchor.release)
    base_at = _or_latent(scope, found_base, base, scope.home_of(reference, anchor.release))
    words = scope.words(quantity)
    if kind == "growth":
        title = say(
            "{words} = 100 × (level of {time_period} / level of {reference} - 1)",
            words=words,
            time_period=now.time_period,
            reference=reference,
        )
        form: Form = ratio_form(1, Fraction(1, 100))
        constraint = Constraint(kind, title, severity, form, (now_at, index, base_at))
    else:
        title = say(
            "{words} = level of {time_period} - level of {reference}",
            words=words,
            time_period=now.time_period,
            reference=reference,
        )
        form = sum_form((1, -1, 1), Fraction(0), Fraction(0))
        constraint = Constraint(kind, title, severity, form, (index, now_at, base_at))
    unclear = [each for each in (found_now, found_base) if isinstance(each, Ambiguous)]
    if unclear:
        reason = say(
            "the level is printed for several populations; {what} must say which",
            what=unclear[0].what,
        )
        skip(scope, constraint, "not evaluated", reason)
    else:
        add(scope, constraint, kind)


def _changes_by_growth(scope: Scope) -> None:
    """Join a growth and a change between two levels of which nobody printed the later one.

    Through the unprinted level alone both are a cycle, which propagation narrows to nothing; that
    the change is the growth times the base follows, and needs no cycle.
    """
    ends: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for constraint in scope.network.constraints:
        if constraint.severity == "error" and constraint.rule == "growth":
            now, growth, base = constraint.variables
            ends[now, base]["growth"] = growth
        elif constraint.severity == "error" and constraint.rule == "change":
            change, now, base = constraint.variables
            ends[now, base]["change"] = change
    for (now, base), found in ends.items():
        if len(found) == 2 and scope.network.variables[now].is_latent:
            words = scope.words(scope.network.variables[found["change"]].quantity)
            scope.network.constraints.append(
                Constraint(
                    "change",
                    say("{words} = growth × the base / 100", words=words),
                    "error",
                    ratio_form(0, Fraction(1, 100)),
                    (found["change"], found["growth"], base),
                )
            )


def _open_term(quantity: Quantity, indicator: Indicator) -> Term:
    has_base = indicator.kind in {"ratio", "mean"}
    return Term(quantity, any_denominator=has_base and quantity.denominator_period is None)


def _part_whole(scope: Scope, index: int, indicator: Indicator) -> None:
    quantity = scope.network.variables[index].quantity
    low = indicator.bounds.low
    if indicator.kind not in {"stock", "flow"} or low is None or low < 0:
        return
    for parent in parents(quantity.breakdown, scope.statistics):
        whole = level(indicator.code, parent, quantity.time_period)
        found = scope.printed(whole, scope.anchor(index))
        if isinstance(found, Found):
            title = say(
                "{part} is no more than {whole}",
                part=scope.words(quantity),
                whole=scope.words(whole),
            )
            form = sum_form((1, -1), Fraction(0), None)
            pair = (found.variable, index)
            add(scope, Constraint("part-whole", title, _severity(found), form, pair), "partition")


def _revisions(scope: Scope) -> None:
    vintages: dict[Quantity, list[int]] = defaultdict(list)
    for index, variable in enumerate(scope.network.variables):
        if not variable.is_latent:
            vintages[variable.quantity].append(index)
    for quantity, indices in vintages.items():
        if len(indices) == 1:
            continue
        for earlier, later, severity in _pairs(scope, quantity, indices):
            _same_value(scope, earlier, later, severity)


def _pairs(
    scope: Scope, quantity: Quantity, indices: list[int]
) -> Iterator[tuple[int, int, Severity]]:
    """Pair each vintage with the one before it, then each agency with the indicator's own."""
    by_agency: dict[str, list[int]] = defaultdict(list)
    release = {index: scope.network.variables[index].release for index in indices}
    for index in sorted(indices, key=lambda each: scope.published(release[each])):
        by_agency[scope.agency(release[index])].append(index)
    for same in by_agency.values():
        for earlier, later in pairwise(same):
            yield earlier, later, "error"
    own = scope.statistics.indicators[quantity.indicator].agency
    home = by_agency.get(own) or next(iter(by_agency.values()))
    for same in by_agency.values():
        if same is not home:
            yield home[-1], same[-1], "warning"


def _same_value(scope: Scope, earlier: int, later: int, severity: Severity) -> None:
    one, two = scope.network.variables[earlier], scope.network.variables[later]
    title = say(
        "{words} is one value in {release} and in {other}",
        words=scope.words(one.quantity),
        release=one.release,
        other=two.release,
    )
    form = sum_form((1, -1), Fraction(0), Fraction(0))
    constraint = Constraint("revision", title, severity, form, (earlier, later))
    forecasts = [all(each.obs_status == "F" for each in node.figures) for node in (one, two)]
    if forecasts[0] != forecasts[1]:
        skip(
            scope, constraint, "not applicable", say("a forecast is compared with an actual value")
        )
    else:
        add(scope, constraint, "revision")
