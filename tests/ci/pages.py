"""Draw what a reviewer of a pull request reads, from what the gate wrote, in a plain style."""

from __future__ import annotations

import difflib
import html
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
STYLE = """
body { margin: 0; padding: 16px; color: #1c2024; background: #fff; box-sizing: border-box;
  font: 14px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", Helvetica, Arial, sans-serif; }
main { border: 1px solid #c9d0d8; border-radius: 6px; }
header { padding: 8px 16px; background: #f2f4f7; border-bottom: 1px solid #c9d0d8;
  border-radius: 6px 6px 0 0; }
header h1 { display: inline; font-size: 14px; }
header h2 { display: inline; margin-left: 10px; font-size: 14px; font-weight: normal;
  color: #57606a; }
.body { padding: 4px 16px 12px; }
h3 { font-size: 19px; margin: 14px 0 8px; }
h4 { font-size: 15px; margin: 14px 0 8px; }
table { border-collapse: collapse; margin: 8px 0; }
th, td { border: 1px solid #c9d0d8; padding: 5px 10px; text-align: left; vertical-align: top; }
tbody tr:nth-child(even) { background: #f7f8fa; }
code, pre, .line, .hunk { font-family: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC",
  monospace; font-size: 12px; }
code { background: #eceff3; border-radius: 4px; padding: 1px 4px; overflow-wrap: break-word; }
pre { background: #f2f4f7; border-radius: 6px; padding: 10px 12px; margin: 8px 0;
  white-space: pre-wrap; }
pre code { background: none; padding: 0; }
summary { margin: 6px 0; }
a { color: #0a55c2; }
.hunk { padding: 3px 12px; background: #eaf2fc; color: #3f4a56; }
.line { display: grid; grid-template-columns: 42px 42px 22px minmax(0, 1fr); }
.line span { padding: 2px 6px; }
.number { text-align: right; color: #57606a; }
.cells { white-space: pre-wrap; overflow-wrap: anywhere; word-break: keep-all; }
.gone { background: #fff0ee; } .gone ins { background: #ffc9c2; }
.new { background: #eafbee; } .new ins { background: #a9e9b8; }
.new mark, .gone mark { background: #ffe08a; outline: 1px solid #b38600; }
ins { text-decoration: none; }
h3.file { margin: 0; padding: 7px 12px; background: #f2f4f7; font: bold 13px/1.5 ui-monospace,
  "DejaVu Sans Mono", monospace; border-bottom: 1px solid #c9d0d8; }
section + section h3 { border-top: 1px solid #c9d0d8; }
aside { margin: 6px 12px 10px 106px; border: 1px solid #c9d0d8; border-left: 4px solid #c4281c;
  border-radius: 4px; padding: 7px 12px; background: #fff; }
aside p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; padding-left: 1.5em;
  text-indent: -1.5em; }
aside p.title { padding: 0; text-indent: 0; color: #57606a; }
aside p.title strong { color: #b3261e; }
aside p.first { padding: 0; text-indent: 0; margin-bottom: 4px; }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a diff: its sign, its numbers before and after (0: none) and its text."""

    sign: str
    before: int
    after: int
    text: str


def page(title, part, content):
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{part}</title>'
        f"<style>{STYLE}</style></head><body><main><header><h1>{html.escape(title)}</h1>"
        f"<h2>{part}</h2></header>{content}</main></body></html>"
    )


def comment_page(title, body):
    """Draw a comment on the pull request of this title, its Markdown read by markdown-it-py."""
    text = f'<div class="body" data-mark="comment">{MARKDOWN.render(body)}</div>'
    return page(title, "comment of the workflow", text)


def diff_files(text):
    """Read the output of `git diff`: for each file its hunks, each a heading and its lines."""
    files = {}
    for row in text.split("\n"):
        if row.startswith("+++ b/"):
            hunks = files.setdefault(row.removeprefix("+++ b/"), [])
        elif found := HUNK.match(row):
            before, after = int(found[1]), int(found[2])
            hunks.append((found[0], []))
        elif row[:1] in {" ", "+", "-"} and files and not row.startswith("--- "):
            sign = row[0]
            numbers = (before * (sign != "+"), after * (sign != "-"))
            hunks[-1][1].append(Line(sign, *numbers, row[1:]))
            before, after = before + (sign != "+"), after + (sign != "-")
        elif row.startswith("diff --git"):
            hunks = []
    return files


def diff_page(title, text, commands):
    """Draw the diff of a pull request with each annotation under the line that it names."""
    parts = []
    for file, hunks in diff_files(text).items():
        parts.append(f'<section data-mark="file {file}"><h3 class="file">{html.escape(file)}</h3>')
        for heading, lines in hunks:
            parts.append(f'<div class="hunk">{heading}</div>')
            for at, line in enumerate(lines):
                here = [
                    each
                    for each in commands
                    if line.after
                    and (each[1].get("file"), each[1].get("line")) == (file, str(line.after))
                ]
                parts.append(diff_line(line, other_side(lines, at), here, file))
                parts += [annotation(each) for each in here]
        parts.append("</section>")
    return page(title, "files changed", "".join(parts))


def other_side(lines, at):
    """Give the line that a changed line stands for or that stands for it, where it is alone."""
    line = lines[at]
    step = {"-": 1, "+": -1}.get(line.sign, 0)
    if (
        step
        and 0 <= at + step < len(lines)
        and lines[at + step].sign == {"-": "+", "+": "-"}[line.sign]
    ):
        return lines[at + step].text
    return line.text


def diff_line(line, other, commands, file):
    kind = {"+": "new", "-": "gone", " ": ""}[line.sign]
    numbers = "".join(
        f'<span class="number">{number or ""}</span>' for number in (line.before, line.after)
    )
    mark = f' data-mark="line {file} {line.after}"' if line.after else ""
    return (
        f'<div class="line {kind}"{mark}>{numbers}<span>{line.sign}</span>'
        f'<span class="cells">{cells(line.text, other, commands)}</span></div>'
    )


def cells(text, other, commands):
    """Set off what differs from the other line, and what an annotation names."""
    named = {
        at
        for _, place, _ in commands
        if "endColumn" in place
        for at in range(int(place["col"]) - 1, int(place["endColumn"]) - 1)
    }
    changed = set()
    mine, theirs = re.split(r"(,)", text), re.split(r"(,)", other)
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, mine, theirs, False).get_opcodes():
        if kind != "equal":
            offset = len("".join(mine[:start]))
            changed |= set(range(offset, offset + len("".join(mine[start:end]))))
    out, before = [], ""
    for at, character in enumerate(text):
        tag = "mark" if at in named else "ins" if at in changed else ""
        if tag != before:
            out.append((f"</{before}>" if before else "") + (f"<{tag}>" if tag else ""))
        out.append(html.escape(character))
        before = tag
    return "".join(out) + (f"</{before}>" if before else "")


def annotation(command):
    kind, place, message = command
    first, *rest = message.split("\n")
    lines = [f'<p class="first">{html.escape(first)}</p>']
    lines += [f"<p>{html.escape(each)}</p>" for each in rest]
    title = f"<strong>{kind}</strong> · line {place['line']} · <b>{html.escape(place['title'])}</b>"
    mark = f"annotation {place['file']} {place['line']}"
    return f'<aside data-mark="{mark}"><p class="title">{title}</p>{"".join(lines)}</aside>'
