"""The versions of a store: what each changed, its files, how to cite it, and a feed of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnnic_validate.model.catalogue import PublishedVersion
from cnnic_validate.model.diff import FigureChange
from cnnic_validate.model.site import Edition, Unshown, file_name
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.site import places
from cnnic_validate.render.site.frame import Frame, escaped_attribute

_MOST_FIGURES = 100
_RELATIONS_SHOWN = frozenset({"revised", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure that a version revised or withdrew."""

    id: str
    old: str
    new: str
    nature: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A version in the list: `reasons` say what it changed, `added` counts its new figures."""

    published: PublishedVersion
    page: str
    is_latest: bool
    is_here: bool
    before: str
    reasons: tuple[str, ...]
    added: int
    changed: tuple[Changed, ...]
    more: int
    unshown: str


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of the bundle."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite a version: as text, and as BibTeX."""

    text: str
    bibtex: str


def versions_of(frame: Frame) -> tuple[Listed, ...]:
    """Give all versions of the store, the newest first."""
    return tuple(_listed(each, frame) for each in reversed(frame.site.editions))


def _listed(edition: Edition | Unshown, frame: Frame) -> Listed:
    published = edition.published
    step = edition.step if isinstance(edition, Edition) else None
    changed = [_changed(each, frame) for each in (step.figures if step else ()) if _is_shown(each)]
    folder = f"../{file_name(published.version)}"
    inner = f"{frame.language}/index.html" if isinstance(edition, Edition) else "index.html"
    return Listed(
        published,
        f"{folder}/{inner}",
        published.version == frame.latest,
        published.version == frame.edition.version,
        step.before if step else "",
        tuple(frame.words.translated(each.text) for each in step.bump.reasons) if step else (),
        sum(each.nature == "added" for each in step.figures) if step else 0,
        tuple(changed[:_MOST_FIGURES]),
        max(0, len(changed) - _MOST_FIGURES),
        frame.words.translated(edition.reason) if isinstance(edition, Unshown) else "",
    )


def _is_shown(change: FigureChange) -> bool:
    return change.nature in _RELATIONS_SHOWN


def _changed(change: FigureChange, frame: Frame) -> Changed:
    old, new = (
        frame.words.tell("{text}", text=each.text) if each else ""
        for each in (change.old, change.new)
    )
    return Changed(change.subject.id, old, new, frame.words.tell(change.nature))


def feed(frame: Frame, path: str) -> bytes:
    """Write the versions as an Atom feed (RFC 4287); its addresses are whole where known.

    Args:
        frame: gives the versions, and the words.
        path: where the feed stands in the site.
    """
    site, words = frame.site, frame.words
    name = site.catalogue.name
    base = site.base_url
    top = "../" * path.count("/")

    def address(inner: str) -> str:
        return escaped_attribute(f"{base}/{inner}" if base else f"{top}{inner}")

    entries = []
    for each in reversed(site.editions):
        published = each.published
        folder = places.version_folder(published.version)
        title = words.tell("Version {version}", version=published.version)
        if published.withdrawn:
            title = words.tell("{title}, withdrawn: {why}", title=title, why=published.withdrawn)
        listed = _listed(each, frame)
        said = "; ".join(listed.reasons) or words.tell("The first published version.")
        entries.append(
            f"<entry><id>urn:sha256:{published.digest}</id><title>{_text(title)}</title>"
            f"<updated>{published.created}</updated>"
            f'<link href="{address(f"{folder}/index.html")}"/>'
            f"<summary>{_text(said)}</summary></entry>\n"
        )
    updated = max((each.published.created for each in site.editions), default="")
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{address('') if base else f'urn:x-cnnic:{escaped_attribute(name)}'}</id>\n"
        f"<title>{_text(frame.title)}</title>\n"
        f"<updated>{updated}</updated>\n"
        f"<author><name>{_text(', '.join(frame.edition.package.authors) or name)}</name></author>\n"
        f'<link rel="self" href="{address(path)}"/>\n{"".join(entries)}</feed>\n'
    )
    return text.encode()


def _text(text: str) -> str:
    return escaped_attribute(escaped(text))


def tables_of(edition: Edition) -> Iterator[BundleFile]:
    """Give the files of the bundle in order of path."""
    yield from (BundleFile(path, size) for path, size in sorted(edition.files.items()))


def citation_of(frame: Frame) -> Citation:
    """Say how to cite the version."""
    edition, words = frame.edition, frame.words
    package, published = edition.package, edition.published
    authors = words.style.joined(", ", package.authors) if package.authors else package.name
    address = frame.site.base_url
    if address:
        address = f"{address}/{places.version_folder(edition.version)}/"
    text = words.tell(
        "{authors}: {title}, version {version}, {day}, sha256 {digest}.",
        authors=authors,
        title=frame.title,
        version=edition.version,
        day=published.created[:10],
        digest=published.digest[:16],
    )
    lines = [
        f"@misc{{{file_name(package.name)}-{file_name(edition.version)},",
        f"  title = {{{_bibtex(package.title)}}},",
        f"  author = {{{{{_bibtex(', '.join(package.authors) or package.name)}}}}},",
        f"  year = {{{published.created[:4]}}},",
        f"  version = {{{edition.version}}},",
        *([f"  url = {{{_bibtex(address)}}},"] if address else []),
        f"  note = {{sha256 {published.digest}}}",
        "}",
    ]
    return Citation(f"{text} {address}".strip(), "\n".join(lines))


def _bibtex(text: str) -> str:
    return "".join(f"\\{each}" if each in "{}%&$#_" else each for each in text)
