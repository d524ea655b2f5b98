"""HTML reports in a real browser: accessible, silent, and drawn to scale."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cnnic_validate.render import REPORT_FORMATS, Style
from cnnic_validate.workflow import gate
from tests.formats.browser.harness import IMAGES, few_colours, images_folder, look
from tests.formats.synthetic import CHANGED, COMPARED, UNJUDGED, written
from tests.test_cases import arguments, make

# Known conflicts: a digit of a ratio, a level among several rules, a part of a sum.
CONFLICTS = ("ratio_digit", "joint_level_digit", "partition_part")
ROOT = Path(__file__).parents[2]
# A draft with a slip like that of the README's tour; its images are those of the guide.
RELEASE = """\
indicator,breakdown,time_period,measure,reference_period,denominator_period,printed,printed_unit
internet_users,total,2026-12,level,,,11.79亿,persons
online_shopping_users,total,2026-12,level,,,9.48亿,persons
online_shopping_usage_rate,total,2026-12,level,,2026-12,83.5%,percent
"""
SOURCE = "a-draft,release,CNNIC,A draft,草稿,,,2027-01-15,url_bound,,nearest,,,,\n"


def conflict(name, folder, monkeypatch):
    case = make(name, folder)
    monkeypatch.chdir(folder)
    report = gate.validate(arguments(case, folder), illustrate=True)
    assert report.pictures
    return report


def tour(folder, monkeypatch):
    """Judge a release with one slip as part of the package of this repository."""
    folder.mkdir()
    for part in ("data", "schemas"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "datapackage.json", folder)
    with (folder / "data/sources.csv").open("a", encoding="utf-8") as stream:
        stream.write(SOURCE)
    (folder / "draft.csv").write_text(RELEASE, encoding="utf-8")
    monkeypatch.chdir(folder)
    report = gate.validate(["draft.csv"], source="a-draft", illustrate=True)
    assert [each.value for each in report.findings if each.suspects] == ["9.48亿"]
    return report


def assert_to_scale(picture):
    """Every bar stands where its numbers are on the axis that the ticks span, within a pixel."""
    first, *_, last = picture["ticks"]
    low, high = (float(each["label"].replace(",", "")) for each in (first, last))
    scale = (last["x"] - first["x"]) / (high - low)
    checked = 0
    for row in (each for each in picture["rows"] if not each["beyond"]):
        ends = [float(each.replace(",", "")) for each in row["text"].split(" to ")]
        for end, x in zip((ends[0], ends[-1]), (row["start"], row["end"]), strict=True):
            # Ticks are placed to a hundredth of a percent.
            assert first["x"] + (end - low) * scale == pytest.approx(x, abs=1.0)
            checked += 1
    return checked


def test_pages_in_a_browser(tmp_path, monkeypatch):
    texts = {
        "nothing": written("html", 0),
        "one": written("html", 1),
        "hostile": written("html", 40),
        "many": written("html", 100_000),
        "changed": REPORT_FORMATS["html"](CHANGED, Style()),
        "compared": REPORT_FORMATS["html"](COMPARED, Style()),
        "unjudged": REPORT_FORMATS["html"](UNJUDGED, Style()),
    }
    for name in CONFLICTS:
        report = conflict(name, tmp_path / name, monkeypatch)
        texts[name] = REPORT_FORMATS["html"](report, Style())
    texts["tour"] = REPORT_FORMATS["html"](tour(tmp_path / "tour", monkeypatch), Style())
    images = images_folder(tmp_path)
    pages = []
    for name, text in texts.items():
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        modes = [{"scheme": "light", "width": 1280}]
        if name == "hostile":
            modes.append({"scheme": "dark", "width": 390})
        if name == "tour":
            modes += [{"scheme": "dark", "width": 1280}, {"scheme": "light", "width": 390}]
            for kind, mode in zip(("light", "dark", "narrow"), modes, strict=True):
                mode["image"] = str(images / f"report-{kind}.png")
        pages.append({"name": name, "file": str(file), "modes": modes})
    seen = look(pages)
    for page in pages:
        for mode in page["modes"]:
            if "image" in mode:
                few_colours(Path(mode["image"]))
    assert len(seen) == len(texts) + 3
    for each in seen:
        what = (each["name"], each["scheme"], each["width"])
        assert each["violations"] == [], what
        assert each["messages"] == [], what
        assert each["requests"] == [], what
        assert each["overflow"] <= 0, what
        assert len(each["sizes"]) == 4
        for size in each["sizes"]:
            assert size["overflow"] <= 0, (each["name"], size)
            assert size["broken"] == [], (each["name"], size)
        assert each["hiddenInPrint"] == 0, what
        assert each["first"] == "To the report", what
        assert (
            each["background"]
            == ("rgb(255, 255, 255)", "rgb(20, 23, 27)")[each["scheme"] == "dark"]
        )
        if each["name"] in {*CONFLICTS, "tour"}:
            assert each["pictures"], what
            for picture in each["pictures"]:
                kinds = {row["kind"] for row in picture["rows"]}
                assert kinds >= {"printed", "rule", "together"}, what
                assert assert_to_scale(picture) >= 6, what


def test_images_of_the_guide_are_small():
    guide = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    for kind in ("light", "dark", "narrow"):
        assert f"img/report-{kind}.png" in guide
        data = (IMAGES / f"report-{kind}.png").read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < 150_000
