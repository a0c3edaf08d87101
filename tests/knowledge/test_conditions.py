"""The condition language against a brute-force reading of it.

The reading here knows nothing of three values: it decides a condition in one complete *world*, and a partial answer is
the set of all worlds that it allows. What the program says of the partial answer must be what those worlds say.
"""

from __future__ import annotations

from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.facts import FactBook, gather
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import ConditionError, atoms, evaluate, parse
from calcinosis_cli.knowledge.satisfiable import possible_values
from calcinosis_cli.knowledge.strict_yaml import Document

SMALL = Knowledge(Path(__file__).parent / "small")
DEPTHS, SITES, COUNTS = ("dermis", "fascia", "muscle"), ("hands", "elbows", "knees"), (0, 1, 2, 3, 4)

World = dict[str, Any]
Partial = dict[str, Any]
"""Answers as they would stand in a file; a finding left out is unknown."""


# --- the brute-force reading ----------------------------------------------------------------------------------------


def subsets(words: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(s) for s in chain.from_iterable(combinations(words, n) for n in range(len(words) + 1))]


def allowed(finding: str, partial: Partial) -> list[Any]:
    """Every value that ``finding`` can still have."""
    answer = partial.get(finding)
    if finding in ("painful", "ulcerated"):
        return [True, False] if answer is None else [answer]
    if finding == "depth":
        return list(DEPTHS) if answer is None else [answer]
    if finding == "count":
        return list(COUNTS) if answer is None else [answer]
    if answer is None:
        return list(subsets(SITES))
    named = frozenset(answer) - {"unknown"}
    return [s for s in subsets(SITES) if named <= s] if "unknown" in answer else [named]


def worlds(partial: Partial, findings: list[str]) -> list[World]:
    """Every completion of ``partial``, as far as ``findings`` go."""
    return [
        dict(zip(findings, values, strict=True))
        for values in product(*(allowed(finding, partial) for finding in findings))
    ]


def holds(raw: dict[str, Any], world: World, partial: Partial) -> bool:
    """Whether a condition holds in a world. What ``known`` asks is about the answers, not about the world."""
    if "of" in raw:
        return sum(holds(part, world, partial) for part in raw["of"]) >= raw["at_least"]
    ((key, value),) = raw.items()
    if key == "all":
        return all(holds(part, world, partial) for part in value)
    if key == "any":
        return any(holds(part, world, partial) for part in value)
    if key == "not":
        return not holds(value, world, partial)
    if key == "known":
        return value in partial
    truth = world[key]
    test, operand = next(iter(value.items())) if isinstance(value, dict) else ("is", value)
    held = truth if isinstance(truth, frozenset) else {truth}
    match test:
        case "is":
            return operand in held
        case "any_of":
            return bool(held & set(operand))
        case "all_of":
            return set(operand) <= held
        case "none_of":
            return not held & set(operand)
        case "below":
            return bool(truth < operand)
        case "at_most":
            return bool(truth <= operand)
        case "at_least":
            return bool(truth >= operand)
        case _:
            return bool(truth > operand)


def book(partial: Partial) -> FactBook:
    """What the program knows from a partial answer."""
    return gather(reading.parse(Document("answers", partial, {}), SMALL), SMALL)


def findings_of(raw: dict[str, Any]) -> list[str]:
    """The findings that a condition tests for a value."""
    return sorted({atom.finding for atom in atoms(parse(raw)) if atom.test != "known"})


# --- random conditions and answers ----------------------------------------------------------------------------------

YES_NO = st.builds(lambda f, v: {f: v}, st.sampled_from(["painful", "ulcerated"]), st.booleans())
DEPTH = st.one_of(
    st.sampled_from(DEPTHS).map(lambda w: {"depth": w}),
    st.builds(
        lambda test, words: {"depth": {test: words}},
        st.sampled_from(["any_of", "none_of"]),
        st.lists(st.sampled_from(DEPTHS), min_size=1, max_size=2, unique=True),
    ),
)
SITE = st.one_of(
    st.sampled_from(SITES).map(lambda w: {"sites": w}),
    st.builds(
        lambda test, words: {"sites": {test: words}},
        st.sampled_from(["any_of", "all_of", "none_of"]),
        st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True),
    ),
)
COUNT = st.one_of(
    st.builds(lambda t, n: {"count": {t: n}}, st.sampled_from(["below", "at_least"]), st.integers(1, 4)),
    st.builds(lambda t, n: {"count": {t: n}}, st.sampled_from(["at_most", "above"]), st.integers(0, 3)),
)
KNOWN = st.sampled_from(["painful", "ulcerated", "depth", "sites", "count"]).map(lambda f: {"known": f})


