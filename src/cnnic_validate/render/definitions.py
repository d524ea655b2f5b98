"""Changes of rules, waivers, schemas and other definitions, and of named texts, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cnnic_validate.message import say
from cnnic_validate.model.diff import COUNTS, DefinitionChange, Edit
from cnnic_validate.render.layout import ENGLISH, Style, wrapped

# How long a cell may be without -v.
_CELL = 100


def definition_lines(change: DefinitionChange, style: Style) -> Iterator[str]:
    """Write a change of a rule, waiver, schema or another definition."""
    whole = change.nature == "changed" or style.verbose
    text = style.tell(
        "{kind} {id}: {nature}",
        kind=style.tell(change.kind),
        id=change.id,
        nature=style.tell(change.nature),
    )
    if not whole:
        texts = {each.name: each.new or each.old or "" for each in change.edits}
        gist = next((texts[name] for name in _GISTS if texts.get(name)), "")
        text += style.tell(", {gist}", gist=cut_text(gist, style)) if gist else ""
    yield from wrapped(text, first="  ", rest="    ")
    if whole:
        yield from edit_lines(change.edits, style, whole=change.nature != "changed")


# What says most about a definition that was added or removed, the best first.
_GISTS = ("rule", "exempts", "rules", "parts", "figures", "value", "field", "why")


def definition_counts(changes: Iterable[DefinitionChange], style: Style = ENGLISH) -> str:
    """Count changes of definitions by kind."""
    kinds = Counter(each.kind for each in changes)
    return style.tell(", ").join(
        style.tell_n(*COUNTS[kind], number) for kind, number in kinds.items()
    )


# The kinds and natures by themselves, named here for the catalogue.
_KIND_WORDS = (
    *(say("row rule"), say("figure rule"), say("partition"), say("waiver"), say("withdrawal")),
    *(say("policy"), say("word"), say("schema"), say("exemption"), say("indicator")),
    *(say("breakdown"), say("source"), say("label"), say("agency"), say("number style")),
    *(say("symbol"), say("added"), say("removed"), say("changed")),
    *(say("refined"), say("compatible"), say("contradicted"), say("equal")),
    *(say("moved"), say("unread"), say("renamed")),
    *(say("{count:,} withdrawn"), say("{count:,} added"), say("{count:,} described anew")),
)


def edit_lines(edits: Iterable[Edit], style: Style, *, whole: bool = False) -> Iterator[str]:
    """Write edits, or with `whole` the fields of what was added or removed as a whole."""
    for each in edits:
        if whole:
            if text := each.new or each.old:
                line = style.tell("{name}: {text}", name=each.name, text=cut_text(text, style))
                yield from wrapped(line, first="    ", rest="      ")
        else:
            yield from wrapped(edit_words(each, style), first="    ", rest="      ")


def edit_words(edit: Edit, style: Style) -> str:
    """Say what a cell was and is."""

    def side(text: str | None) -> str:
        if text is None:
            return style.tell("(none)")
        return cut_text(text, style) or style.tell("(empty)")

    return style.tell(
        "{name}: {old} → {new}", name=edit.name, old=side(edit.old), new=side(edit.new)
    )


def cut_text(text: str, style: Style) -> str:
    """Cut a long text, without -v."""
    return text if style.verbose or len(text) <= _CELL else text[: _CELL - 1] + "…"
