"""What must always be true, over a hundred thousand random patients.

The seed of a failing patient is in the failure: ``Patients(knowledge).draw(Random(seed))`` draws it again.
"""

from __future__ import annotations

import gc
import os
from fractions import Fraction
from random import Random

import pytest

from calcinosis_cli.assess.answers import Answers, Lab, Listed
from calcinosis_cli.assess.assess import Core, core
from calcinosis_cli.assess.facts import FactBook, Measured, Members, Scalar
from calcinosis_cli.assess.plan import Planned, plan
from calcinosis_cli.assess.triage import rank
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import AtLeast, Atom, Node, Not
from tests.properties.patients import Patients

EVERY = int(os.environ.get("CALCINOSIS_PATIENTS", "100000"))
CHUNKS = 16
FIRST_SEED = int(os.environ.get("CALCINOSIS_SEED", "20261121"))

KNOWLEDGE = Knowledge()
PATIENTS = Patients(KNOWLEDGE)
core(Answers(), KNOWLEDGE)
gc.freeze()  # what has been loaded stays: the collector need not walk it a hundred thousand times
gc.set_threshold(100_000)
DANGERS = [finding.id for finding in KNOWLEDGE.findings.values() if finding.danger and finding.type == "yes_no"]


def decide(answers: Answers) -> tuple[Core, Planned]:
    """The decisions about a patient, without the report."""
    done = core(answers, KNOWLEDGE)
    return done, plan(done.book, answers, KNOWLEDGE)


def surely(node: Node, book: FactBook) -> bool:
    """Whether a condition holds, read naively and apart from the evaluator: true only when every way of reading it is."""
    return truth(node, book) is True


def truth(node: Node, book: FactBook) -> bool | None:
    """Kleene's tables, written out."""
    if isinstance(node, Not):
        inner = truth(node.part, book)
        return None if inner is None else not inner
    if isinstance(node, AtLeast):
        held = [truth(part, book) for part in node.parts]
        if held.count(True) >= node.count:
            return True
        return False if held.count(True) + held.count(None) < node.count else None
    return atom_truth(node, book)


def atom_truth(atom: Atom, book: FactBook) -> bool | None:
    """One test of one finding."""
    fact = book.facts.get(atom.finding)
    if atom.test == "known":
        return fact is not None
    if fact is None:
        return None
    words = [str(w) for w in atom.operand] if isinstance(atom.operand, tuple) else [str(atom.operand)]
    if isinstance(fact, Members):
        held = [True if w in fact.yes else None if w in fact.maybe or not fact.complete else False for w in words]
        if atom.test == "all_of":
            return False if False in held else None if None in held else True
        some = True if True in held else None if None in held else False
        return some if atom.test != "none_of" else (None if some is None else not some)
    if atom.test in ("is", "any_of", "none_of"):
        value = fact.status if isinstance(fact, Measured) else fact.value
        if value is None:
            return None
        found = str(value) in words
        return not found if atom.test == "none_of" else found
    bound = KNOWLEDGE.bound(atom.finding, atom.operand)
    low, high = (fact.low, fact.high) if isinstance(fact, Measured) else (fact.value, fact.value)
    for value in (low, high):
        if value is not None and not isinstance(value, Fraction):
            return None
    passes = {
        "below": lambda v: v < bound, "at_most": lambda v: v <= bound,
        "at_least": lambda v: v >= bound, "above": lambda v: v > bound,
    }[atom.test]  # fmt: skip
    upward = atom.test in ("at_least", "above")
    sure_edge, other_edge = (low, high) if upward else (high, low)
    if sure_edge is not None and passes(sure_edge):
        return True
    return False if other_edge is not None and not passes(other_edge) else None


def recommended(planned: Planned) -> dict[str, str]:
    """The drugs that the plan leaves open to use, and their status."""
    return {
        d.id: d.status
        for phase in planned.phases
        if phase.id != "avoid"
        for s in phase.steps
        for d in s.drugs
        if d.status != "avoid"
    }


def check_drugs(done: Core, planned: Planned) -> None:
    """No recommended drug has an avoid-rule that holds; a step whose drugs are all to be avoided is withheld."""
    for slug in recommended(planned):
        for rule in KNOWLEDGE.drugs[slug].safety:
            if rule.effect == "avoid" and rule.when is not None:
                assert not surely(KNOWLEDGE.node(rule.when), done.book), f"{slug}: {rule.id}"
    for phase in planned.phases:
        if phase.id != "avoid":
            for step in phase.steps:
                assert not step.drugs or any(d.status != "avoid" for d in step.drugs), step.says.id


def check_plan(planned: Planned) -> None:
    """The plan is never empty, and no phase says a thing twice."""
    assert planned.phases
    for phase in planned.phases:
        ids = [step.says.id for step in phase.steps]
        assert len(ids) == len(set(ids)), phase.id


def check_danger(answers: Answers, done: Core, random: Random) -> None:
    """A danger sign more never lowers urgency, and a danger sign not asked counts for no less than a "no"."""
    sign = random.choice(DANGERS)
    with_sign = core(answers.with_answer(sign, True), KNOWLEDGE)
    assert rank(with_sign.triaged.level) >= rank(done.triaged.level), f"{sign} lowered urgency"
    unasked = core(answers.with_answer(sign, None), KNOWLEDGE)
    denied = core(answers.with_answer(sign, False), KNOWLEDGE)
    assert rank(unasked.triaged.level) >= rank(denied.triaged.level), f"{sign} unknown is less urgent than no"
    assert rank(unasked.triaged.could_be) >= rank(unasked.triaged.level)


