"""The least version of a package, and why, as text and JSON."""

from __future__ import annotations

import json

from cnnic_validate.model.version import Advice
from cnnic_validate.render.escape import json_escaped
from cnnic_validate.render.layout import Style, counted, table, wrapped

# Without -v: reasons of one level that are shown.
_SHOWN = 8


def version_text(advice: Advice, style: Style) -> str:
    """Write the least version, the version that stands there, and the reasons by level."""
    bump = advice.bump
    rows = [
        ("old", f"{advice.old} (version {advice.old_version})"),
        ("new", f"{advice.new} (version {advice.declared or 'none'})"),
        ("least version", f"{bump.version}: {_change(advice)}"),
    ]
    if advice.declared != advice.old_version:
        rows.append(("declared", f"{advice.declared or 'nothing'} is {_judged(advice)}"))
    blocks = [table(rows)]
    for level in dict.fromkeys(each.level for each in bump.reasons):
        texts = [each.text for each in bump.reasons if each.level == level]
        shown = texts if style.verbose or len(texts) <= _SHOWN + 1 else texts[:_SHOWN]
        lines = [style.paint(f"{level.upper()}: {counted(len(texts), 'reason')}", "place")]
        lines += [line for text in shown for line in wrapped(text, first="  ", rest="    ")]
        if rest := len(texts) - len(shown):
            lines.append(f"  {rest:,} more; -v shows all")
        blocks.append(lines)
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _change(advice: Advice) -> str:
    level = advice.bump.level
    return "nothing differs" if level == "none" else f"a {level.upper()} change"


def _judged(advice: Advice) -> str:
    return "enough" if advice.is_enough else f"not enough: write {advice.bump.version} or higher"


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
