"""How alike two short texts are: the cosine of their character n-grams, rare ones weighing more.

Chinese is cut into one to three characters, other text into two to four with the ends of words;
weights are those of tf-idf (1 + log count, log of the inverse share of texts).
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from cnnic_validate.mapping.words import IDEOGRAPHS, folded

_RUNS = re.compile(rf"{IDEOGRAPHS.pattern}|[^\s\u3400-\u9fff]+")
_CHINESE = (1, 2, 3)
_OTHER = (2, 3, 4)


@functools.lru_cache(maxsize=4096)
def grams(text: str) -> Mapping[str, int]:
    """Count the n-grams of a text."""
    counted: Counter[str] = Counter()
    for run in _RUNS.findall(folded(text)):
        is_chinese = IDEOGRAPHS.match(run) is not None
        whole = run if is_chinese else f" {run} "
        for size in _CHINESE if is_chinese else _OTHER:
            counted.update(whole[at : at + size] for at in range(len(whole) - size + 1))
    return counted


def overlap(one: str, other: str) -> float:
    """Give the share of n-grams that two texts have in common, from 0 to 1."""
    mine, theirs = grams(one), grams(other)
    both = sum(min(count, theirs.get(gram, 0)) for gram, count in mine.items())
    return both / max(sum(mine.values()), sum(theirs.values()), 1)


class Index:
    """Texts that others are compared with."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(dict.fromkeys(texts))
        counted = [grams(text) for text in self._texts]
        self._frequency: Counter[str] = Counter()
        for each in counted:
            self._frequency.update(each.keys())
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self._lengths: list[float] = []
        for at, each in enumerate(counted):
            weights = self._weights(each)
            self._lengths.append(_length(weights))
            for gram, weight in weights.items():
                self._postings[gram].append((at, weight))

    def alike(self, text: str) -> dict[str, float]:
        """Give every text that has an n-gram in common, with how alike it is, from 0 to 1."""
        weights = self._weights(grams(text))
        products: dict[int, float] = defaultdict(float)
        for gram, weight in weights.items():
            for at, other in self._postings.get(gram, ()):
                products[at] += weight * other
        length = _length(weights)
        return {
            self._texts[at]: min(product / length / self._lengths[at], 1.0)
            for at, product in products.items()
        }

    def _weights(self, counted: Mapping[str, int]) -> dict[str, float]:
        most = len(self._texts) + 1
        return {
            gram: (1 + math.log(count)) * (1 + math.log(most / (self._frequency[gram] + 1)))
            for gram, count in counted.items()
        }


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
