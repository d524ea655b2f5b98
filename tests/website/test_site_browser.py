"""Pages in a real browser: accessible, silent, no wider than the screen; the search finds."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from cnnic_validate.model.site import file_name
from tests.formats.browser.harness import (
    FOLDER,
    IMAGES,
    few_colours,
    modules,
    tool,
)
from tests.website.conftest import ROOT
from tests.website.pages import table
from tests.website.queries import CHINESE, QUERIES

SCRIPT = ROOT / "tests/website/look.mjs"
PAGES = (
    "index.html",
    "indicators/internet_users.html",
    "indicators/online_retail_sales.html",
    "topics/netizens.html",
    "reports.html",
    "reports/cnnic-53.html",
    "breaks.html",
    "quality.html",
    "versions.html",
    "download.html",
    "cite.html",
    "search.html",
)
# Pages in both languages; the others differ in their words only.
BOTH = frozenset(PAGES[:3])
PHOTOGRAPHED = {
    "home": ("index.html", 1200, 1150),
    "indicator": ("indicators/internet_users.html", 1200, 1500),
    "report": ("reports/cnnic-55.html", 1200, 900),
    "quality": ("quality.html", 1200, 1100),
}
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(20, 23, 27)"


@pytest.fixture(scope="module")
def met(flagship):
    """Look at pages from their files, each in light and dark, at three widths."""
    latest = flagship / "latest"
    pages = [{"name": f"en {each}", "url": (latest / "en" / each).as_uri()} for each in PAGES]
    pages += [{"name": f"zh {each}", "url": (latest / "zh" / each).as_uri()} for each in BOTH]
    asked = {
        "pages": pages,
        "search": (latest / "zh/search.html").as_uri(),
        "indicator": (latest / "en/indicators/internet_users.html").as_uri(),
        "queries": [query for query, _ in QUERIES],
        "images": list(images(latest)) if os.environ.get("CNNIC_WRITE_IMAGES") else [],
    }
    chromium, node = tool("chromium", "chromium-browser", "google-chrome"), tool("node")
    done = subprocess.run(
        (node, SCRIPT, chromium, modules(FOLDER)),
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for each in asked["images"]:
        few_colours(Path(each["path"]))
    return json.loads(done.stdout)


def images(latest):
    """Give what is photographed for the guide: each page wide and narrow, in both languages."""
    for name, (path, width, height) in PHOTOGRAPHED.items():
        for kind, language, scheme, across in (
            ("light", "en", "light", width),
            ("dark", "zh", "dark", width),
            ("narrow", "zh", "light", 390),
            ("narrow-dark", "en", "dark", 390),
        ):
            yield {
                "url": (latest / language / path).as_uri(),
                "width": across,
                "height": height if across == width else 1100,
                "scheme": scheme,
                "path": str(IMAGES / f"site-{name}-{kind}.png"),
            }


def test_pages_are_accessible_silent_and_fit(met):
    assert len(met["pages"]) == 2 * (len(PAGES) + len(BOTH))
    for each in met["pages"]:
        what = (each["name"], each["scheme"])
        assert each["violations"] == [], what
        assert each["messages"] == [], what
        assert all(url.startswith(("file:", "data:")) for url in each["requests"]), what
        assert each["first"] == "skip", what
        assert each["background"] == (DARK if each["scheme"] == "dark" else LIGHT), what
        for width in each["widths"]:
            assert width["overflow"] <= 0, (what, width)
            assert width["beyond"] == [], (what, width)


def test_the_search_finds_what_readers_look_for(met):
    assert len(CHINESE) >= 20
    assert len(met["found"]) == len(QUERIES) >= 30
    missed = {
        query: met["found"][query]
        for query, code in QUERIES
        if f"indicators/{file_name(code)}.html" not in met["found"][query]
    }
    assert missed == {}


def test_what_was_known_when_and_the_value_under_the_pointer(flagship, met):
    used = met["used"]
    newest, *_ = (
        each
        for each in reversed(table(next((flagship / "v").iterdir()) / "files/series.csv"))
        if (each["indicator"], each["breakdown"]) == ("internet_users", "total")
    )
    first, middle, last = used["days"]
    assert last == ""
    assert used["days"][""] == used["rows"]
    assert 0 < len(used["days"][first]) < len(used["days"][middle]) < len(used["rows"])
    vintages = {
        each["figure_id"]: each
        for path in (flagship / "v").glob("*/data/internet_users.vintages.csv")
        for each in table(path)
    }
    for day in (first, middle):
        assert all(vintages[each]["published"] <= day for each in used["days"][day])
    assert used["hovered"].startswith(f"{newest['time_period']}: ")
    assert used["before"] == used["after"]
    assert used["theme"] == used["kept"] == DARK
    assert used["reached"] == 25
    assert used["searched"].endswith("search.html?q=%E7%BD%91%E6%B0%91")
    assert used["first"] == "indicators/internet_users.html"


def test_without_script_all_is_there_but_search_and_hover(met):
    bare = met["bare"]
    assert bare["rows"] == bare["dots"] == len(met["used"]["rows"])
    assert (bare["asof"], bare["theme"]) == (False, False)
    assert bare["scales"] == [False, True]
    assert bare["group"]
    assert bare["index"] > 100


def test_images_of_the_guide_are_small():
    guide = (ROOT / "docs/site.md").read_text(encoding="utf-8")
    shown = sorted(IMAGES.glob("site-*.png"))
    assert len(shown) >= 8
    for path in shown:
        assert f"img/{path.name}" in guide
        assert path.stat().st_size < 120_000
