"""What `cnnic map` does: ask for the lines that are not known, and write the draft."""

from __future__ import annotations

import click

from cnnic_validate.cli.actions import judging, standard_input
from cnnic_validate.cli.actions.intake import is_asked
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.language import told, usage_error
from cnnic_validate.cli.output import complain, emit, sentence, style_for
from cnnic_validate.message import say
from cnnic_validate.model.mapping import Decision, LabelLine
from cnnic_validate.model.period import parse_period
from cnnic_validate.render import Style
from cnnic_validate.render.mapping import drafted_text, forgotten_text, question_text
from cnnic_validate.workflow import mapping

_NEW, _EXCLUDE, _LATER, _QUIT = "n", "x", "s", "q"
# The keys of the candidates.
_KEYS = {"\r": 0, "\n": 0, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4}
_NO_REASON = "no figure of this package"


class _StoppedError(Exception):
    """Whoever answers leaves the rest for later."""


@judging
def map_table(
    *,
    path: str,
    period: str,
    no_input: bool,
    forget: str,
    package: str,
    output: str | None,
    lang: str,
) -> int:
    """Draft a release from a table, or forget a label."""
    style = style_for("auto", output, verbose=False, lang=lang)
    if forget:
        emit(forgotten_text(mapping.forget(forget, package=package), style), output)
        return CLEAN
    if not path or output is None:
        raise usage_error(say("name the file of `cnnic read`, and the draft with -o"))
    stdin = standard_input((path,))
    session = mapping.open_session(path, parse_period(period), output, package=package, stdin=stdin)
    if not no_input and stdin is None and is_asked():
        _ask(session, style)
    session.keep()
    emit(session.draft(), output)
    written = [output, *session.catalogue_rows(), str(session.beside)]
    complain(drafted_text(session.decided.values(), session.undecided(), written, style))
    unread = any(entry.problem for entry in session.entries)
    return FINDINGS if session.undecided() or unread else CLEAN


def _ask(session: mapping.Session, style: Style) -> None:
    """Ask for each line that is not decided; every answer is kept at once."""
    lines = session.undecided()
    for number, line in enumerate(lines, start=1):
        printed, candidates = session.lines[line].printed, session.candidates(line)
        complain(f"\n{number}/{len(lines)}  ")
        complain(question_text(line, printed, candidates, session.statistics, style))
        try:
            decision = _answer(session, line)
        except _StoppedError:
            return
        if decision:
            session.decide(line, decision)


def _answer(session: mapping.Session, line: LabelLine) -> Decision | None:
    """Read one key, and what it asks for besides; None leaves the line for later."""
    candidates = session.candidates(line)
    while True:
        key = click.getchar().lower()
        chosen = _KEYS.get(key, len(candidates))
        if chosen < len(candidates):
            return Decision("import", candidates[chosen].indicator, candidates[chosen].breakdown)
        if key == _NEW:
            return session.new(line)
        if key == _EXCLUDE:
            reason = click.prompt(told(say("Why?")), default=_NO_REASON, err=True)
            return Decision("exclude", reason=reason)
        if key == _LATER:
            return None
        if key == _QUIT:
            raise _StoppedError
        complain(sentence(told(say("Press Enter, a number, n, x, s or q."))))
