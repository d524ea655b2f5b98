"""What the commands that look into a package do."""

from __future__ import annotations

from cnnic_validate.cli.actions import judging
from cnnic_validate.cli.guard import CLEAN
from cnnic_validate.cli.language import usage_error
from cnnic_validate.cli.output import emit, style_for
from cnnic_validate.message import say
from cnnic_validate.render import (
    EXPLANATION_FORMATS,
    code_text,
    listing_text,
    verifiability_text,
)
from cnnic_validate.workflow import inspection


@judging
def rules(
    *,
    package: str,
    verifiability: bool,
    release: str,
    output: str | None,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Write the rules of a package, or the figures that they check least."""
    style = style_for(color, output, verbose=verbose, lang=lang)
    if verifiability:
        text = verifiability_text(inspection.verifiability(package, release=release), style)
    elif release:
        raise usage_error(say("--release goes with --verifiability"))
    else:
        text = listing_text(inspection.rules(package), style)
    emit(text, output)
    return CLEAN


@judging
def explain(
    *,
    code: str,
    figure: str,
    package: str,
    format_: str,
    output: str | None,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Write what a finding code means, or what the others say about a figure."""
    if bool(code) == bool(figure):
        raise usage_error(say("name a finding code or, with --figure, a figure"))
    style = style_for(color, output, verbose=verbose, lang=lang)
    if figure:
        explanation = inspection.explain(figure, package=package)
        text = EXPLANATION_FORMATS[format_](explanation, style)
    elif format_ != "text":
        raise usage_error(say("--format {format} goes with --figure", format=format_))
    else:
        text = code_text(inspection.explain_code(code), style)
    emit(text, output)
    return CLEAN
