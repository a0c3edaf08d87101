"""Every form says the same: statements, doses and identifiers, whole, at any width, with or without colour, in ASCII."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from calcinosis_cli.assess.answers import Answers, Listed
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.drug_sheet import sheet
from calcinosis_cli.assess.explanation import explain
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.assess.short import short
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Note, Statement
from calcinosis_cli.knowledge.records import find, index
from calcinosis_cli.report import drug_outline, explanation, note_outline, outline, result_json
from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.wrapping import NARROWEST, cells
from calcinosis_cli.text import transliterate
from tests.properties.patients import Patients
from tests.report import forms

HOSTILE = "<script>alert(1)</script> *bold* _x_ `c` [a](b) & | # ~~s~~ ½ µg 10⁹ 华法林"
KNOWLEDGE = Knowledge()
PATIENTS = Patients(KNOWLEDGE)
RECORDS = sorted(index(KNOWLEDGE))
LABELS = {id_: finding.label for id_, finding in KNOWLEDGE.findings.items()}


def assessment(seed: int, whole: bool = True) -> Assessment:
    """A random patient, whose record also carries text that looks like markup; whole, or in the short form."""
    drawn = PATIENTS.draw(Random(seed))
    taken = drawn.values.get("medications")
    listed = taken if isinstance(taken, Listed) else Listed((), False)
    values = {**drawn.values, "medications": replace(listed, unrecognised=(HOSTILE,))}
    ordered = {id_: values[id_] for id_ in KNOWLEDGE.findings if id_ in values}
    found = assess(Answers(ordered, {"id": HOSTILE, "source": HOSTILE}), KNOWLEDGE)
    return found if whole else short(found)


def blocks_of(seed: int) -> list[Block]:
    """A report of any kind: of a random patient, whole or short or the note; of random drugs; of a random record."""
    match seed % 6:
        case 0:
            slugs = Random(seed).sample(sorted(KNOWLEDGE.drugs), 1 + seed // 6 % 3)
            return drug_outline.build(sheet(slugs, KNOWLEDGE, asked=", ".join(slugs)), LABELS)
        case 1:
            id_ = Random(seed).choice(RECORDS)
            found = find(id_, KNOWLEDGE)
            return explanation.build(found, explain(found, KNOWLEDGE), KNOWLEDGE)
        case 2:
            return note_outline.build(assessment(seed, whole=False), LABELS)
        case kind:
            return outline.build(assessment(seed, whole=kind == 3), LABELS, explain=kind == 4)


def folded(words: list[str]) -> list[str]:
    """Words regardless of case: plain text writes headings in capitals."""
    return [word.casefold() for word in words]


@given(seed=st.integers(0, 10**6), width=st.integers(20, 200), colour=st.booleans())
@settings(max_examples=30)
def test_every_form_has_the_same_words_in_the_same_order(seed: int, width: int, colour: bool) -> None:
    """Terminal, plain text, Markdown and HTML differ in layout only: no word is added, left out, cut or moved."""
    blocks = forms.without_pictures(blocks_of(seed))
    expected = folded(forms.plain_words(blocks))
    assert folded(forms.terminal_words(forms.on_terminal(blocks, width, colour))) == expected_on_terminal(blocks)
    assert folded(forms.markdown_words(blocks)) == expected
    assert folded(forms.html_words(blocks)) == expected


def expected_on_terminal(blocks: list[Block]) -> list[str]:
    """The words of plain text; a heading that runs into its first line has a colon."""
    marked = []
    for block, following in zip(blocks, [*blocks[1:], Block("title", "")], strict=True):
        runs_in = block.kind == "section" and block.close and following.kind == "fact" and not following.lead
        marked.append(replace(block, text=f"{block.text}:") if runs_in else block)
    return folded(forms.plain_words(marked))


@given(seed=st.integers(0, 10**6), width=st.integers(20, 200), colour=st.booleans())
@settings(max_examples=30)
def test_pictures_take_nothing_away(seed: int, width: int, colour: bool) -> None:
    """With pictures, identifiers and doses are the same set in every form as in plain text."""
    blocks = blocks_of(seed)
    said = " ".join(forms.plain_words(blocks))
    for words in (
        forms.terminal_words(forms.on_terminal(blocks, width, colour)),
        forms.markdown_words(blocks),
        forms.html_words(blocks),
    ):
        shown = " ".join(words)
        assert forms.identifiers(shown) == forms.identifiers(said)
        assert forms.doses(shown) == forms.doses(said)


@given(seed=st.integers(0, 10**6), width=st.integers(20, 200))
@settings(max_examples=24)
def test_an_ascii_terminal_has_the_same_words_spelled_out(seed: int, width: int) -> None:
    """Where the terminal has only ASCII, every word is there in its ASCII spelling."""
    blocks = forms.without_pictures(blocks_of(seed))
    shown = forms.terminal_words(forms.on_terminal(blocks, width, encoding="ascii"))
    assert folded(shown) == transliterate(" ".join(expected_on_terminal(blocks))).casefold().split()


@given(seed=st.integers(0, 10**6), width=st.integers(1, 200), encoding=st.sampled_from(["utf-8", "ascii"]))
@settings(max_examples=30)
def test_no_line_is_wider_than_the_terminal_unless_it_is_one_word(seed: int, width: int, encoding: str) -> None:
    """A line over the width is a single word (an address) that could not have been wrapped."""
    for line in forms.on_terminal(blocks_of(seed), width, encoding=encoding).splitlines():
        if cells(line.rstrip()) > max(width, NARROWEST):
            assert len(line.removeprefix(" ").strip().removeprefix("- ").split()) == 1, line


@given(seed=st.integers(0, 10**6), width=st.integers(20, 200))
@settings(max_examples=24)
def test_no_ellipsis_is_put_in(seed: int, width: int) -> None:
    """Nothing is elided: no form has more dots of omission than the words it was given."""
    blocks = blocks_of(seed)
    given_ = sum(f"{b.lead}{b.text}".count("...") + f"{b.lead}{b.text}".count("\u2026") for b in blocks)
    for shown in (
        forms.on_terminal(blocks, width),
        " ".join(forms.html_words(blocks)),
        " ".join(forms.markdown_words(blocks)),
    ):
        assert shown.count("...") + shown.count("\u2026") == given_


def told(value: object, skipped: tuple[object, ...] = ()) -> list[Statement | Note]:
    """Every statement and note within a result, without what stands under ``skipped``."""
    if any(value is one for one in skipped):
        return []
    found: list[Statement | Note] = [value] if isinstance(value, Statement | Note) else []
    if isinstance(value, msgspec.Struct):
        inner: list[object] = [getattr(value, name) for name in value.__struct_fields__]
    else:
        inner = (
            list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list | tuple) else []
        )
    return found + [one for part in inner for one in told(part, skipped)]


@given(seed=st.integers(0, 10**6), whole=st.booleans())
@example(seed=1, whole=True)
@example(seed=1, whole=False)
@settings(max_examples=20)
def test_the_report_says_what_the_json_says(seed: int, whole: bool) -> None:
    """Every statement of the JSON is in the report, except of what is unlikely; every statement of the report is in the JSON."""
    found = assessment(seed, whole)
    said = " ".join(block.text for block in outline.build(found, LABELS))
    unlikely = [c.definition for c in (*found.subtypes, *found.mimics) if c.verdict in ("unlikely", "excluded")]
    open_ = [k for c in (*found.subtypes, *found.mimics) for k in c.kinds if k.certainty == "open"]
    for one in told(found, (*unlikely, *open_, found.disagreements)):  # disagreements repeat
        assert one.text in said
    in_json = {one.text for one in told(msgspec.json.decode(result_json.render(found), type=Assessment))}
    of_statements = {one.id for one in told(found) if isinstance(one, Statement)}
    for block in outline.build(found, LABELS):
        if block.kind == "note" and block.lead in ("Caution:", "But sources disagree:"):
            assert block.text in in_json
        if block.kind == "item" and block.id in of_statements:
            assert any(block.text.startswith(text) for text in in_json)


@given(seed=st.integers(0, 10**6), whole=st.booleans())
@settings(max_examples=20)
def test_a_caution_stands_with_its_statement(seed: int, whole: bool) -> None:
    """Wherever a statement with a caution is said, the caution is the next thing said."""
    found = assessment(seed, whole)
    cautions = {one.id: one.caution.text for one in told(found) if isinstance(one, Statement) and one.caution}
    blocks = outline.build(found, LABELS)
    for block, following in pairwise(blocks):
        if block.kind == "item" and block.id in cautions:
            assert following.text == cautions[block.id]


@given(seed=st.integers(0, 10**6))
@settings(max_examples=24)
def test_every_citation_resolves(seed: int) -> None:
    """Every number in brackets is a reference of the list, and every reference of the list is cited."""
    blocks = blocks_of(seed)
    listed = {block.lead.strip("[]") for block in blocks if block.kind == "reference"}
    assert {str(number) for block in blocks for number in block.cites} == listed


@pytest.mark.parametrize("slug", sorted(KNOWLEDGE.drugs))
def test_a_look_up_says_all_that_the_file_says(slug: str) -> None:
    """Every statement and note of a drug's file is in its sheet."""
    blocks = drug_outline.build(sheet([slug], KNOWLEDGE, asked=slug), LABELS)
    said = " ".join(block.text for block in blocks)
    for one in told(KNOWLEDGE.drugs[slug]):
        assert one.text in said
