"""Which records of a stretch of CSV are beyond doubt: proven on its bytes, many at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnnic_validate import files
from cnnic_validate.model.tally import KEPT

if TYPE_CHECKING:  # its import takes half as long as that of polars, and few tables need it
    import numpy as np
    from numpy.typing import NDArray

    _Bytes = NDArray[np.uint8]
    _Mask = NDArray[np.bool_]
    _Offsets = NDArray[np.int64]

_SEPARATOR, _QUOTE, _LF, _CR = b',"\n\r'
# All bytes but those that structure a table: without them, a sound table is a repeated pattern.
_ORDINARY = bytes(set(range(256)) - set(b',"\n\r\0'))
# No cell without a quote can be too long where a line ends in each stretch of this many bytes.
_HALF_A_CELL = files.CELL_CHARACTERS // 2


# A record that is not sound: its line, its number, its bytes.
_Wrong = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the bytes of a stretch prove.

    `used` bytes, which are `records` records on `lines_used` physical lines, are decided, and what
    follows is `doubtful` or, where it is not, no whole record. Of those records `text` holds the
    sound ones, which start `lines` below the first line of the stretch and are those of `numbers`,
    counted from 0; `wrong` has by the code of their finding how many others there are, and of the
    first of them the line, the number and the bytes.
    """

    used: int
    records: int
    lines_used: int
    doubtful: bool = False
    text: bytes = b""
    quoted: bool = False
    lines: range | list[int] = range(0)
    numbers: range | list[int] = range(0)
    wrong: Mapping[str, tuple[int, list[_Wrong]]] = field(default_factory=dict)


def plain(data: bytes, width: int, *, final: bool) -> Structure | None:
    """Prove a stretch without quotes in which nothing is wrong; None where it is none.

    Args:
        data: the bytes, from the start of a record on.
        width: the number of columns.
        final: whether the file ends with them.
    """
    text = data if final else data[: data.rfind(b"\n") + 1]
    marks = text.translate(None, _ORDINARY)
    end = b"\r\n" if marks[width - 1 : width] == b"\r" else b"\n"
    if final and not text.endswith(end):
        text, marks = text + end, marks + end
    record = b"," * (width - 1) + end
    number, rest = divmod(len(marks), len(record))
    if rest or not number or marks != record * number or not _is_utf8(text):
        return None
    starts = range(0, len(text) - _HALF_A_CELL, _HALF_A_CELL)
    if any(text.find(b"\n", start, start + _HALF_A_CELL) < 0 for start in starts):
        return None
    every = range(number)
    used = min(len(text), len(data))
    return Structure(used, number, number, text=text, lines=every, numbers=every)


def proven(data: bytes, width: int, *, final: bool) -> Structure:
    """Decide the records of a stretch up to the first with a quote out of place; as `plain`.

    Up to there a quote opens or closes a cell iff an even or odd number of quotes lies before it.
    """
    import numpy as np  # noqa: PLC0415 - see above

    content = np.frombuffer(data, np.uint8)
    breaks = _line_breaks(content, final=final)
    quotes = content == _QUOTE
    inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)).view(np.bool_)
    ends = np.flatnonzero(breaks & ~inside) + 1
    if final and not inside[-1] and (not ends.size or ends[-1] < len(data)):
        ends = np.append(ends, len(data))
    doubt = _first_doubt(content, quotes, ends)
    ends = ends[: np.searchsorted(ends, doubt, side="right")]
    used = int(ends[-1]) if ends.size else 0
    left = len(data) - used
    doubtful = doubt < len(data) or (final and left > 0) or left > files.CELL_CHARACTERS
    separators = np.flatnonzero((content[:used] == _SEPARATOR) & ~inside[:used])
    cells = np.diff(np.searchsorted(separators, ends), prepend=0) + 1
    codes = _codes(content[:used], ends, cells != width)
    line_of = np.searchsorted(np.flatnonzero(breaks), np.concatenate(([0], ends)))
    return Structure(
        used,
        len(ends),
        int(line_of[-1]),
        bool(doubtful),
        _sound_text(content[:used], ends, codes == 0),
        bool(quotes[:used].any()),
        line_of[:-1][codes == 0].tolist(),
        np.flatnonzero(codes == 0).tolist(),
        _wrong(data, ends, codes, line_of),
    )