def check_hidden(answers: Answers, done: Core, random: Random) -> None:
    """What hidden answers would show was never ruled out: less knowledge never claims more safety."""
    kept = {id_: answer for id_, answer in answers.values.items() if random.random() < 0.6}
    less = core(Answers(kept), KNOWLEDGE)
    assert rank(less.triaged.could_be) >= rank(done.triaged.level), sorted(set(answers.values) - set(kept))


def check_order(answers: Answers, done: Core, random: Random) -> None:
    """The order of answers, and of values within a list, changes nothing."""
    items = list(answers.values.items())
    random.shuffle(items)
    mixed = {
        id_: Listed(tuple(random.sample(a.members, len(a.members))), a.complete) if isinstance(a, Listed) else a
        for id_, a in items
    }
    assert summary(core(Answers(mixed), KNOWLEDGE)) == summary(done)


def check_flag(answers: Answers, done: Core) -> None:
    """A value that the laboratory flags as our range does changes nothing (total calcium beside albumin excepted)."""
    values = dict(answers.values)
    for id_, answer in answers.values.items():
        fact = done.book.get(id_)
        bare = isinstance(answer, Lab) and answer.flag is None
        beside_albumin = id_ == "labs.calcium" and "labs.albumin" in values
        if bare and isinstance(answer, Lab) and isinstance(fact, Measured) and fact.status and not beside_albumin:
            values[id_] = Lab(answer.value, answer.unit, answer.given, fact.status)
    assert summary(core(Answers(values), KNOWLEDGE)) == summary(done)


def summary(done: Core) -> tuple[object, ...]:
    """What was decided, to compare."""
    judged = tuple((j.candidate.id, j.verdict, j.points, j.could_be) for j in done.classified.all)
    flags = tuple(flag.id for flag, _ in done.triaged.raised)
    return judged, done.triaged.level, done.triaged.could_be, flags


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_random_patients(chunk: int) -> None:
    """Drug safety, urgency and plan hold for every random patient."""
    each = EVERY // CHUNKS
    for number in range(chunk * each, (chunk + 1) * each):
        seed = FIRST_SEED + number
        random = Random(seed)
        answers = PATIENTS.draw(random)
        try:
            done, planned = decide(answers)
            check_drugs(done, planned)
            check_plan(planned)
            if number % 16 == 0:
                check_danger(answers, done, random)
            if number % 16 == 4:
                check_order(answers, done, random)
            if number % 16 == 12:
                check_flag(answers, done)
            if number % 16 == 8:
                check_hidden(answers, done, random)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


def test_every_drug_named_has_a_file() -> None:
    """A drug that a pathway names has a file."""
    named = {slug for pathway in KNOWLEDGE.pathways for step in pathway.steps for slug in step.drugs}
    assert named <= set(KNOWLEDGE.drugs)


def test_a_flag_is_covered_only_by_one_as_urgent() -> None:
    """A red flag gives way only to flags at least as urgent, so hiding it cannot lower urgency."""
    urgency = {flag.id: rank(flag.urgency) for flag in KNOWLEDGE.red_flags}
    for flag in KNOWLEDGE.red_flags:
        for other in flag.covered_by:
            assert urgency[other] >= urgency[flag.id], flag.id


def test_evaluators_agree() -> None:
    """The evaluator and the naive reading agree on every condition of the knowledge, for random patients."""
    from calcinosis_cli.knowledge.conditions import evaluate

    raw = [rule.when for drug in KNOWLEDGE.drugs.values() for rule in drug.safety if rule.when]
    raw += [criterion.when for candidate in KNOWLEDGE.candidates.values() for criterion in candidate.criteria]
    raw += [flag.when for flag in KNOWLEDGE.red_flags]
    nodes = [KNOWLEDGE.node(when) for when in raw]
    for number in range(150):
        book = core(PATIENTS.draw(Random(FIRST_SEED - 1 - number)), KNOWLEDGE).book
        for node in nodes:
            assert evaluate(node, book).value is truth(node, book)


def test_the_empty_record_is_insufficient_and_says_what_it_could_be() -> None:
    """With nothing known it abstains, and says that it could be an emergency."""
    done, planned = decide(Answers())
    assert done.classified.leading is None
    assert done.triaged.could_be == "emergency"
    assert planned.phases
    assert isinstance(done.book.get("assessment.leading"), Scalar)


def test_classifying_again_after_one_change_is_the_same_as_classifying_afresh() -> None:
    """What a single answer would change is told from the candidates that it touches; nothing else can move."""
    from calcinosis_cli.assess.classify import classify, reclassify

    for number in range(200):
        random = Random(FIRST_SEED + 700_000 + number)
        done = core(PATIENTS.draw(random), KNOWLEDGE)
        sign = random.choice(DANGERS)
        changed = done.book.extended({sign: Scalar(random.random() < 0.5)})
        assert reclassify(done.classified, sign, changed, KNOWLEDGE) == classify(changed, KNOWLEDGE)
