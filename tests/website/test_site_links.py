"""Every link and fragment of a site resolves; nothing is asked of anybody else."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote, urldefrag

import pytest

from tests.website.pages import inside, name, page, strictly

ALL = bool(os.environ.get("CNNIC_ALL_PAGES"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'"
)
FOREIGN = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)


def links(tree):
    """Give the links of a page, and whether each is fetched with it."""
    for each in tree.iter():
        for attribute in ("href", "src", "action", "srcset", "poster", "data"):
            if (target := each.get(attribute)) is not None:
                fetched = name(each) in {"script", "img", "source", "iframe"} or (
                    name(each) == "link"
                    and each.get("rel") not in {"canonical", "alternate", "license"}
                )
                yield target, fetched


def every_page(site):
    found = sorted(site.rglob("*.html"))
    # Pages of `latest` are those of its version, but for the ways up.
    return found if ALL else [e for e in found if "latest" in e.parts or e.parent == site][::4]


def assert_links(site, pages):
    checked = 0
    ids = {}
    for path in pages:
        for target, fetched in links(page(path)):
            if target.startswith("data:"):
                continue
            if FOREIGN.match(target):
                assert not fetched, (path, target)
                continue
            where, fragment = urldefrag(target)
            file = (path.parent / unquote(where)).resolve() if where else path
            assert file.is_relative_to(site.resolve()), (path, target)
            assert file.is_file(), (path, target)
            if fragment and file.suffix == ".html":
                if file not in ids:
                    ids[file] = {e.get("id") for e in page(file).iter() if e.get("id")}
                assert unquote(fragment) in ids[file], (path, target)
            checked += 1
    assert checked


def test_links_of_the_flagship(flagship):
    assert_links(flagship, every_page(flagship))


def test_links_of_every_page_of_a_small_package(site):
    built = site()
    assert_links(built, built.rglob("*.html"))


def test_pages_are_sound_and_run_nothing_of_their_own(flagship):
    for path in every_page(flagship)[:: 1 if ALL else 6]:
        tree = strictly(path)
        for each in tree.iter():
            assert name(each) != "style"
            assert not any(key.startswith("on") or key == "style" for key in each.attrib)
            if name(each) == "script":
                assert each.get("src")
                assert not (each.text or "").strip()
        named = [each.get("id") for each in tree.iter() if each.get("id")]
        assert len(named) == len(set(named)), path
        policies = [
            each.get("content")
            for each in inside(tree, "meta")
            if each.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policies == [POLICY] or (len(policies) == 1 and "index.html" in path.name)


def test_no_path_has_a_plus(flagship):
    paths = [each.relative_to(flagship).as_posix() for each in flagship.rglob("*")]
    assert not [each for each in paths if not re.fullmatch(r"[A-Za-z0-9_.~/-]+", each)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_budgets(flagship, language):
    """An indicator's page, the script, and each version stay within what was promised."""
    import gzip  # noqa: PLC0415 - of this test alone

    for path in (flagship / "latest" / language / "indicators").glob("*.html"):
        data = path.read_bytes()
        assert len(data) <= 120 * 1024, path.name
        if len(data) > 60_000:
            assert len(gzip.compress(data)) <= 25 * 1024, path.name
    assert len(gzip.compress((flagship / "assets/site.js").read_bytes())) <= 6 * 1024
    for version in (flagship / "v").iterdir():
        files = [each for each in version.rglob("*") if each.is_file()]
        assert len(files) <= 2500
        assert sum(each.stat().st_size for each in files) <= 20_000_000
