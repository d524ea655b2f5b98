"""Numbers that are printed piece by piece: 11亿7,296万, 216万2千, 一万五千亿, 七成八.

The pieces follow the rules of Chinese numerals: 千, 百 and 十 scale the digit before them, 万 all
that stands before it below the last 亿, 亿 all that stands before it. What the last piece counts is
the precision: 216万2千 is 2,162 thousands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cnnic_validate.figures.lexicon import Lexicon, Word
from cnnic_validate.figures.tokens import NumberToken, Token
from cnnic_validate.model.exact import decimal_text

# Powers of ten from which a scale multiplies all that stands before it.
_LARGE = 4
_ZERO = "0"
_TENTHS = 1


def joined_pieces(tokens: tuple[Token, ...], lexicon: Lexicon) -> tuple[Token, ...]:
    """Join the pieces of one number; tokens that are not pieces of one are left as they are."""
    start = next((at for at, each in enumerate(tokens) if _is_piece(each)), len(tokens))
    end = start
    while end < len(tokens) and _is_piece(tokens[end]):
        end += 1
    pieces = tokens[start:end]
    if end + 1 < len(tokens) and (tenths := _tenths(tokens[start : end + 2])):
        return (*tokens[:start], *tenths, *tokens[end + 2 :])
    if not _is_compound(pieces):
        return tokens
    first = pieces[0]
    number = _Numeral(mark=first.mark if isinstance(first, NumberToken) else "")
    if not all(number.takes(each) for each in _simple(pieces, lexicon)) or not number.ends():
        return tokens
    scale = (Word("", "scale", str(number.power), after=True),) if number.power else ()
    return (*tokens[:start], number.token(), *scale, *tokens[end:])


def _is_piece(token: Token) -> bool:
    if isinstance(token, NumberToken):
        return True
    return token.role == "scale" or (token.role == "number" and token.value.isdecimal())


def _is_compound(pieces: Sequence[Token]) -> bool:
    """Whether several pieces are one number; 3千万 and 3 million are a number and a scale."""
    letters = "".join(
        "k" if isinstance(each, Word) and each.role == "scale" else "N" for each in pieces
    )
    return "k" in letters and letters != "Nk"


def _tenths(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Join 七成八, seven tenths and eight hundredths, to 78 percent."""
    if len(tokens) != 3:
        return ()
    first, unit, last = tokens
    if not isinstance(unit, Word) or unit.role != "unit" or not unit.value.endswith(f" {_TENTHS}"):
        return ()
    digits = _digits(first) + _digits(last)
    if len(digits) != 2:
        return ()
    return NumberToken("", digits), replace(unit, value=unit.value.split()[0])


def _digits(token: Token) -> str:
    return token.digits if isinstance(token, NumberToken) else token.value


def _simple(pieces: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Take a scale of several, such as 千亿, apart."""
    for each in pieces:
        parts = [lexicon.words.get(character) for character in getattr(each, "text", "")]
        simple = [part for part in parts if part is not None and part.role == "scale"]
        if len(parts) > 1 and len(simple) == len(parts):
            yield from simple
        else:
            yield each


@dataclass(slots=True)
class _Numeral:
    """A number as it is read: what stands before the last large scale, and since then.

    `power` is that of the last piece, in which the number is counted; `places` are its decimals.
    `small` and `large` are the last small scale of this section and the last large one.
    """

    mark: str = ""
    total: Fraction = Fraction(0)
    section: int = 0
    digits: str = ""
    power: int = 0
    places: int = 0
    small: int = _LARGE
    large: int = 0
    has_gap: bool = False

    def takes(self, token: Token) -> bool:
        """Read a piece; False where it cannot stand here."""
        if isinstance(token, Word) and token.role == "scale":
            power = int(token.value)
            return self._scaled(power) if power < _LARGE else self._raised(power)
        if self.digits not in {"", _ZERO} or self.places:
            return False
        if isinstance(token, NumberToken) and token.mark and (self.total or self.section):
            return False
        self.digits, self.power = _digits(token), 0
        self.places = len(self.digits.partition(".")[2])
        self.has_gap = self.has_gap or self.digits == _ZERO
        return True

    def _scaled(self, power: int) -> bool:
        """Read 十, 百, 千: they scale one digit, and fall."""
        if power >= self.small or self.places or len(self.digits) > 1 or self.digits == _ZERO:
            return False
        if not self.digits and (power > 1 or self.section):
            return False
        self.section += int(self.digits or 1) * 10**power
        self.digits, self.power, self.small = "", power, power
        return True

    def _raised(self, power: int) -> bool:
        """Read 万, 亿: they scale what stands before them."""
        value = self._since()
        if value is None or not (value or self.total):
            return False
        if self.large and power > self.large:
            if self.places or value >= 10**self.large or not self._is_told():
                return False
            self.total = (self.total + value) * 10**power
        elif not self.large or (power < self.large and value < 10 ** (self.large - power)):
            self.total += value * 10**power
        else:
            return False
        self.power += power
        self.section, self.digits, self.small, self.large = 0, "", _LARGE, power
        self.has_gap = False
        return True

    def _since(self) -> Fraction | None:
        """Give what was read since the last large scale."""
        if self.section and self.digits:
            is_unit = len(self.digits) == 1 and (self.small == 1 or self.has_gap)
            return self.section + Fraction(self.digits) if is_unit else None
        return Fraction(self.digits or self.section)

    def ends(self) -> bool:
        """Take what stands after the last scale; False where it is not said what it counts."""
        value = self._since()
        if value is None or (self.large and value >= 10**self.large) or not self._is_told():
            return False
        self.total += value
        return True

    def _is_told(self) -> bool:
        """Whether digits without a scale behind a large one can mean one thing only.

        3万5 may be 35,000 or 30,005; 3万0005 and 3万零5 are one thing.
        """
        if not self.digits or self.section or not self.large or self.has_gap:
            return True
        return len(self.digits.partition(".")[0]) == self.large

    def token(self) -> NumberToken:
        """Give the number in its last piece."""
        return NumberToken(self.mark, decimal_text(self.total / 10**self.power, self.places))
