"""What was answered, what was computed from it, and what this program is, in blocks."""

from __future__ import annotations

from collections.abc import Iterator

from calcinosis_cli.assess.model import Assessment, InputValue
from calcinosis_cli.report.blocks import Block, Citations, section, statement
from calcinosis_cli.report.pictures import Range
from calcinosis_cli.text import visible


def values(a: Assessment, citations: Citations) -> Iterator[Block]:
    """What was answered and what was computed from it."""
    yield section("What was answered", "input")
    for name in ("id", "source"):
        given = getattr(a.input, name)
        if given is not None:
            yield Block("row", f"{visible(str(given), 200)}", lead=f"{'Case' if name == 'id' else 'Source'}:")
    short = a.detail == "short"
    plain = [answer for answer in a.input.answers if short and answer.unit is None]
    if plain:
        told = "; ".join(f"{answer.label}: {answer.text}" for answer in plain)
        yield Block("row", f"{told}.", lead="Answers:")
    for answer in a.input.answers:
        if answer not in plain:
            yield _answer(answer, citations)
    if a.derived:
        yield Block("subsection", "Computed")
    for value in a.derived:
        numbers, locators = citations.cite(value.refs)
        tags = ("convention",) if value.basis else ()
        formula = "" if short else f" {value.expression[0].upper()}{value.expression[1:]}."
        yield Block(
            "item",
            f"{value.text}.{formula}",
            f"{value.label}:",
            numbers,
            locators,
            tags,
            id=value.id,
        )
        for limit in value.limits:
            yield from statement(limit, citations, depth=1, tone="dim")


def disclaimer(a: Assessment) -> Iterator[Block]:
    """What this program is, and is not."""
    yield section("What this is", "disclaimer")
    for line in a.disclaimer:
        yield Block("fact", line)
    if a.detail == "short":
        yield Block(
            "fact",
            "Each statement stands in a line here: --detail full has it whole, with reasons, figures and each drug's cautions.",
        )
    yield Block("fact", f"calcinosis {a.program_version}, knowledge {a.knowledge_version}.", tone="dim")


def _answer(answer: InputValue, citations: Citations) -> Block:
    """An answer; a number that has a reference interval stands on it."""
    text = f"{answer.text}."
    if answer.unit is None or (answer.low is None and answer.high is None):
        return Block("row", text, lead=f"{answer.label}:")
    picture = Range(answer.value, answer.low, answer.high, answer.unit)
    bounds = {
        (True, True): f"{answer.low:g} to {answer.high:g}"
        if answer.low is not None and answer.high is not None
        else "",
        (True, False): f"from {answer.low:g}" if answer.low is not None else "",
        (False, True): f"up to {answer.high:g}" if answer.high is not None else "",
    }[answer.low is not None, answer.high is not None]
    shown = "" if answer.given and answer.given.endswith(answer.unit) else f" {answer.value:g} {answer.unit}."
    numbers, locators = citations.cite(answer.range_refs)
    return Block(
        "row",
        f"{text}{shown} Normal {bounds} {answer.unit}.",
        lead=f"{answer.label}:",
        cites=numbers,
        locators=locators,
        picture=picture,
    )
