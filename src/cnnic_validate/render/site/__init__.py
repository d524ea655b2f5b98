"""A site as files: pages for every version, pictures, the search, and what all pages share.

Everything is rendered from `model.site` values; Jinja2 escapes every text, and a strict
Content-Security-Policy stands in each page for the case that something got through all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from cnnic_validate.model.rule import VERDICTS
from cnnic_validate.model.series import Series
from cnnic_validate.model.site import Edition, Site, Unshown, file_name
from cnnic_validate.model.statistics import TOTAL, Figure
from cnnic_validate.render.plot import plot_svg_file
from cnnic_validate.render.series import series_document
from cnnic_validate.render.site import places, quality
from cnnic_validate.render.site.change import printed_changes
from cnnic_validate.render.site.frame import Frame, bare_page, frames_of, languages_of
from cnnic_validate.render.site.indicator import PageMaker, page_of
from cnnic_validate.render.site.overview import (
    documents_of,
    headlines,
    newest_report,
    parts_of,
    topics_of,
)
from cnnic_validate.render.site.search import index_script
from cnnic_validate.render.site.versions import citation_of, feed, tables_of, versions_of

_ASSETS = ("site.css", "site.js")
# Pages that every edition has, beside those of topics, indicators and documents.
_FIXED = (
    "index.html",
    "reports.html",
    "breaks.html",
    "quality.html",
    "versions.html",
    "download.html",
    "cite.html",
    "search.html",
)


def site_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Give every file of a site that is made here, by path; the data of versions stand beside.

    Args:
        site: all versions of a store.
    """
    shown = [each for each in site.editions if isinstance(each, Edition)]
    latest = site.catalogue.latest
    newest = next((each for each in shown if latest and each.version == latest.version), None)
    front = newest or (shown[-1] if shown else None)
    yield places.MARKER, _marker(site, front)
    for name in _ASSETS:
        data = resources.files(__package__).joinpath("assets", name).read_bytes()
        yield f"{places.ASSETS}/{name}", data
    pages = frozenset(_pages(newest)) if newest else frozenset()
    for edition in shown:
        name = f"{places.ASSETS}/index-{file_name(edition.version)}.js"
        yield name, index_script(edition)
        yield from _edition(site, edition, newest.version if newest else "", pages)
    for unshown in site.editions:
        if isinstance(unshown, Unshown):
            yield from _unshown(unshown)
    if front:
        yield from _front(site, front, is_latest=front is newest)