def _is_utf8(text: bytes) -> bool:
    if text.isascii():
        return True
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_breaks(content: _Bytes, *, final: bool) -> _Mask:
    """Give where a physical line ends: at LF, or at CR that no LF follows."""
    import numpy as np  # noqa: PLC0415 - see above

    breaks: _Mask = content == _LF
    returns = content == _CR
    if returns.any():
        # A CR at the end of a stretch may yet be followed by LF.
        breaks |= returns & ~np.append(breaks[1:], not final)
    return breaks


def _first_doubt(content: _Bytes, quotes: _Mask, ends: _Offsets) -> int:
    """Give where the first quote stands that neither opens nor closes a cell, else the length.

    A record that is longer than a cell may be is doubtful from its start.
    """
    import numpy as np  # noqa: PLC0415 - see above

    beside = np.zeros(256, np.bool_)
    beside[[_SEPARATOR, _QUOTE, _LF, _CR]] = True
    at = np.flatnonzero(quotes)
    # Between two doubled quotes of a cell the first closes it and the second opens it again.
    opening, closing = at[0::2], at[1::2]
    before = content[np.maximum(opening - 1, 0)]
    after = content[np.minimum(closing + 1, len(content) - 1)]
    misplaced = (
        opening[(opening > 0) & ~beside[before]],
        closing[(closing + 1 < len(content)) & ~beside[after]],
    )
    starts = np.concatenate(([0], ends[:-1]))
    long = starts[: len(ends)][np.diff(ends, prepend=0) > files.CELL_CHARACTERS]
    return min((int(each[0]) for each in (*misplaced, long) if each.size), default=len(content))


_CODES = ("", "ragged-row", "nul-byte", "encoding")


def _codes(content: _Bytes, ends: _Offsets, ragged: _Mask) -> NDArray[np.uint8]:
    """Give what is wrong with each record, as an index of `_CODES`: the worst of what is."""
    import numpy as np  # noqa: PLC0415 - see above

    codes = ragged.astype(np.uint8)
    nul = np.flatnonzero(content == 0)
    codes[np.searchsorted(ends, nul, side="right")] = _CODES.index("nul-byte")
    data = content.tobytes()
    if not _is_utf8(data):
        other = np.flatnonzero(content >= 0x80)
        for record in np.unique(np.searchsorted(ends, other, side="right")).tolist():
            if not _is_utf8(data[ends[record - 1] if record else 0 : ends[record]]):
                codes[record] = _CODES.index("encoding")
    return codes


def _sound_text(content: _Bytes, ends: _Offsets, sound: _Mask) -> bytes:
    """Give the text of the sound records, those that a CR ends ended by LF."""
    import numpy as np  # noqa: PLC0415 - see above

    lone = ends[content[ends - 1] == _CR] - 1
    if lone.size:
        content = content.copy()
        content[lone] = _LF
    if not sound.all():
        content = content[np.repeat(sound, np.diff(ends, prepend=0))]
    return content.tobytes()


def _wrong(
    data: bytes, ends: _Offsets, codes: NDArray[np.uint8], line_of: _Offsets
) -> dict[str, tuple[int, list[_Wrong]]]:
    found = {}
    for value, code in enumerate(_CODES[1:], start=1):
        numbers = (codes == value).nonzero()[0]
        first = [
            (int(line_of[each]), each, data[int(ends[each - 1]) if each else 0 : int(ends[each])])
            for each in numbers[: KEPT + 1].tolist()
        ]
        if first:
            found[code] = (len(numbers), first)
    return found
