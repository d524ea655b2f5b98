"""The index of the search: a script of data, so that it is read from `file://` too."""

from __future__ import annotations

import json
from collections import Counter

from cnnic_validate.model.site import Edition
from cnnic_validate.model.statistics import TOTAL, Indicator
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.layout import Style
from cnnic_validate.render.site import places
from cnnic_validate.render.site.words import PageWords


def index_script(edition: Edition) -> bytes:
    """Write what is searched as `INDEX`: page, code, titles, further words, and how often printed.

    Indicators come with their definitions, then topics and documents. Of equally good answers the
    one that is printed more often comes first; only totals count, for people ask for wholes.
    """
    counts = Counter({each.quantity.indicator: 0 for each in edition.figures})
    counts.update(
        each.quantity.indicator for each in edition.figures if each.quantity.breakdown == TOTAL
    )
    entries = [
        _indicator(edition.statistics.indicators[code], edition, counts[code]) for code in counts
    ]
    english, chinese = (PageWords(edition, Style(lang=each)) for each in ("en", "zh"))
    topics = dict.fromkeys(edition.statistics.indicators[code].topic for code in counts)
    entries += [
        [places.topic(each), each, english.topic(each), chinese.topic(each), "", 1]
        for each in topics
    ]
    printed = Counter(each.source for each in edition.figures)
    entries += [
        [
            places.report(each.id),
            each.id,
            each.title_en or each.id,
            each.title_zh,
            each.agency,
            1,
        ]
        for each in edition.statistics.sources.values()
        if printed[each.id]
    ]
    text = json_escaped(json.dumps(entries, ensure_ascii=False, separators=(",", ":")))
    return f"const INDEX={text};\n".encode()


def _indicator(indicator: Indicator, edition: Edition, prints: int) -> list[str | int]:
    definition = edition.definitions.get(indicator.code)
    more = f"{definition.en} {definition.zh}".strip() if definition else ""
    return [
        places.indicator(indicator.code),
        indicator.code,
        indicator.title_en,
        indicator.title_zh,
        more,
        prints,
    ]
