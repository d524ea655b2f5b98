"""Which codes a line may mean, and whether there is a doubt.

A line is compared with the labels that were decided before and with the titles of the catalogue,
indicator and class apart. Labels agree in what counts of them (`words.content`) or they do not: an
added "mobile" names another indicator, however alike the rest is. An answer needs a score and a
margin over the next candidate, a pair of codes that the package has already, a base that does not
speak against it, and a unit that the indicator takes.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.mapping.ngrams import Index, overlap
from cnnic_validate.mapping.words import IDEOGRAPHS, Content, content, folded, is_whole
from cnnic_validate.model.mapping import Candidate, Decision, LabelLine
from cnnic_validate.model.statistics import TOTAL, Breakdown, Indicator

SCORE = 0.75
MARGIN = 0.10
MOST = 5
# Labels that agree in what counts are at least this alike; others at most.
_AGREE = 0.95
_DIFFER = 0.7
# Indicator and class found apart, each in another label.
_APART = 0.88
# A class remembered of another indicator, or by its title.
_ELSEWHERE = 0.9
# A base that one side does not name; one that has nothing in common with the other.
_UNKNOWN_BASE = 0.8
_OTHER_BASE = 0.4

Fits = Callable[[str], bool]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """One way to read a line: which of its texts names the indicator, and which the class."""

    label: str
    breakdown: str


class Memory:
    """The labels decided before, with the catalogue that they lead to.

    Args:
        decided: what each line was decided to be; a line may stand for several codes.
        pairs: the indicators with their breakdowns of which the package has figures.
        indicators: the catalogue.
        breakdowns: likewise.
    """

    def __init__(
        self,
        decided: Iterable[tuple[LabelLine, Decision]],
        pairs: Collection[Pair],
        indicators: Mapping[str, Indicator],
        breakdowns: Mapping[str, Breakdown],
    ) -> None:
        self.pairs = frozenset(pairs)
        self._exact: dict[LabelLine, set[Decision]] = defaultdict(set)
        self._by_label: dict[str, list[tuple[LabelLine, Pair]]] = defaultdict(list)
        self._by_class: dict[str, set[Pair]] = defaultdict(set)
        for line, decision in decided:
            self._exact[key_of(line)].add(decision)
            if decision.verdict == "import":
                self._remember(line, (decision.indicator, decision.breakdown))
        self._titles = _by_title(indicators)
        self._classes = _by_title(breakdowns)
        self._is_ratio = {
            code: each.kind in {"ratio", "difference"} for code, each in indicators.items()
        }
        self._labels = Index([*self._by_label, *self._titles])
        self._breakdowns = Index([*self._by_class, *self._classes])
        self._bare = {content(text, is_share=False) for text in (*self._by_class, *self._classes)}
        self._contents: dict[tuple[str, bool], Content] = {}
        self._found: dict[tuple[int, str, bool], dict[str, float]] = {}

    def _remember(self, line: LabelLine, pair: Pair) -> None:
        for reading in readings(line):
            self._by_label[reading.label].append((replace(line, breakdown=reading.breakdown), pair))
            if reading.breakdown:
                self._by_class[reading.breakdown].add(pair)

    def decided(self, line: LabelLine, fits: Fits) -> Decision | None:
        """Give what just this line was decided to be; None where it was not, or in several ways."""
        found = [
            each
            for each in self._exact.get(key_of(line), ())
            if each.verdict != "import" or fits(each.indicator)
        ]
        return replace(found[0], how="remembered") if len(found) == 1 else None

    def answer(self, line: LabelLine, fits: Fits) -> Decision | None:
        """Give what a line means where there is no doubt.

        Args:
            line: the line.
            fits: whether an indicator takes the unit of the line.
        """
        if decision := self.decided(line, fits):
            return decision
        ranked = self.ranked(line, fits)
        if not ranked or ranked[0].score < SCORE:
            return None
        if len(ranked) > 1 and ranked[0].score - ranked[1].score < MARGIN:
            return None
        if (ranked[0].indicator, ranked[0].breakdown) not in self.pairs:
            return None
        return Decision("import", ranked[0].indicator, ranked[0].breakdown, how="answered")

    def ranked(self, line: LabelLine, fits: Fits) -> Sequence[Candidate]:
        """Give the most probable codes of a line, the best first, at most `MOST`."""
        best: dict[Pair, float] = defaultdict(float)
        for reading in readings(line):
            for pair, score in self._scores(line, reading):
                best[pair] = max(best[pair], score)
        found = [
            Candidate(round(score, 4), *pair)
            for pair, score in best.items()
            if score > 0 and fits(pair[0])
        ]
        return sorted(found, key=lambda each: (-each.score, each.indicator, each.breakdown))[:MOST]

    def _scores(self, line: LabelLine, reading: ReadAs) -> Iterator[tuple[Pair, float]]:
        """Score the codes of one reading: as one label says both, and as two say one each."""
        texts = self._alike(self._breakdowns, reading.breakdown, is_share=False)
        classes = self._class_scores(texts)
        whole: dict[str, float] = defaultdict(float)
        part: dict[str, float] = defaultdict(float)
        for other, pair, score in self._alike_lines(line, reading.label):
            yield pair, score * _class_score(reading, other, pair, texts, classes)
            if other.breakdown or pair[1] == TOTAL:
                part[pair[0]] = max(part[pair[0]], score)
            if not other.breakdown and pair[1] == TOTAL:
                whole[pair[0]] = max(whole[pair[0]], score)
        for code, score in self._titled(line, reading.label):
            whole[code], part[code] = max(whole[code], score), max(part[code], score)
        if reading.breakdown:
            for pair in self.pairs:
                if pair[1] != TOTAL and pair[0] in part:
                    yield pair, part[pair[0]] * classes(pair) * _APART
        else:
            yield from (((code, TOTAL), score * _APART) for code, score in whole.items())

    def _alike_lines(self, line: LabelLine, label: str) -> Iterator[tuple[LabelLine, Pair, float]]:
        """Give the lines decided before, with their codes and how far they can stand for one."""
        for text, likeness in self._alike(self._labels, label, is_share=line.is_share).items():
            for other, pair in self._by_label.get(text, ()):
                score = likeness * self._weight(line, other, text)
                if score:
                    yield other, pair, score

    def _titled(self, line: LabelLine, label: str) -> Iterator[tuple[str, float]]:
        """Give the indicators whose titles are like a label; a title names no base."""
        weight = _UNKNOWN_BASE if line.is_share and line.base else 1
        for text, likeness in self._alike(self._labels, label, is_share=line.is_share).items():
            for code in self._titles.get(text, ()):
                if self._is_ratio[code] == line.is_share:
                    yield code, likeness * weight

    def _class_scores(self, texts: Mapping[str, float]) -> Callable[[Pair], float]:
        """Give how well the class of a pair goes with texts: seen with the indicator, or not."""
        own: dict[Pair, float] = defaultdict(float)
        elsewhere: dict[str, float] = defaultdict(float)
        for text, likeness in texts.items():
            for pair in self._by_class.get(text, ()):
                own[pair] = max(own[pair], likeness)
                elsewhere[pair[1]] = max(elsewhere[pair[1]], likeness * _ELSEWHERE)
            for code in self._classes.get(text, ()):
                elsewhere[code] = max(elsewhere[code], likeness * _ELSEWHERE)
        return lambda pair: max(own.get(pair, 0), elsewhere.get(pair[1], 0))

    def _weight(self, line: LabelLine, other: LabelLine, label: str) -> float:
        """Give how far a label decided before can stand for a line, from 0 to 1."""
        if other.is_share != line.is_share:
            return 0
        is_same_table = line.context == other.context or not (line.context and other.context)
        is_own = other.agency == line.agency and is_same_table
        if not is_own and self._content(label, is_share=False) in self._bare:
            # "Urban" alone says nothing of the indicator: another table is no help.
            return 0
        return _base_weight(line.base, other.base) if line.is_share else 1

    def _alike(self, index: Index, text: str, *, is_share: bool) -> dict[str, float]:
        """Give how alike the texts of an index are to one, by what counts of them first."""
        if not text:
            return {}
        key = (id(index), text, is_share)
        if key not in self._found:
            mine = self._content(text, is_share=is_share)
            self._found[key] = {
                other: max(likeness, _AGREE)
                if mine and self._content(other, is_share=is_share) == mine
                else likeness * _DIFFER
                for other, likeness in index.alike(text).items()
            }
        return self._found[key]

    def _content(self, text: str, *, is_share: bool) -> Content:
        held = self._contents.get((text, is_share))
        if held is None:
            held = self._contents[text, is_share] = content(text, is_share=is_share)
        return held


def _class_score(
    reading: ReadAs,
    other: LabelLine,
    pair: Pair,
    texts: Mapping[str, float],
    classes: Callable[[Pair], float],
) -> float:
    """Give how well the class of a line decided before goes with that of a reading."""
    if not reading.breakdown:
        return float(not other.breakdown)
    if other.breakdown:
        return texts.get(other.breakdown, 0)
    # The label names the class as well: "urban users", class "urban".
    return classes(pair) if pair[1] != TOTAL else 0


def key_of(line: LabelLine) -> LabelLine:
    """Give what a line is remembered by: all but its unit, which changes with the print."""
    return replace(line, unit="")


def readings(line: LabelLine) -> list[ReadAs]:
    """Give the ways to read a line.

    A table with a column of classes says itself which is which. Else the row label may name both,
    with its heading or alone, or only the class of what the heading, the section or the title of
    the table names.
    """
    if line.breakdown:
        class_ = "" if is_whole(line.breakdown) else line.breakdown
        whole_label = _together(line.label, line.heading)
        # A label may say again what stands in the columns of the class and the base.
        bare = _without(_without(whole_label, line.base), class_)
        return [ReadAs(each, class_) for each in dict.fromkeys([whole_label, bare]) if each]
    *sections, own = line.label.split(_LEVEL)
    whole = [(_together(line.label, line.heading), ""), (own, "")]
    above = [_together(*sections, line.heading), _together(line.context, line.heading)]
    parts = [(each, own) for each in above if each and not is_whole(own)]
    return [ReadAs(*each) for each in dict.fromkeys([*whole, *parts])]


_LEVEL = " › "


def _without(label: str, said: str) -> str:
    """Leave out of a label what is said beside it, where something is left."""
    rest = folded(label).replace(folded(said), " ").strip() if said else ""
    return rest if rest and rest != folded(label) else label


def _together(*texts: str) -> str:
    return " ".join(each for each in texts if each)


def _by_title(catalogue: Mapping[str, Indicator] | Mapping[str, Breakdown]) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = defaultdict(list)
    for code, each in catalogue.items():
        for title in (each.title_en, each.title_zh):
            if title:
                titles[title].append(code)
    return titles


@functools.lru_cache(maxsize=65536)
def _base_weight(one: str, other: str) -> float:
    """Give how far two texts may name one base; across languages that cannot be told."""
    if folded(one) == folded(other):
        return 1
    if not one or not other or bool(IDEOGRAPHS.search(one)) != bool(IDEOGRAPHS.search(other)):
        return _UNKNOWN_BASE
    return _OTHER_BASE + (1 - _OTHER_BASE) * overlap(one, other)
