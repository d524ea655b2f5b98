"""Where everything stands in a site: one home for its paths."""

from __future__ import annotations

from cnnic_validate.model.site import file_name
from cnnic_validate.render.translate import Language

# What stands at the top of a site; the marker says to a later build that the folder is its own.
MARKER = "site.json"
ASSETS, VERSIONS, LATEST = "assets", "v", "latest"
OWN = frozenset({MARKER, "index.html", ASSETS, VERSIONS, LATEST})
# Below a version: its bundle as it was published, and the series of each indicator.
FILES, DATA = "files", "data"


def version_folder(version: str) -> str:
    """Give the folder of a version, whose address never changes."""
    return f"{VERSIONS}/{file_name(version)}"


def workbook(name: str, version: str) -> str:
    """Give the name of the workbook of a version, inside its folder."""
    return f"{file_name(name)}-{file_name(version)}.xlsx"


def indicator(code: str) -> str:
    """Give the page of an indicator, inside the folder of a language."""
    return f"indicators/{file_name(code)}.html"


def topic(code: str) -> str:
    """Give the page of a topic, inside the folder of a language."""
    return f"topics/{file_name(code)}.html"


def report(source: str) -> str:
    """Give the page of what a source printed, inside the folder of a language."""
    return f"reports/{file_name(source)}.html"


def picture(code: str, language: Language) -> str:
    """Give the picture of an indicator, inside the folder of a version."""
    return f"{DATA}/{file_name(code)}.{language}.svg"


def up(page: str) -> str:
    """Give the way from a page, inside the folder of a language, to that folder."""
    return "../" * page.count("/")
