"""The words of a page: titles of the package in the page's language, and how much they say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cnnic_validate.model.explanation import Checkability
from cnnic_validate.model.series import Series
from cnnic_validate.model.site import Bilingual, Edition
from cnnic_validate.model.statistics import Indicator, Source
from cnnic_validate.render.layout import Style
from cnnic_validate.render.site.numbers import share_words
from cnnic_validate.render.translate import Language, translated

# Stands for a value; no text of a package is like it, for those are escaped.
_GAP = "\ue004"


@cache
def told(language: Language, template: str) -> str:
    """Give a text without fields in a language; pages ask for the same ones again and again."""
    return Style(lang=language).tell(template)


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one edition in one language."""

    edition: Edition
    style: Style

    def tell(self, template: str, /, **values: object) -> str:
        """Give the text of a template (`message.say`) in the language."""
        if values:
            return self.style.tell(template, **values)
        return told(self.style.lang, template)

    @property
    def around(self) -> Around:
        """Give the words before and behind a value that is marked up."""
        return Around(self)

    def of(self, english: str, chinese: str) -> str:
        """Give the one of two texts that is in the language, the other where there is none."""
        return (chinese or english) if self.style.lang == "zh" else (english or chinese)

    def other(self, english: str, chinese: str) -> str:
        """Give the one of two texts that is not in the language; empty where there is none."""
        return english if self.style.lang == "zh" and chinese else chinese

    def text(self, text: Bilingual | None) -> str:
        """Give a text of the package."""
        return self.of(text.en, text.zh) if text else ""

    def translated(self, text: str) -> str:
        """Give a message of the model, which may hold the package's own words."""
        return translated(text, self.style.lang)

    def indicator(self, indicator: Indicator) -> str:
        """Name an indicator."""
        return self.of(indicator.title_en, indicator.title_zh)

    def topic(self, code: str) -> str:
        """Name a topic; by its code where the package has no table of topics."""
        return self.text(self.edition.topics.get(code)) or code.replace("_", " ").capitalize()

    def group(self, series: Series) -> str:
        """Name the classes of a breakdown."""
        return self.style.joined(
            ", ", [self.of(each.title_en, each.title_zh) for each in series.classes]
        )

    def source(self, source: Source) -> str:
        """Name a document."""
        return self.of(source.title_en, source.title_zh) or source.id

    def slip(self, check: Checkability | None) -> str:
        """Say how far a figure could be wrong unnoticed; empty where nothing is known of it."""
        if check is None:
            return ""
        if not check.is_checked:
            return self.tell("no rule sees it")
        if check.freedom is None or check.freedom.share is None:
            return self.tell("no bound")
        return slip_words(check.freedom.share, self)


@dataclass(frozen=True, slots=True)
class Around:
    """Tells what stands before and behind the one value of a template."""

    words: PageWords

    def tell(self, template: str) -> tuple[str, str]:
        """Give the words before and behind `{value}`."""
        before, _, after = self.words.tell(template, value=_GAP).partition(_GAP)
        return before, after


def slip_words(share: float, words: PageWords) -> str:
    """Say how far a figure could be wrong unnoticed, relative to it."""
    return share_words(share) if share else words.tell("none")
