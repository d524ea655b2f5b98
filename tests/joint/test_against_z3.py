"""Agreement with an exact solver on small random systems: an alarm is a proof, a pass is too."""

from __future__ import annotations

import datetime
import math
import random
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
import z3

from cnnic_validate.check.joint.build.network import (
    Constraint,
    Form,
    Network,
    Sum,
    Variable,
    ratio_form,
    sum_form,
)
from cnnic_validate.check.joint.locate.region import Region
from cnnic_validate.check.joint.prove.verdicts import Judgement, Proof
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import Period
from cnnic_validate.model.place import Place
from cnnic_validate.model.statistics import Figure, PrintedNumber, Quantity
from tests.joint.spoilt_release import judged, spoilt_releases

AS_OF = datetime.date(2025, 3, 1)
JUNE = Period(24293, 24293)
ZERO = Fraction(0)
POSITIVE = Interval(ZERO, None)
NUMBER = PrintedNumber("0", 0, 0, "")
# A witness is a point up to the rounding of floats, and not beyond.
TOLERANCE = Fraction(1, 10**9)


@dataclass(slots=True)
class Draft:
    """True values and the rules that hold among them; then each value is printed, or not."""

    truth: list[Fraction] = field(default_factory=list)
    signed: set[int] = field(default_factory=set)
    constraints: list[Constraint] = field(default_factory=list)

    def value(self, value: Fraction, *, signed: bool = False) -> int:
        self.truth.append(value)
        if signed:
            self.signed.add(len(self.truth) - 1)
        return len(self.truth) - 1

    def rule(self, name: str, form: Form, *variables: int) -> None:
        self.constraints.append(Constraint(name, name, "error", form, variables))


def random_draft(dice: random.Random) -> Draft:
    """Draw a few levels, then sums, shares, growths and changes, over what was drawn before."""
    draft = Draft()
    size = 10 ** dice.randint(1, 6)
    for _ in range(dice.randint(2, 5)):
        draft.value(Fraction(dice.randint(size, 10 * size)))
    levels = len(draft.truth)
    for _ in range(dice.randint(1, 4)):
        shape = dice.choice(("sum", "share", "share", "growth", "change", "part"))
        one, two = dice.sample(range(levels), 2)
        low, high = sorted((one, two), key=lambda each: draft.truth[each])
        if shape == "sum":
            parts = dice.sample(range(levels), dice.randint(2, min(4, levels)))
            whole = draft.value(sum((draft.truth[each] for each in parts), ZERO))
            form = sum_form((-1, *(1,) * len(parts)), ZERO, ZERO)
            draft.rule("partition", form, whole, *parts)
        elif shape == "share":
            share = draft.value(100 * draft.truth[low] / draft.truth[high])
            draft.rule("ratio", ratio_form(0, Fraction(1, 100)), low, share, high)
        elif shape == "growth":
            growth = draft.value(100 * (draft.truth[one] / draft.truth[two] - 1), signed=True)
            draft.rule("growth", ratio_form(1, Fraction(1, 100)), one, growth, two)
        elif shape == "change":
            change = draft.value(draft.truth[one] - draft.truth[two], signed=True)
            draft.rule("change", sum_form((1, -1, 1), ZERO, ZERO), change, one, two)
        else:
            draft.rule("part-whole", sum_form((1, -1), ZERO, None), high, low)
    return draft


def printed(draft: Draft, dice: random.Random, wrong: int) -> Network:
    """Print most values, rounded to some unit, `wrong` of them too high or too low."""
    at_random = dice.sample(range(len(draft.truth)), len(draft.truth))
    missing = dice.choice((0.1, 0.1, 0.5))
    unprinted = {each for each in at_random if dice.random() < missing}
    spoilt = set([each for each in at_random if each not in unprinted][:wrong])
    variables = []
    for at, truth in enumerate(draft.truth):
        figures: tuple[Figure, ...] = ()
        domain = ANYTHING if at in draft.signed else POSITIVE
        if at not in unprinted:
            digits = len(str(int(abs(truth)))) - dice.randint(2, 5)
            unit = Fraction(10) ** digits
            value = round(truth / unit) * unit
            if at in spoilt:
                slip = dice.choice((-1, 1)) * unit * dice.choice((1, 2, 3, 9, 10, 27, 90))
                # What leaves the domain is refused before the joint check.
                value += slip if at in draft.signed or value + slip > 0 else -slip
            hard = Interval(value - unit / 2, value + unit / 2)
            figures = (figure(at, hard if at in draft.signed else hard.intersect(POSITIVE)),)
        variables.append(Variable(quantity(at), "r", figures, domain))
    return Network(variables, draft.constraints)


