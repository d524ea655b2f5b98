"""A set of row numbers that stays small, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet


class Rows(AbstractSet[int]):
    """Row numbers, from 1: one byte for each row up to the last that was added."""

    __slots__ = ("_marks",)

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        """Hold some numbers."""
        self._marks = bytearray()
        self.add(numbers)

    def add(self, numbers: Iterable[int]) -> None:
        """Add numbers."""
        marks = self._marks
        for number in numbers:
            if number >= len(marks):
                marks.extend(bytes(number + 1 - len(marks)))
            marks[number] = 1

    def __contains__(self, number: object) -> bool:
        """Say whether a row is in the set."""
        return isinstance(number, int) and number < len(self._marks) and bool(self._marks[number])

    def __iter__(self) -> Iterator[int]:
        """Give the numbers in order."""
        return (number for number, mark in enumerate(self._marks) if mark)

    def __len__(self) -> int:
        """Count the numbers."""
        return self._marks.count(1)
