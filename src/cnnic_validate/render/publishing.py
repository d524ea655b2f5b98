"""What came of publishing, and what a store holds, as text and JSON."""

from __future__ import annotations

import json

from cnnic_validate.model.catalogue import Catalogue, Verification
from cnnic_validate.model.publication import Publication
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.layout import Style, counted, number, table, wrapped
from cnnic_validate.render.text import report_text

# Without -v: reasons and files that are shown.
_SHOWN = 8
_HEADS = {
    "published": "Published",
    "unchanged": "Unchanged: published before, byte for byte",
    "prepared": "Prepared, nothing was written",
    "refused": "Refused, nothing was published",
}


def publication_text(publication: Publication, style: Style) -> str:
    """Write what was published or would be, or why nothing was."""
    if not publication.report.valid:
        text = report_text(publication.report, style)
        return f"{text}\n{_HEADS['refused']}: the package has errors.\n"
    rows = [("package", publication.name), ("store", publication.store)]
    if publication.version:
        rows.append(("version", f"{publication.version}{_after(publication)}"))
    if publication.created:
        rows.append(("dated", publication.created[:10]))
    if publication.sizes:
        total = number(sum(publication.sizes.values()))
        rows.append(("files", f"{len(publication.sizes)}, {total} bytes"))
    if publication.signed_by:
        rows.append(("signed by", f"key {publication.signed_by}"))
    blocks = [table(rows)]
    if publication.bump and publication.bump.reasons:
        texts = [f"{each.level.upper()}: {each.text}" for each in publication.bump.reasons]
        blocks.append(_listed("Why this version", texts, style))
    if publication.result == "prepared" or style.verbose:
        digests = publication.digests
        blocks.append(
            _listed(
                "Files",
                [
                    f"{path}  {number(size)}  {digests[path][:12]}"
                    for path, size in _files(publication)
                ],
                style,
            )
        )
    head = f"{_HEADS[publication.result]}."
    if publication.refusals:
        blocks.append([line for each in publication.refusals for line in wrapped(f"- {each}")])
    return "\n\n".join("\n".join(lines) for lines in blocks) + f"\n\n{head}\n"


def _after(publication: Publication) -> str:
    if publication.result == "unchanged":
        return ""
    return f" after {publication.previous}" if publication.previous else ", the first"


def _files(publication: Publication) -> list[tuple[str, int]]:
    return sorted(publication.sizes.items())


def _listed(heading: str, texts: list[str], style: Style) -> list[str]:
    shown = texts if style.verbose or len(texts) <= _SHOWN + 1 else texts[:_SHOWN]
    lines = [style.paint(f"{heading}:", "place")]
    lines += [line for text in shown for line in wrapped(text, first="  ", rest="    ")]
    if rest := len(texts) - len(shown):
        lines.append(f"  {number(rest)} more; -v shows all")
    return lines


def catalogue_text(catalogue: Catalogue, style: Style) -> str:  # noqa: ARG001 - as the others
    """Write a line a version, the newest last."""
    if not catalogue.versions:
        return "No version was published yet.\n"
    latest = catalogue.latest
    widths = max(len(each.version) for each in catalogue.versions)
    lines = []
    for each in catalogue.versions:
        counts = ", ".join(f"{number(value)} {name}" for name, value in each.counts.items())
        mark = "latest" if latest is each else ""
        state = f"withdrawn: {each.withdrawn}" if each.withdrawn else counts
        line = f"{each.version:<{widths}}  {each.created[:10]}  {each.digest[:12]}  {state}"
        lines += wrapped(f"{line}  {mark}".rstrip(), rest="    ")
    return "\n".join(lines) + "\n"


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
    lines = [
        style.paint(f"{each.path}", "place") + f"\n  {each.message}"
        for each in verification.damages
    ]
    seen = counted(verification.files, "file")
    if verification.versions:
        seen = f"{counted(verification.versions, 'version')}, {seen}"
    rows = [("verified", verification.judged), ("compared", seen)]
    if verification.leftovers:
        left = counted(len(verification.leftovers), "file")
        rows.append(("leftovers", f"{left} of a publish that was broken off or is under way"))
    if not verification.is_listed:
        rows.append(("not seen", "files that were added: this store does not list what it has"))
    if verification.signed_by:
        rows.append(("signed by", f"key {verification.signed_by}, as was demanded"))
    damages = len(verification.damages)
    end = (
        "Sound: every byte is what was published."
        if verification.sound
        else (f"Damaged: {counted(damages, 'fault')}.")
    )
    return "\n".join([*lines, *([""] if lines else []), *table(rows), "", end]) + "\n"
