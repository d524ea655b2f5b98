"""The syntax tree of a rule: our own small nodes, built by `expressions`, never run by Python."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class QuotedText:
    """A quoted text; only row rules and `applies` may hold one."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A column (row rules) or a quantity (figure rules).

    In a figure rule `breakdown` is what stands in brackets (empty: the breakdown of the instance,
    `total` without `each`) and `at` what follows ``@``: empty, ``ref``, a shift such as ``-12m``,
    or a period such as ``2023-12``.
    """

    name: str
    breakdown: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    operator: Literal["-", "not"]
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison or logic of two operands."""

    operator: Literal["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """`abs(x)`, `min(x, …)` or `max(x, …)`."""

    function: Literal["abs", "min", "max"]
    arguments: tuple[Expression, ...]


Expression = Number | QuotedText | Name | Unary | Binary | Call


@dataclass(frozen=True, slots=True)
class Linear:
    """`low ≤ Σ coefficient · term ≤ high`; None is no bound. Each term stands once."""

    terms: tuple[tuple[Fraction, Name], ...]
    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Product:
    """`target = (offset + slope · factor) · base`, three different terms."""

    target: Name
    offset: Fraction
    slope: Fraction
    factor: Name
    base: Name


NormalForm = Linear | Product


def terms_of(form: NormalForm) -> tuple[Name, ...]:
    """Give the terms of a normal form, each once."""
    if isinstance(form, Linear):
        return tuple(name for _, name in form.terms)
    return (form.target, form.factor, form.base)
