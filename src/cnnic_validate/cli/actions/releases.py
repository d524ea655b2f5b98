"""What the commands for a release on its way in do."""

from __future__ import annotations

from cnnic_validate.cli.actions import exit_code, judging, standard_input
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.language import language_of
from cnnic_validate.cli.output import complain, emit, sentence, style_for
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say, say_n
from cnnic_validate.render import Style, finding_lines, report_text
from cnnic_validate.render.translate import in_language
from cnnic_validate.workflow import releases


@judging
def normalise(*, path: str, package: str, source: str, output: str | None, lang: str) -> int:
    """Write a release file with what its texts say filled in, and name what could not be."""
    stdin = standard_input((path,))
    normalised = releases.normalise(path, package=package, source=source, stdin=stdin)
    emit(normalised.text, output)
    if not normalised.unfilled:
        return CLEAN
    style = Style(lang=language_of(lang))
    unfilled = in_language(normalised.unfilled, style.lang)
    complain("\n".join(finding_lines(unfilled, style)) + "\n")
    return FINDINGS


@judging
def accept(*, path: str, package: str, source: str, verbose: bool, color: str, lang: str) -> int:
    """Append a release file to the package, or say why not."""
    style = style_for(color, None, verbose=verbose, lang=lang)
    stdin = standard_input((path,))
    accepted = releases.accept(path, package=package, source=source, stdin=stdin)
    code = exit_code(accepted.report, "error")
    text = report_text(accepted.report, style)
    if accepted.refusal:
        code = FINDINGS
        said = style.tell("Refused: {refusal}", refusal=accepted.refusal)
    elif code == CLEAN:
        said = style.tell_n(
            "Accepted: {number:,} figure appended to {path}.",
            "Accepted: {number:,} figures appended to {path}.",
            len(accepted.ids),
            path=accepted.path,
        )
        if accepted.remembered:
            said += " " + style.tell_n(
                "{number:,} label is remembered.",
                "{number:,} labels are remembered.",
                accepted.remembered,
            )
    else:
        said = style.tell("Refused: nothing was written.")
    emit(f"{text}\n{sentence(said)}", None)
    return code


@judging
def new_release(
    *, release_id: str, like: str, period: str, package: str, output: str | None
) -> int:
    """Write the template of a release; a file that somebody has filled in is not replaced."""
    if output and (number := releases.printed_in(output)):
        message = say_n(
            "{number:,} row of it has a printed text, which a template would take away",
            "{number:,} rows of it have a printed text, which a template would take away",
            number,
        )
        raise UnreadableError(output, message, say("name another file"))
    text = releases.new_release(release_id, like=like, period=period, package=package)
    emit(text, output)
    return CLEAN