def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=4)
    counted = several.flatmap(lambda of: st.integers(1, len(of)).map(lambda n: {"at_least": n, "of": of}))
    return st.one_of(
        several.map(lambda p: {"all": p}), several.map(lambda p: {"any": p}), parts.map(lambda p: {"not": p}), counted
    )


CONDITIONS = st.recursive(st.one_of(YES_NO, DEPTH, SITE, COUNT, KNOWN), joined, max_leaves=7)

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "painful": st.booleans(),
        "ulcerated": st.booleans(),
        "depth": st.sampled_from(DEPTHS),
        "sites": st.lists(st.sampled_from([*SITES, "unknown"]), unique=True),
        "count": st.sampled_from(COUNTS),
    },
)


@st.composite
def independent(draw: st.DrawFn) -> dict[str, Any]:
    """A condition in which every atom has a finding, or an element of the list, of its own."""
    test = draw(st.sampled_from(["any_of", "all_of", "none_of"]))
    pool = [
        {"painful": draw(st.booleans())},
        {"ulcerated": draw(st.booleans())},
        draw(DEPTH),
        draw(COUNT),
        *draw(
            st.sampled_from(
                [[{"sites": site} for site in SITES], [{"sites": {test: ["hands", "knees"]}}, {"sites": "elbows"}]]
            )
        ),
    ]
    leaves = draw(st.permutations(pool))[: draw(st.integers(1, len(pool)))]

    def tree(parts: list[Any]) -> dict[str, Any]:
        if len(parts) == 1:
            return {"not": parts[0]} if draw(st.booleans()) else parts[0]
        cut = draw(st.integers(1, len(parts) - 1))
        sides = [tree(parts[:cut]), *(parts[cut:] if draw(st.booleans()) else [tree(parts[cut:])])]
        count = draw(st.integers(1, len(sides)))
        made: dict[str, Any] = {"at_least": count, "of": sides}
        return {"not": made} if draw(st.booleans()) else made

    return tree(leaves)


# --- what must hold -------------------------------------------------------------------------------------------------


@given(CONDITIONS, ANSWERS)
def test_a_known_value_is_never_contradicted_by_a_completion(raw: dict[str, Any], partial: Partial) -> None:
    """True and false hold however the open questions are answered."""
    value = evaluate(parse(raw), book(partial)).value
    if value is not None:
        assert all(holds(raw, world, partial) is value for world in worlds(partial, findings_of(raw)))


@given(independent(), ANSWERS)
def test_unknown_means_that_completions_disagree(raw: dict[str, Any], partial: Partial) -> None:
    """Where every atom stands alone, unknown is said exactly when the open questions decide."""
    value = evaluate(parse(raw), book(partial)).value
    outcomes = {holds(raw, world, partial) for world in worlds(partial, findings_of(raw))}
    assert outcomes == ({True, False} if value is None else {value})


@given(CONDITIONS, st.data())
def test_complete_answers_leave_nothing_unknown(raw: dict[str, Any], data: st.DataObject) -> None:
    """With every question answered a condition is what the brute-force reading says."""
    world = data.draw(st.sampled_from(worlds({}, ["painful", "ulcerated", "depth", "sites", "count"])))
    partial = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in world.items()}
    verdict = evaluate(parse(raw), book(partial))
    assert verdict.value is holds(raw, world, partial)
    assert not verdict.missing


@given(CONDITIONS, ANSWERS)
def test_missing_never_omits_what_could_change_the_value(raw: dict[str, Any], partial: Partial) -> None:
    """Two completions that differ in one finding only, and in value, put that finding among the missing."""
    findings = findings_of(raw)
    missing = evaluate(parse(raw), book(partial)).missing
    for finding in set(findings) - missing:
        values: dict[tuple[Any, ...], set[bool]] = {}
        for world in worlds(partial, findings):
            rest = tuple(world[other] for other in findings if other != finding)
            values.setdefault(rest, set()).add(holds(raw, world, partial))
        assert all(len(outcomes) == 1 for outcomes in values.values()), f"{finding} matters and is not asked for"


@given(CONDITIONS, ANSWERS)
def test_missing_holds_only_what_is_not_fully_answered(raw: dict[str, Any], partial: Partial) -> None:
    """Nothing is asked for twice, and nothing at all once the value is known."""
    verdict = evaluate(parse(raw), book(partial))
    assert not [f for f in verdict.missing if f in partial and "unknown" not in str(partial[f])]
    assert verdict.value is None or not verdict.missing
    assert verdict.value is not None or verdict.missing


