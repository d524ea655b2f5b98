"""The least version of a package, and why, as text and JSON."""

from __future__ import annotations

import json

from cnnic_validate.message import say
from cnnic_validate.model.version import Advice
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.layout import Style, listed, table
from cnnic_validate.render.translate import in_language


def version_text(advice: Advice, style: Style) -> str:
    """Write the least version, the version that stands there, and the reasons by level."""
    advice = in_language(advice, style.lang)
    bump = advice.bump
    least = style.tell("{name}: {text}", name=bump.version, text=change_words(advice, style))
    rows = [
        (style.tell("old"), _named(advice.old, advice.old_version, style)),
        (style.tell("new"), _named(advice.new, advice.declared, style)),
        (style.tell("least version"), least),
    ]
    if advice.declared != advice.old_version:
        rows.append((style.tell("declared"), _judged(advice, style)))
    blocks = [table(rows)]
    for level in dict.fromkeys(each.level for each in bump.reasons):
        texts = [each.text for each in bump.reasons if each.level == level]
        head = style.tell_n(
            "{level}: {number:,} reason",
            "{level}: {number:,} reasons",
            len(texts),
            level=level.upper(),
        )
        blocks.append([style.paint(head, "place"), *listed(texts, style)])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _named(name: str, version: str, style: Style) -> str:
    return style.tell("{name} (version {version})", name=name, version=version or say("none"))


def change_words(advice: Advice, style: Style) -> str:
    """Say how large a change is."""
    level = advice.bump.level
    if level == "none":
        return style.tell("nothing differs")
    return style.tell("a {level} change", level=level.upper())


def _judged(advice: Advice, style: Style) -> str:
    declared = advice.declared or say("nothing")
    if advice.is_enough:
        return style.tell("{declared} is enough", declared=declared)
    return style.tell(
        "{declared} is not enough: write {version} or higher",
        declared=declared,
        version=advice.bump.version,
    )


def version_json(advice: Advice) -> str:
    """Write the same for programs."""
    value = {
        "version": 1,
        "old": {"name": advice.old, "version": advice.old_version},
        "new": {"name": advice.new, "version": advice.declared},
        "least": advice.bump.version,
        "level": advice.bump.level,
        "enough": advice.is_enough,
        "reasons": [{"level": each.level, "text": each.text} for each in advice.bump.reasons],
    }
    return json_escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