def quantity(at: int) -> Quantity:
    return Quantity(f"x{at}", "total", JUNE, None, "level", None, None)


def figure(at: int, hard: Interval) -> Figure:
    place = Place("observations.csv", at, at, "printed", f"f{at}")
    name = f"f{at}"
    return Figure(name, quantity(at), "", "", NUMBER, hard, hard, "", "A", "r", "", "", place)


def solve(
    network: Network,
    constraints: Iterable[int],
    figures: Collection[str] | None = None,
    tolerance: Fraction = ZERO,
) -> str:
    """Ask z3 whether constraints and figures (None: all) can hold together, exactly.

    `tolerance` widens what is printed, relative to its size.
    """
    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", 2_000)
    unknowns = [z3.Real(f"x{at}") for at in range(len(network.variables))]
    for unknown, variable in zip(unknowns, network.variables, strict=True):
        held = [each.hard for each in variable.figures if figures is None or each.id in figures]
        for interval in (variable.domain, *held):
            if interval.low is not None:
                solver.add(unknown >= exact(interval.low - tolerance * abs(interval.low)))
            if interval.high is not None:
                solver.add(unknown <= exact(interval.high + tolerance * abs(interval.high)))
    for at in constraints:
        solver.add(*stated(network.constraints[at], unknowns))
    return str(solver.check())


def exact(value: Fraction | float) -> z3.RatNumRef:
    value = Fraction(value)
    return z3.Q(value.numerator, value.denominator)


def stated(constraint: Constraint, unknowns: list[z3.ArithRef]) -> list[z3.BoolRef]:
    terms = [unknowns[each] for each in constraint.variables]
    form = constraint.form
    if isinstance(form, Sum):
        total = z3.Sum([exact(c) * x for c, x in zip(form.coefficients, terms, strict=True)])
        low = [] if math.isinf(form.low) else [total >= exact(form.low)]
        return low + ([] if math.isinf(form.high) else [total <= exact(form.high)])
    target, factor, base = terms
    product = (exact(form.offset) + exact(form.slope) * factor) * base
    return [exact(form.scale) * target == product]


def judge(network: Network) -> tuple[Proof, Judgement]:
    """Judge a network as it is printed: nothing is freed."""
    proof = Proof(network)
    while proof.more():
        pass
    return proof, proof.judgement(AS_OF)


def compare(network: Network, counted: Counter[str]) -> None:
    """Hold each of our verdicts against the solver's, and count them."""
    everything = range(len(network.constraints))
    proof, outcome = judge(network)
    for conflict in proof.conflicts:
        answer = solve(network, conflict.constraints, {each.id for each in conflict.figures})
        counted[f"alarm, z3 {answer}"] += 1
    by_verdict: dict[str, list[int]] = {"passed": [], "undecided": [], "failed": []}
    for at in everything:
        by_verdict[outcome.verdicts[at][0]].append(at)
    if by_verdict["passed"]:
        answer = solve(network, by_verdict["passed"], tolerance=TOLERANCE)
        counted[f"passed, z3 {answer}"] += 1
    if by_verdict["undecided"]:
        counted[f"undecided, z3 {solve(network, by_verdict['undecided'])}"] += 1


def systems(seeds: Iterable[int]) -> Iterable[tuple[int, Network]]:
    """Give a system a seed: even seeds print the truth, odd ones do not."""
    for seed in seeds:
        dice = random.Random(seed)
        wrong = dice.choice((1, 1, 2)) if seed % 2 else 0
        yield seed, printed(random_draft(dice), dice, wrong)


@pytest.mark.parametrize("part", range(4))
def test_verdicts_on_wrong_prints_agree_with_an_exact_solver(part):
    counted: Counter[str] = Counter()
    for _, network in systems(range(500 * part + 1, 500 * (part + 1), 2)):
        compare(network, counted)
    agrees(counted)
    assert counted["alarm, z3 unsat"] > 100, counted


def test_verdicts_on_true_prints_agree_with_an_exact_solver():
    counted: Counter[str] = Counter()
    for _, network in systems(range(0, 800, 2)):
        compare(network, counted)
    agrees(counted)
    assert counted["passed, z3 sat"] > 350, counted


def agrees(counted: Counter[str]) -> None:
    assert counted["alarm, z3 sat"] == 0, counted
    assert counted["passed, z3 unsat"] == 0, counted
    # The solver gives up on few, and so do we.
    unknown = counted["alarm, z3 unknown"] + counted["passed, z3 unknown"]
    assert unknown < 10, counted
    assert sum(n for name, n in counted.items() if name.startswith("undecided")) < 10, counted


