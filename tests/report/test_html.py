"""The page stands alone, keeps hostile text as text, and can be read by a screen reader."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from jinja2 import UndefinedError

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.short import short
from calcinosis_cli.knowledge.base import Knowledge, bundled
from calcinosis_cli.report import html, outline
from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.pictures import Bar, Range, Timeline
from tests.report.forms import Page


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> str:
    """The page of a bundled case with laboratory values."""
    raw = (bundled() / "examples" / "dialysis.yaml").read_bytes()
    found = assess(reading.parse(reading.load(raw, "dialysis"), knowledge), knowledge)
    return html.render(outline.build(found, {}))


def test_it_loads_nothing(page: str) -> None:
    """No script, no image, no style or font from elsewhere: only links that a reader follows."""
    tags = Page(page).tags
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & {tag for tag, _ in tags}
    assert not [attrs for _, attrs in tags if "src" in attrs or any(name.startswith("on") for name in attrs)]
    assert not re.search(r"@import|url\(", page)
    assert "default-src 'none'" in page


def test_links_lead_only_to_sources_and_within_the_page(page: str) -> None:
    """Every address is a web page or an anchor that exists."""
    tags = Page(page).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in tags:
        address = attrs.get("href")
        if address:
            assert address.startswith(("https://", "http://")) or address[1:] in ids


def test_headings_are_in_order(page: str) -> None:
    """One first-level heading, and no level left out on the way down."""
    levels = [int(tag[1]) for tag, _ in Page(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_it_says_its_language_and_its_parts(page: str) -> None:
    """Language, landmarks, headers of tables and words for every drawing are there."""
    tags = Page(page).tags
    assert ("html", {"lang": "en"}) in tags
    assert {"header", "nav", "main"} <= {tag for tag, _ in tags}
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in tags if tag == "th")
    drawings = [attrs for tag, attrs in tags if tag == "svg"]
    assert drawings
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in drawings)


def test_on_paper_the_short_page_leaves_out_only_what_it_names(knowledge: Knowledge) -> None:
    """Sections kept for the screen are named on paper, and so are no references that the rest cites; a whole page leaves out nothing."""
    raw = (bundled() / "examples" / "dialysis.yaml").read_bytes()
    whole = assess(reading.parse(reading.load(raw, "dialysis"), knowledge), knowledge)
    assert 'class="background"' not in html.render(outline.build(whole, {}))
    blocks = outline.build(short(whole), {})
    page = html.render(blocks)
    kept = [block.text for block in blocks if block.background]
    assert kept
    assert f'data-unprinted="{"; ".join(kept)}"' in page
    section, cited = "", {True: set[int](), False: set[int]()}
    for block in blocks:
        section = block.text if block.kind == "section" else section
        cited[section in kept].update(block.cites)
    hidden = {int(number) for number in re.findall(r'id="ref-(\d+)" class="background"', page)}
    assert hidden == cited[True] - cited[False]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"quoted\" & 'single' {{ 7 * 7 }} {% raw %}"


def test_hostile_text_stays_text() -> None:
    """Markup and template code in any place of a block is shown, never obeyed."""
    blocks = [
        Block("title", HOSTILE),
        Block("section", HOSTILE, id=HOSTILE),
        Block("subsection", HOSTILE, picture=Bar(HOSTILE, HOSTILE, 1, 1, 2)),
        Block("row", HOSTILE, lead=HOSTILE, locators=(HOSTILE,), tags=(HOSTILE,), picture=Range(1, 0, 2, HOSTILE)),
        Block("item", HOSTILE, lead=HOSTILE, cites=(1,), picture=Timeline(((HOSTILE, 1),))),
        Block("reference", HOSTILE, lead="[1]"),
    ]
    read = Page(html.render(blocks))
    assert not {"script", "img"} & {tag for tag, _ in read.tags}
    assert "".join(read.pieces).count(HOSTILE) == 10


def test_a_link_cannot_run_anything() -> None:
    """Only DOIs, PMIDs and web addresses become links, and quotes cannot end them."""
    text = 'javascript:alert(1) data:text/html,x https://e.org/"onclick="alert(1) doi:10.1/"><script>x</script>'
    read = Page(html.render([Block("title", "t"), Block("fact", text)]))
    assert {attrs["href"] for tag, attrs in read.tags if tag == "a"} <= {
        "https://e.org/",
        "https://doi.org/10.1/%22%3E%3Cscript%3Ex%3C/script%3E",
    }
    assert "script" not in {tag for tag, _ in read.tags}


def test_the_same_blocks_give_the_same_page(page: str, knowledge: Knowledge) -> None:
    """Nothing of the clock or of chance is in it."""
    raw = (bundled() / "examples" / "dialysis.yaml").read_bytes()
    found = assess(reading.parse(reading.load(raw, "dialysis"), knowledge), knowledge)
    assert html.render(outline.build(found, {})) == page


def test_a_mistake_in_the_template_is_an_error() -> None:
    """A name that the template does not have is not printed as nothing."""
    with pytest.raises(UndefinedError):
        html._template().environment.from_string("{{ nothing.here }}").render()