def _marker(site: Site, front: Edition | None) -> bytes:
    value = {
        "name": site.catalogue.name,
        "versions": [each.published.version for each in site.editions],
        "latest": front.version if front else None,
        "languages": list(languages_of(front)) if front else [],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _pages(edition: Edition) -> Iterator[str]:
    """Give the pages of an edition by their paths below its folder."""
    inner = [*_FIXED]
    measured = dict.fromkeys(each.quantity.indicator for each in edition.figures)
    indicators = edition.statistics.indicators
    inner += [places.indicator(each) for each in measured]
    inner += [places.topic(each) for each in {indicators[code].topic for code in measured}]
    inner += [places.report(each) for each in {figure.source for figure in edition.figures}]
    for language in languages_of(edition):
        yield from (f"{language}/{each}" for each in inner)


def _edition(
    site: Site, edition: Edition, latest: str, pages: frozenset[str]
) -> Iterator[tuple[str, bytes]]:
    own: dict[str, list[Series]] = {}
    for series in edition.series:
        own.setdefault(series.indicator.code, []).append(series)
    figures: dict[str, list[Figure]] = {}
    for figure in edition.figures:
        figures.setdefault(figure.quantity.indicator, []).append(figure)
    instances: dict[str, list[str]] = {}
    for instance in edition.report.instances:
        if instance.verdict == "passed":
            for each in instance.figures:
                instances.setdefault(each, []).append(instance.title)
    changes = dict(printed_changes(_by_day(edition)))
    folder = places.version_folder(edition.version)
    for frame in frames_of(site, edition, latest, pages):
        maker = PageMaker(frame.words, figures, changes, instances)
        yield from _indicators(frame, maker, own)
        yield from _lists(frame, maker, own)
        yield from _fixed(frame)
        for code, held in own.items():
            total = next((each for each in held if each.breakdown == TOTAL), held[0])
            name = f"{folder}/{places.picture(code, frame.language)}"
            yield name, plot_svg_file(total, frame.words.style)
    for code, held in own.items():
        yield f"{folder}/{places.DATA}/{file_name(code)}.json", series_document(held)


def _by_day(edition: Edition) -> list[Figure]:
    sources = edition.statistics.sources

    def day(figure: Figure) -> tuple[str, str]:
        source = sources.get(figure.source)
        return (source.published.isoformat() if source and source.published else "", figure.id)

    return sorted(edition.figures, key=day)


Own = Mapping[str, Sequence[Series]]


def _indicators(frame: Frame, maker: PageMaker, own: Own) -> Iterator[tuple[str, bytes]]:
    for code in maker.figures:
        page = page_of(code, own.get(code, ()), maker)
        yield from frame.page(
            places.indicator(code), "indicator", page.title, page=page, name=file_name(code)
        )


def _lists(frame: Frame, maker: PageMaker, own: Own) -> Iterator[tuple[str, bytes]]:
    """Give the home page, the topics, the list of documents and what each of them printed."""
    words = frame.words
    topics = topics_of(maker, own)
    documents = documents_of(words)
    report = newest_report(frame.edition)
    shown = next((each for each in documents if report and each.id == report.id), None)
    yield from frame.page(
        "index.html",
        "home",
        "",
        topics=topics,
        report=shown,
        headlines=headlines(report, maker, own) if report else (),
        documents=documents,
        verdicts=quality.verdicts_of(words),
    )
    yield from frame.page("search.html", "search", words.tell("Search"), topics=topics)
    for topic in topics:
        yield from frame.page(topic.page, "topic", topic.title, topic=topic)
    yield from frame.page("reports.html", "reports", words.tell("Reports"), documents=documents)
    standing = frozenset(
        point.figure.id for series in frame.edition.series for point in series.points
    )
    held: dict[str, list[Figure]] = {}
    for figure in frame.edition.figures:
        held.setdefault(figure.source, []).append(figure)
    for document in documents:
        parts = tuple(parts_of(held[document.id], standing, words))
        yield from frame.page(
            document.page, "report", document.title, document=document, parts=parts
        )


def _fixed(frame: Frame) -> Iterator[tuple[str, bytes]]:
    """Give the pages about the data as a whole."""
    words, edition = frame.words, frame.edition
    yield from frame.page(
        "breaks.html",
        "breaks",
        words.tell("Breaks and revisions"),
        breaks=tuple(quality.breaks_of(edition.series, words)),
        revisions=tuple(quality.revisions_of(edition.series, words)),
    )
    yield from frame.page(
        "quality.html",
        "quality",
        words.tell("How sure"),
        verdicts=quality.verdicts_of(words),
        heads=tuple(words.tell(each) for each in VERDICTS),
        by_topic=tuple(quality.topics_of(words)),
        weakest=tuple(quality.weakest(words)),
        exempted=tuple(quality.exempted_of(words)),
        rules=tuple(quality.rules_of(words)),
        rounding=edition.listing.rounding,
        report=edition.report,
        unchecked=sum(not each.is_checked for each in edition.checks.values()),
    )
    yield from frame.page(
        "versions.html", "versions", words.tell("Versions"), versions=versions_of(frame)
    )
    folder = places.version_folder(edition.version)
    own = f"{folder}/{frame.language}/feed.xml"
    yield own, feed(frame, own)
    if edition.version == frame.latest:
        own = f"{places.LATEST}/{frame.language}/feed.xml"
        yield own, feed(frame, own)
    yield from frame.page(
        "download.html", "download", words.tell("Download"), tables=tuple(tables_of(edition))
    )
    yield from frame.page("cite.html", "cite", words.tell("Cite"), citation=citation_of(frame))


def _unshown(unshown: Unshown) -> Iterator[tuple[str, bytes]]:
    name = f"{places.version_folder(unshown.published.version)}/index.html"
    yield name, bare_page("unshown", unshown=unshown)


def _front(site: Site, front: Edition, *, is_latest: bool) -> Iterator[tuple[str, bytes]]:
    folder = places.LATEST if is_latest else places.version_folder(front.version)
    yield "index.html", bare_page("front", folder=folder, site=site, edition=front)
    for edition in site.editions:
        if isinstance(edition, Edition):
            inner = f"{places.version_folder(edition.version)}/index.html"
            yield inner, bare_page("front", folder=".", site=site, edition=edition)
    if is_latest:
        yield (
            f"{places.LATEST}/index.html",
            bare_page("front", folder=".", site=site, edition=front),
        )
