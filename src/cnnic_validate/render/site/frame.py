"""The frame of every page: templates, links, languages, versions; the same bytes for the same data.

A page is written once. Where it stands below a version and below `latest`, only the ways to the
version's files and to what all pages share differ: two signs stand for them, which no text from
outside can hold, for `escaped` makes every private character visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from cnnic_validate.model.catalogue import PublishedVersion
from cnnic_validate.model.site import Edition, Site
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.layout import Style, number
from cnnic_validate.render.site import places
from cnnic_validate.render.site.words import PageWords
from cnnic_validate.render.translate import TAGS, Language

_VERSION, _SHARED, _HEAD = (Markup(each) for each in ("\ue001", "\ue002", "\ue003"))  # noqa: S704
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
# What lists of answers and tabs have room for.
_LONGEST_HEADING = 70
_LENS = Markup(
    '<svg class="lens" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<circle cx="6.5" cy="6.5" r="4.5"/><path d="M10 10l4.5 4.5"/></svg>'
)
# What the names of languages are in themselves.
_NAMES: dict[Language, str] = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Place:
    """One folder that holds the pages of an edition: of its version, or of `latest`."""

    folder: str
    version: str
    shared: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of an edition in one language have around them.

    `pages` has the pages of the newest edition, by language folder: what a canonical link can name.
    """

    site: Site
    edition: Edition
    words: PageWords
    languages: tuple[Language, ...]
    latest: str
    pages: frozenset[str]

    @property
    def language(self) -> Language:
        """The language of the pages."""
        return self.words.style.lang

    def page(
        self, path: str, template: str, title: str, **values: Any
    ) -> Iterator[tuple[str, bytes]]:
        """Write a page below its version, and below `latest` where its version is the newest.

        Args:
            path: of the page inside the folder of the language.
            template: the name of its template.
            title: of the page; empty for the home page.
            values: what the template writes out.
        """
        up = places.up(path)
        package = self.edition.package
        text = (
            _environment()
            .get_template(f"{template}.html.jinja")
            .render(
                **values,
                frame=self,
                path=path,
                title=title,
                up=up,
                words=self.words,
                tell=self.words.tell,
                tell_n=self.words.style.tell_n,
                around=self.words.around,
                tag=TAGS[self.language],
                package=package,
                version=self.edition.version,
                published=self.edition.published,
                data=_VERSION,
                shared=_SHARED,
                head=_HEAD,
                others=[
                    (each, _NAMES[each], TAGS[each])
                    for each in self.languages
                    if each != self.language
                ],
            )
        )
        for place in self._places():
            way = f"{up}../"
            head = self._links(place, path)
            done = (
                text.replace(_HEAD, head)
                .replace(_VERSION, f"{way}{place.version}")
                .replace(_SHARED, f"{way}{place.shared}")
            )
            yield f"{place.folder}/{self.language}/{path}", done.encode()

    def _places(self) -> Iterator[Place]:
        folder = places.version_folder(self.edition.version)
        yield Place(folder, "", "../../")
        if self.edition.version == self.latest:
            yield Place(places.LATEST, f"../{folder}/", "../")

    def _links(self, place: Place, path: str) -> str:
        """Write the links that say which page is the one to keep, and its translations."""
        target = f"{self.language}/{path}"
        folder = places.LATEST if target in self.pages else place.folder
        links = [
            f'<link rel="canonical" href="{self._address(place, path, folder, self.language)}">'
        ]
        for each in self.languages if len(self.languages) > 1 else ():
            address = self._address(place, path, folder, each)
            links.append(f'<link rel="alternate" hreflang="{TAGS[each]}" href="{address}">')
        return "\n".join(links)

    def _address(self, place: Place, path: str, folder: str, language: Language) -> str:
        inner = f"{folder}/{language}/{path}"
        if self.site.base_url:
            return escaped_attribute(f"{self.site.base_url}/{inner}")
        return f"{places.up(path)}../{place.shared}{inner}"

    @property
    def title(self) -> str:
        """The title of the package."""
        return self.words.of(self.edition.package.title, self.edition.package.title_zh)

    @property
    def description(self) -> str:
        """The description of the package."""
        package = self.edition.package
        return self.words.of(package.description, package.description_zh)

    def heading(self, title: str) -> str:
        """Give what a browser calls a page: with the title of the package where there is room."""
        whole = f"{title} · {self.title}" if title else self.title
        return whole if len(whole) <= _LONGEST_HEADING else title or self.title

    def data_address(self, name: str) -> str:
        """Give the address of a file below the version: whole where the site's is known."""
        if self.site.base_url:
            folder = places.version_folder(self.edition.version)
            return f"{self.site.base_url}/{folder}/{name}"
        return name.rpartition("/")[2]

    @property
    def newest(self) -> PublishedVersion | None:
        """The newest version, where these pages are of an older one."""
        latest = self.site.catalogue.latest
        return latest if latest and latest.version != self.edition.version else None


def frames_of(site: Site, edition: Edition, latest: str, pages: frozenset[str]) -> Iterator[Frame]:
    """Give the frames of an edition, one for each language that its package has words in."""
    languages = languages_of(edition)
    for language in languages:
        yield Frame(
            site, edition, PageWords(edition, Style(lang=language)), languages, latest, pages
        )


def languages_of(edition: Edition) -> tuple[Language, ...]:
    """Give the languages that an edition has pages in."""
    return _LANGUAGES if edition.is_bilingual else _LANGUAGES[:1]


def escaped_attribute(text: str) -> str:
    """Write a text for an attribute in double quotes."""
    return str(Markup.escape(escaped(text)))


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "drawn": Markup}
    environment.globals |= {"places": places, "lens": _LENS}
    return environment


def _read(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _visible(value: Any) -> Any:
    """Make every text that a template writes plainly visible, before it is escaped as HTML."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else escaped(value)


def bare_page(template: str, **values: Any) -> bytes:
    """Write a page that stands outside the languages, with their names in themselves."""
    environment = _environment()
    text = environment.get_template(f"{template}.html.jinja").render(
        **values, names=_NAMES, tags=TAGS, languages_of=languages_of
    )
    return text.encode()
