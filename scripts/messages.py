"""Extract the messages of the code, update the catalogues, compile them.

    python scripts/messages.py           write the .po (new messages untranslated) and the .mo
    python scripts/messages.py --check   write nothing; exit 1 where either would change

Messages are the templates of `say`, `say_n`, `joined`, `Style.tell` and `Style.tell_n` (in Python
and in the page's template), the texts of `FindingCode`, and the help of the commands.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cnnic_validate.cli import commands
from cnnic_validate.cli.help import paragraphs

ROOT = Path(__file__).resolve().parent.parent / "src" / "cnnic_validate"
LANGUAGES = ("zh",)
_ONE = frozenset({"say", "joined", "tell"})
_TWO = frozenset({"say_n", "tell_n"})
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_IN_PAGE = re.compile(rf"\btell\({_TEXT}")
_IN_PAGE_TWO = re.compile(rf"\btell_n\({_TEXT}, {_TEXT}")

# What a catalogue says of itself: no date and no version of a tool, so that its bytes stay.
HEAD = [
    ("Language", "zh_Hans"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
    ("Plural-Forms", "nplurals=1; plural=0;"),
]

Template = str | tuple[str, str]


class _Dateless(Catalog):
    """A catalogue whose head is always the same."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Give the head."""
        return HEAD

    @mime_headers.setter
    def mime_headers(self, value: Iterable[tuple[str, str]]) -> None:
        """Leave the head as it is, whatever a catalogue that is read says of itself."""


def templates() -> dict[Template, list[str]]:
    """Give every template, one and many where it counts, with the files that have it."""
    found: dict[Template, list[str]] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix not in {".py", ".jinja"}:
            continue
        text = path.read_text(encoding="utf-8")
        every = _of_python(text) if path.suffix == ".py" else _of_page(text)
        for each in every:
            places = found.setdefault(each, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    for each in helps():
        found.setdefault(each, ["cli/commands"])
    return found


def helps() -> Iterator[str]:
    """Give the help texts of all commands, paragraph by paragraph, as `cli.help` looks them up."""
    for command in (commands.validate, commands.group, *commands.group.commands.values()):
        options = (each.help for each in command.params if isinstance(each, click.Option))
        for text in filter(None, (command.help, command.epilog, *options)):
            yield from (paragraph for paragraph, _ in paragraphs(text))


def _of_page(text: str) -> Iterator[Template]:
    yield from (each[1] for each in _IN_PAGE.finditer(text))
    yield from ((each[1], each[2]) for each in _IN_PAGE_TWO.finditer(text))


def _of_python(text: str) -> Iterator[Template]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            # Pairs of templates that are looked up by what they count.
            if isinstance(node, ast.Tuple) and _is_pair(node):
                yield _constant(node.elts[0]), _constant(node.elts[1])
            continue
        is_method = isinstance(node.func, ast.Attribute)
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        texts = [_constant(each) for each in node.args]
        if name.startswith("tell") and not is_method:
            continue  # what reports the progress of long work
        if name in _ONE and texts and texts[0]:
            yield texts[0]
        elif name in _TWO and len(texts) > 1 and texts[0]:
            yield texts[0], texts[1]
        elif name == "FindingCode":
            yield from texts[1:]


def _is_pair(node: ast.Tuple) -> bool:
    return len(node.elts) == 2 and all(_constant(each).startswith("{number") for each in node.elts)


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def updated(language: str) -> tuple[bytes, bytes]:
    """Give the .po and the .mo of a language as they should be: complete, nothing else."""
    path = _po(language)
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as stream:
            old = read_po(stream, locale=language)
    new = Catalog(
        locale=language, project="cnnic-validate", charset="utf-8", fuzzy=False, header_comment="#"
    )
    for template, places in sorted(templates().items(), key=lambda each: (each[1], str(each[0]))):
        known = old.get(template if isinstance(template, str) else template[0])
        text = _string(known) if known else ""
        new.add(
            template,
            text if isinstance(template, str) else (text,),
            locations=[(each, 0) for each in places],
        )
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, new, width=100, omit_header=True, include_lineno=False)
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in HEAD)
    head = f'msgid ""\nmsgstr ""\n{lines}\n'
    data = head.encode() + po.getvalue()
    compiled = _Dateless(locale=language, charset="utf-8", fuzzy=False)
    for each in new:
        if each.id:
            compiled.add(each.id, each.string)
    write_mo(mo, compiled)
    return data, mo.getvalue()


def _string(message: Message) -> str:
    """Give a translation; Chinese has one form for every number."""
    string = message.string or ""
    return string if isinstance(string, str) else string[0]


def _po(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "cnnic_validate.po"


def main() -> int:
    """Write or check the catalogues; say how many messages have no translation."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args().check
    stale = False
    for language in LANGUAGES:
        po = _po(language)
        for path, data in zip((po, po.with_suffix(".mo")), updated(language), strict=True):
            if not path.exists() or path.read_bytes() != data:
                stale = True
                if not only_check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
        with po.open("rb") as stream:
            entries = [each for each in read_po(stream, locale=language) if each.id]
        missing = sum(not _string(each) for each in entries)
        print(f"{language}: {len(entries)} messages, {missing} without a translation")
    return int(only_check and stale)


if __name__ == "__main__":
    sys.exit(main())
