"""Pictures stand in the right proportions and never say what the words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.drawing import under
from calcinosis_cli.report.pictures import Bar, Range, bar_lengths, positions
from calcinosis_cli.report.wrapping import cells, wrap


@given(low=st.floats(0.1, 100), span=st.floats(0.1, 100), share=st.floats(-3, 4))
def test_a_value_is_drawn_on_its_side_of_the_limits(low: float, span: float, share: float) -> None:
    """A low value stands left of the interval, a high one right of it, a normal one within."""
    drawn = Range(low + share * span, low, low + span, "mg/dL")
    line = under(Block("row", "", picture=drawn), 80, True)[0]
    dot, start, end = line.index("o"), line.find("["), line.rfind("]")
    if drawn.value < low:
        assert dot < start
    elif drawn.value > low + span:
        assert dot > end
    else:
        assert start == -1 or dot > start
        assert end == -1 or dot < end


@pytest.mark.parametrize(("low", "high"), [(60.0, None), (None, 35.0)])
def test_an_open_interval_has_one_limit(low: float | None, high: float | None) -> None:
    """Where only one limit is known, only one is drawn."""
    line = under(Block("row", "", picture=Range(50.0, low, high, "U/L")), 80, True)[0]
    assert (line.count("["), line.count("]")) == (int(low is not None), int(high is not None))
    assert positions(Range(50.0, low, high, "U/L"))[1:].count(None) == 1


@given(supports=st.integers(0, 60), against=st.integers(0, 60), room=st.integers(8, 60))
def test_a_bar_fits_and_shows_what_there_is(supports: int, against: int, room: int) -> None:
    """Points are never drawn as none, and none never as some."""
    drawn = bar_lengths(Bar("", "", supports, against, supports + against), room)
    assert sum(drawn) <= room + 1
    assert [bool(part) for part in drawn] == [bool(supports), bool(against)]


@given(text=st.text(), width=st.integers(20, 120))
def test_wrapping_keeps_every_word(text: str, width: int) -> None:
    """Words are kept whole and in order, and a line over the width is one word."""
    lines = wrap(text, "- ", "  ", width)
    assert " ".join(line[2:] for line in lines).split() == text.split()
    assert all(cells(line) <= width or len(line[2:].split()) == 1 for line in lines)