@given(CONDITIONS, ANSWERS)
def test_the_reasons_suffice(raw: dict[str, Any], partial: Partial) -> None:
    """Knowing only the findings that are given as reasons gives the same value, and each reason is true of the answers."""
    node, facts = parse(raw), book(partial)
    verdict = evaluate(node, facts)
    assert bool(verdict.because) is (verdict.value is not None)
    for atom, truth in verdict.because:
        assert facts.test(atom.finding, atom.test, atom.operand) is truth
    named = {atom.finding for atom, _ in verdict.because}
    reduced = book({finding: answer for finding, answer in partial.items() if finding in named})
    if verdict.value is not None:
        assert evaluate(node, reduced).value is verdict.value


@given(CONDITIONS, ANSWERS, st.data())
def test_an_answer_more_never_turns_a_value_round(raw: dict[str, Any], partial: Partial, data: st.DataObject) -> None:
    """Learning more turns unknown into true or false, and leaves true and false as they are."""
    open_ = [f for f in ("painful", "ulcerated", "depth", "count") if f not in partial]
    if any(atom.test == "known" for atom in atoms(parse(raw))) or not open_:
        return
    finding = data.draw(st.sampled_from(open_))
    more = {**partial, finding: data.draw(st.sampled_from(allowed(finding, partial)))}
    before, after = evaluate(parse(raw), book(partial)).value, evaluate(parse(raw), book(more)).value
    assert before is None or after is before


@given(CONDITIONS)
def test_the_linter_calls_no_condition_impossible_that_a_patient_can_meet(raw: dict[str, Any]) -> None:
    """*Never true* and *always true* are errors in the knowledge, so they must not be said of a sound condition."""
    possible = possible_values(parse(raw))
    findings = sorted({*findings_of(raw), *(a.finding for a in atoms(parse(raw)))})
    for partial in ({}, {"painful": True, "ulcerated": False, "depth": "dermis", "sites": ["unknown"], "count": 2}):
        for world in worlds({}, findings):
            assert holds(raw, world, partial) in possible


def test_an_incomplete_list_says_yes_but_never_no() -> None:
    """[hands, unknown] means at least the hands."""
    facts = book({"sites": ["hands", "unknown"]})
    assert facts.test("sites", "is", "hands") is True
    assert facts.test("sites", "is", "knees") is None
    assert facts.test("sites", "none_of", ("hands", "knees")) is False
    assert facts.test("sites", "all_of", ("hands", "knees")) is None


def test_a_complete_list_says_no_to_what_it_leaves_out() -> None:
    """[hands] means the hands and nothing else; [] means none."""
    assert book({"sites": ["hands"]}).test("sites", "is", "knees") is False
    assert book({"sites": []}).test("sites", "any_of", SITES) is False


@pytest.mark.parametrize(
    ("raw", "path", "words"),
    [
        ({}, (), "mapping"),
        ("painful", (), "mapping"),
        ({"painful": True, "depth": "muscle"}, (), "one key"),
        ({"all": []}, ("all",), "at least one"),
        ({"any": {"painful": True}}, ("any",), "list"),
        ({"all": [{"painful": True}, {"not": [1]}]}, ("all", 1, "not"), "mapping"),
        ({"at_least": 3, "of": [{"painful": True}]}, (), "from 1 to 1"),
        ({"at_least": True, "of": [{"painful": True}]}, (), "whole number"),
        ({"any": [{"painful": True}, {"sites": ["hands"]}]}, ("any", 1, "sites"), "any_of"),
        ({"not": {"sites": {"any_of": "hands"}}}, ("not", "sites", "any_of"), "list of values"),
        ({"not": {"sites": {"some_of": ["hands"]}}}, ("not", "sites", "some_of"), "unknown test"),
        ({"count": {"below": True}}, ("count", "below"), "number"),
        ({"count": {"below": 2, "above": 1}}, ("count",), "one test"),
        ({"count": None}, ("count",), "any_of"),
        ({"all": [{"known": ["sites"]}]}, ("all", 0, "known"), "name of one finding"),
        ({"all": [{"payn": True}]}, ("all", 0, "payn"), "unknown finding"),
        ({"all": [{"sites": "elbow"}]}, ("all", 0, "sites"), "did you mean elbows"),
        ({"not": {"labs.calcium": {"above": 10}}}, ("not", "labs.calcium"), "unit"),
        ({"not": {"labs.calcium": {"above": "90 mg/dL"}}}, ("not", "labs.calcium"), "outside"),
        ({"depth": {"all_of": ["dermis"]}}, ("depth",), "list finding"),
        ({"painful": "often"}, ("painful",), "true or false"),
    ],
)
def test_a_condition_that_is_not_well_formed_says_where(raw: Any, path: tuple[str | int, ...], words: str) -> None:
    """The error leads to the faulty part and says what was expected."""
    with pytest.raises(ConditionError, match=words) as caught:
        parse(raw, SMALL.vocabulary.check)
    assert caught.value.path == path