def freed(network: Network) -> Proof:
    """Judge a network, and free a suspect of each conflict until the rest holds together."""
    proof = Proof(network)
    while found := proof.more():
        for conflict in found:
            region = Region(proof.ground, (conflict,))
            ids = [each.id for each in conflict.figures]
            if suspect := next((each for each in ids if region.left({each}) is not None), None):
                proof.free([suspect], [conflict])
    return proof


@pytest.mark.parametrize("part", range(2))
def test_what_is_judged_once_suspects_are_freed_agrees_with_an_exact_solver(part):
    counted: Counter[str] = Counter()
    for seed, network in systems(range(4_001 + 600 * part, 4_601 + 600 * part, 2)):
        proof = freed(network)
        counted["freed"] += len(proof.freed)
        for conflict in proof.conflicts:
            answer = solve(network, conflict.constraints, {each.id for each in conflict.figures})
            counted[f"alarm, z3 {answer}"] += 1
        verdicts = {verdict for verdict, _ in proof.judgement(AS_OF).verdicts.values()}
        rest = {index for touching in proof.ground.touching for index in touching}
        assert not [
            each
            for each in proof.ground.network.figures(range(len(network.variables)))
            if each.id in proof.freed
        ], seed
        if "undecided" not in verdicts:
            # What failed holds again without the suspects, together with what passed.
            answer = solve(proof.ground.network, sorted(rest), tolerance=TOLERANCE)
            counted[f"passed, z3 {answer}"] += 1
        else:
            counted["not all decided"] += 1
    agrees(counted)
    assert counted["freed"] > 80, counted
    assert counted["passed, z3 sat"] > 200, counted


def test_conflicts_of_mistyped_releases_are_proofs():
    """The same on what the data model implies, with partitions, vintages and latents."""
    counted: Counter[str] = Counter()
    for _, release, _ in spoilt_releases(range(90_000, 90_250), 1):
        out = judged(release)
        for conflict in out.conflicts:
            if conflict.constraints:
                ids = {each.id for each in conflict.figures}
                counted[solve(out.scope.network, conflict.constraints, ids)] += 1
    assert counted["sat"] == 0, counted
    assert counted["unsat"] > 60, counted
    assert counted["unknown"] < 5, counted


def test_honest_systems_raise_no_alarm():
    for seed, network in systems(range(0, 2_000, 2)):
        assert judge(network)[0].conflicts == [], seed


def test_open_ends_are_no_proof():
    """A rise in percent and a fall in persons: no base fits, though no bound ever meets another."""
    ends = [
        POSITIVE,
        POSITIVE,
        Interval(Fraction(6), Fraction(7)),
        Interval(Fraction(-2), Fraction(-1)),
    ]
    variables = [Variable(quantity(at), "r", (), each) for at, each in enumerate(ends)]
    rules = [
        Constraint("growth", "growth", "error", ratio_form(1, Fraction(1, 100)), (0, 2, 1)),
        Constraint("change", "change", "error", sum_form((1, -1, 1), ZERO, ZERO), (3, 0, 1)),
    ]
    network = Network(variables, rules)
    assert solve(network, range(2)) == "unsat"
    _, outcome = judge(network)
    assert "passed" not in {verdict for verdict, _ in outcome.verdicts.values()}


def test_a_cross_table_with_only_its_margins_is_undecided():
    """Rows of 51 add up to 153, columns of 54 to 162: each cell alone can be anything."""

    def exactly(at: int, value: int) -> Variable:
        point = Interval(Fraction(value), Fraction(value))
        return Variable(quantity(at), "r", (figure(at, point),), POSITIVE)

    cells = [Variable(quantity(at), "r", (), POSITIVE) for at in range(9)]
    margins = [exactly(9 + at, 51 if at < 3 else 54) for at in range(6)]
    form = sum_form((-1, 1, 1, 1), ZERO, ZERO)
    lines = [range(3 * at, 3 * at + 3) for at in range(3)] + [range(at, 9, 3) for at in range(3)]
    rules = [
        Constraint("partition", "margin", "error", form, (9 + at, *line))
        for at, line in enumerate(lines)
    ]
    network = Network([*cells, *margins], rules)
    proof, outcome = judge(network)
    assert proof.conflicts == []
    assert {verdict for verdict, _ in outcome.verdicts.values()} == {"undecided"}
    assert solve(network, range(6)) == "unsat"
    fixed = [*cells, *(exactly(9 + at, 51) for at in range(6))]
    _, outcome = judge(Network(fixed, rules))
    assert {verdict for verdict, _ in outcome.verdicts.values()} == {"passed"}
