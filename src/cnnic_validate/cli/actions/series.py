"""What `cnnic series` does."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.cli.actions import judging
from cnnic_validate.cli.guard import CLEAN
from cnnic_validate.cli.language import usage_error
from cnnic_validate.cli.output import emit, style_for
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.series import Series
from cnnic_validate.render.layout import Style
from cnnic_validate.render.plot import plot_svg_file
from cnnic_validate.render.series import series_json, series_text
from cnnic_validate.workflow.series import read_series, table_of

HERE = "-"


@judging
def series(  # noqa: PLR0913 - one for each option
    *,
    indicator: str,
    breakdown: str,
    as_of: str,
    vintages: bool,
    package: str,
    format_: str,
    plot: str,
    lang: str,
    output: str | None,
    color: str,
) -> int:
    """Write or draw one indicator over time."""
    if not indicator:
        indicator, plot = _behind_plot(plot)
    _require_fitting(plot, output, format_, vintages=vintages)
    read = read_series(indicator, package=package, breakdown=breakdown, as_of=as_of)
    style = style_for(color, output, verbose=False, lang=lang)
    if plot == HERE:
        # Imported here: most runs write text alone.
        from cnnic_validate.render.chart import series_chart  # noqa: PLC0415 - see above

        width = shutil.get_terminal_size().columns
        emit(series_chart(read, style, width=width, plain=not _shows_unicode(output)), output)
    elif plot:
        _draw_file(read, Path(plot), style)
    elif format_ == "csv":
        emit(table_of(read, vintages=vintages), output)
    elif format_ == "json":
        emit(series_json(read), output)
    else:
        emit(series_text(read, style, vintages=vintages), output)
    return CLEAN


def _behind_plot(plot: str) -> tuple[str, str]:
    """Give indicator and plot of ``--plot INDICATOR``, which reads like ``--plot FILE``.

    Raises `UsageError` where the text is a file, or where there is none.
    """
    if plot in {"", HERE} or Path(plot).suffix in {".svg", ".png"}:
        raise usage_error(say("name an INDICATOR: cnnic series internet_users"))
    return plot, HERE


def _require_fitting(plot: str, output: str | None, format_: str, *, vintages: bool) -> None:
    """Refuse options that contradict each other; raises `UsageError`."""
    if vintages and (plot or format_ == "json"):
        if plot:
            raise usage_error(say("--plot draws what stands: leave --vintages out"))
        raise usage_error(say("--format json has all vintages: leave --vintages out"))
    if plot and format_ != "text":
        raise usage_error(say("--plot draws, --format {format} writes: choose one", format=format_))
    if plot not in {"", HERE}:
        if Path(plot).suffix not in {".svg", ".png"}:
            raise usage_error(
                say("--plot {plot}: name a file that ends in .svg or .png", plot=plot)
            )
        if output is not None:
            raise usage_error(say("--plot FILE names the file already: leave -o out"))


def _shows_unicode(output: str | None) -> bool:
    """Whether Braille patterns can be written: to a file always, else by the encoding."""
    if output is not None:
        return True
    try:
        "\N{BRAILLE PATTERN BLANK}┤网".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _draw_file(read: Series, path: Path, style: Style) -> None:
    if path.suffix == ".svg":
        files.write_atomic(path, plot_svg_file(read, style))
        return
    try:
        from cnnic_validate.render.raster import plot_png  # noqa: PLC0415 - matplotlib is slow
    except ModuleNotFoundError as error:
        hint = say('pip install "cnnic-validate[plot]"; a file that ends in .svg needs nothing')
        raise UnreadableError(
            files.shown_as(path), say("{name} is not installed", name=error.name), hint
        ) from error
    files.write_atomic(path, plot_png(read, style))
