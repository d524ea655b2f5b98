"""What came of publishing, and what a store holds, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Catalogue, Verification
from cnnic_validate.model.publication import Publication
from cnnic_validate.render.escape import escaped, json_escaped
from cnnic_validate.render.layout import Style, listed, number, table, wrapped
from cnnic_validate.render.text import report_text
from cnnic_validate.render.translate import in_language

_HEADS = {
    "published": say("Published."),
    "unchanged": say("Unchanged: published before, byte for byte."),
    "prepared": say("Prepared, nothing was written."),
    "refused": say("Refused, nothing was published."),
}


def publication_text(publication: Publication, style: Style) -> str:
    """Write what was published or would be, or why nothing was."""
    publication = in_language(publication, style.lang)
    why = [line for each in publication.refusals for line in wrapped(f"- {each}")]
    if not publication.report.valid:
        said = style.tell("Refused, nothing was published: the package has errors.")
        lines = [report_text(publication.report, style), *why, said]
        return "\n".join(lines) + "\n"
    blocks = [table(_about(publication, style))]
    if publication.bump and publication.bump.reasons:
        texts = [
            style.tell("{name}: {text}", name=each.level.upper(), text=each.text)
            for each in publication.bump.reasons
        ]
        head = style.paint(style.tell("Why this version:"), "place")
        blocks.append([head, *listed(texts, style)])
    if publication.result == "prepared" or style.verbose:
        digests = publication.digests
        texts = [
            f"{path}  {number(size)}  {digests[path][:12]}"
            for path, size in sorted(publication.sizes.items())
        ]
        blocks.append([style.paint(style.tell("Files:"), "place"), *listed(texts, style)])
    if why:
        blocks.append(why)
    blocks.append([style.tell(_HEADS[publication.result])])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _about(publication: Publication, style: Style) -> list[tuple[str, str]]:
    rows = [
        (style.tell("package"), publication.name),
        (style.tell("store"), publication.store),
    ]
    if publication.version:
        rows.append((style.tell("version"), _placed(publication, style)))
    if publication.created:
        rows.append((style.tell("dated"), publication.created[:10]))
    if publication.sizes:
        total = sum(publication.sizes.values())
        sizes = style.tell(
            "{number:,}, {total:,} bytes", number=len(publication.sizes), total=total
        )
        rows.append((style.tell("files"), sizes))
    if publication.signed_by:
        rows.append((style.tell("signed by"), style.tell("key {id}", id=publication.signed_by)))
    return rows


def _placed(publication: Publication, style: Style) -> str:
    """Name the version, and the one that it follows."""
    version = publication.version
    if publication.result == "unchanged":
        return version
    if publication.withdrawn:
        return style.tell("{version}; all before it are withdrawn", version=version)
    if not publication.previous:
        return style.tell("{version}, the first", version=version)
    return style.tell("{version} after {previous}", version=version, previous=publication.previous)


# What a catalogue counts in a version.
_COUNTS: Mapping[str, tuple[str, str]] = {
    "figures": ("{number:,} figure", "{number:,} figures"),
    "series": ("{number:,} series", "{number:,} series"),
    "sources": ("{number:,} source", "{number:,} sources"),
}
# A newer program may count more; the name comes from the catalogue and is no template.
_OTHER = ("{number:,} {name}", "{number:,} {name}")


def catalogue_text(catalogue: Catalogue, style: Style) -> str:
    """Write a line a version, the newest last."""
    if not catalogue.versions:
        return style.tell("No version was published yet.") + "\n"
    latest = catalogue.latest
    widths = max(len(each.version) for each in catalogue.versions)
    lines = []
    for each in catalogue.versions:
        state = _counts(each.counts, style)
        if each.withdrawn:
            state = style.tell("withdrawn: {why}", why=each.withdrawn)
        line = f"{each.version:<{widths}}  {each.created[:10]}  {each.digest[:12]}  {state}"
        mark = style.tell("latest") if latest is each else ""
        lines += wrapped(f"{line}  {mark}".rstrip(), rest="    ")
    return "\n".join(lines) + "\n"


def _counts(counts: Mapping[str, int], style: Style) -> str:
    return style.tell(", ").join(
        style.tell_n(*_COUNTS.get(name, _OTHER), value, name=name) for name, value in counts.items()
    )


def catalogue_json(catalogue: Catalogue, style: Style) -> str:  # noqa: ARG001 - as the others
    """Write the same for programs."""
    latest = catalogue.latest
    value = {
        "version": 1,
        "name": catalogue.name,
        "latest": latest.version if latest else None,
        "versions": [
            {
                "version": each.version,
                "digest": each.digest,
                "size": each.size,
                "created": each.created,
                "counts": dict(each.counts),
                "withdrawn": each.withdrawn or None,
            }
            for each in catalogue.versions
        ],
    }
    return json_escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def verification_text(verification: Verification, style: Style) -> str:
    """Write what was compared, and everything that is wrong."""
    verification = in_language(verification, style.lang)
    lines = [
        line
        for each in verification.damages
        for line in (style.paint(escaped(each.path), "place"), *wrapped(each.message, first="  "))
    ]
    rows = [
        (style.tell("verified"), verification.judged),
        (style.tell("compared"), _compared(verification, style)),
    ]
    if verification.leftovers:
        left = style.tell_n(
            "{number:,} file of a publish that was broken off or is under way",
            "{number:,} files of a publish that was broken off or is under way",
            len(verification.leftovers),
        )
        rows.append((style.tell("leftovers"), left))
    if not verification.is_listed:
        said = style.tell("files that were added: this store does not list what it has")
        rows.append((style.tell("not seen"), said))
    if verification.signed_by:
        said = style.tell("key {id}, as was demanded", id=verification.signed_by)
        rows.append((style.tell("signed by"), said))
    if verification.sound:
        end = style.tell("Sound: every byte is what was published.")
    else:
        end = style.tell_n(
            "Damaged: {number:,} fault.", "Damaged: {number:,} faults.", len(verification.damages)
        )
    return "\n".join([*lines, *([""] if lines else []), *table(rows), "", end]) + "\n"


def _compared(verification: Verification, style: Style) -> str:
    seen = style.tell_n("{number:,} file", "{number:,} files", verification.files)
    if not verification.versions:
        return seen
    versions = style.tell_n("{number:,} version", "{number:,} versions", verification.versions)
    return style.tell(", ").join((versions, seen))
