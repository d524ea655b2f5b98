"""Going through the rows of a table, stretch by stretch."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.tally import KEPT, Tally, count, note, wanted
from cnnic_validate.reading.records import RawRecord, is_doubtful, is_whole, ragged, split, unsplit
from cnnic_validate.reading.structure import Structure, plain, proven
from cnnic_validate.table import Batch, TextBatch, cell_limit

# A doubtful stretch is split record by record up to this size: that takes less time than importing
# what proves more. In a larger one, what follows the first doubtful record is split for so long,
# then proof is tried again; as doubt often comes in numbers, each time for longer.
SPLIT_BYTES = 64 * 1024
_LONGER = 8
# A file in another encoding is one fault, however many rows show it.
_TOLD = {"encoding": 0}

_Batches = Generator[Batch | TextBatch, None, int]


@dataclass(slots=True)
class Pass:
    """How far a table was gone through: the next line, the next row, and what was found so far.

    `plain` has the number of records of stretches that were proven plain, by the line that they
    begin with and their size, and takes more: another pass need not prove them again.
    """

    path: str
    width: int
    line: int
    plain: dict[tuple[int, int], int]
    number: int = 1
    tally: Tally = field(default_factory=Tally)

    def batches(self, data: bytes, *, final: bool) -> _Batches:
        """Give the rows of a stretch that begins with a record.

        Returns how many bytes are done; what is left is no whole record, and nothing is left of a
        `final` stretch. Raises `UnreadableError` past the limit on cells.
        """
        at, size = 0, SPLIT_BYTES
        while at < len(data):
            rest = data[at:] if at else data
            found = self._plain(rest, final=final)
            if found is None and len(rest) > SPLIT_BYTES:
                found = proven(rest, self.width, final=final)
            if found is not None:
                yield from self._decided(found)
                at += found.used
                if not found.doubtful:
                    break
            used = 0
            while not used and at < len(data):
                is_last = at + size >= len(data)
                used = yield from self._split(data[at : at + size], final=final and is_last)
                size *= _LONGER
                if is_last and not used:
                    return at
            at += used
        return at

    def _plain(self, data: bytes, *, final: bool) -> Structure | None:
        at = (self.line, len(data))
        if number := self.plain.get(at):
            return Structure(
                len(data), number, number, text=data, lines=range(number), numbers=range(number)
            )
        found = plain(data, self.width, final=final)
        if found is not None and found.used == len(data):
            self.plain[at] = found.records
        return found

    def _decided(self, found: Structure) -> Generator[TextBatch, None, None]:
        """Give the sound rows of what was proven, and note the others."""
        for code, (number, first) in found.wrong.items():
            told = first[: wanted(self.tally, (code,), _TOLD.get(code, KEPT))]
            for line, row, data in told:
                text = data.decode("utf-8", errors="surrogateescape")
                with cell_limit():
                    record = next(split(text, self.path))
                self._note(self._fault(record, self.line + line, self.number + row))
            count(self.tally, (code,), number - len(told))
        if found.lines:
            lines, numbers = _moved(found.lines, self.line), _moved(found.numbers, self.number)
            yield TextBatch(found.text, found.quoted, lines, numbers)
        self.line += found.lines_used
        self.number += found.records

    def _split(self, data: bytes, *, final: bool) -> _Batches:
        """Split a stretch record by record."""
        text = data.decode("utf-8", errors="surrogateescape")
        with cell_limit():
            taken = list(split(text, self.path, self.line))
        used = len(data)
        if not final and taken and not is_whole(taken[-1]):
            used -= len(taken.pop().raw.encode("utf-8", errors="surrogateescape"))
        rows, lines, numbers = [], [], []
        for number, record in enumerate(taken, start=self.number):
            if is_doubtful(record, self.width):
                problem = self._fault(record, record.line, number)
                if problem:
                    self._note(problem)
                    continue
            rows.append(record.cells or ("",))  # a blank line of a one-column table
            lines.append(record.line)
            numbers.append(number)
        if rows:
            yield Batch(tuple(rows), lines, numbers)
        self.line += sum(each.lines for each in taken)
        self.number += len(taken)
        return used

    def _fault(self, record: RawRecord, line: int, number: int) -> Finding | None:
        place = Place(self.path, line, number)
        return unsplit(record, place) or ragged(record, place, self.width)

    def _note(self, problem: Finding | None) -> None:
        if problem:
            note(self.tally, (problem.code,), problem, _TOLD.get(problem.code, KEPT))


def _moved(numbers: range | list[int], by: int) -> range | list[int]:
    if isinstance(numbers, range):
        return range(numbers.start + by, numbers.stop + by)
    return [each + by for each in numbers]
