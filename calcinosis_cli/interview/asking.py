"""One step of the interview put to the clinician: a checklist, the choice of tests at hand, or a single question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN, Answers
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import replies, why
from calcinosis_cli.interview.front import YES_NO, Front, Keep, Option
from calcinosis_cli.interview.order import Asked
from calcinosis_cli.interview.replies import Bare
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.text import visible

MANY_TESTS = 3
"""From so many laboratory tests on, it is first asked which results are at hand."""


class Step(Struct, frozen=True):
    """What is asked at once."""

    kind: Literal["states", "tests", "single"]
    questions: tuple[Asked, ...]


def next_step(due: Sequence[Asked], at_hand: Iterable[str]) -> Step:
    """The first step of the questions due: yes/no questions together, and laboratory tests chosen before their values."""
    first = due[0]
    same = tuple(a for a in due if a.finding.type == first.finding.type)
    if first.finding.type == "yes_no" and len(same) > 1:
        return Step("states", same)
    if first.finding.type == "laboratory":
        unasked = tuple(a for a in same if a.finding.id not in set(at_hand))
        if len(unasked) >= MANY_TESTS:
            return Step("tests", unasked)
    return Step("single", (first,))


class Asker:
    """Puts steps to a front end and returns raw answers."""

    def __init__(self, front: Front, knowledge: Knowledge) -> None:
        self.front = front
        self.knowledge = knowledge
        self.units: list[str] = []
        """Units used, the last one last."""

    def checklist(self, title: str, questions: Sequence[Asked], held: dict[str, Any], keep: Keep) -> dict[str, Any]:
        """Yes, no or unknown for several findings; ``keep`` is told after each."""
        options = [Option(a.finding.id, a.finding.label, help=a.finding.help) for a in questions]
        by_id = {a.finding.id: a for a in questions}
        return self.front.states(title, options, held, lambda id_: why.explanation(by_id[id_], self.knowledge), keep)

    def tests(self, questions: Sequence[Asked], held: dict[str, Any]) -> list[str]:
        """The tests of which a result is at hand."""
        options = [Option(a.finding.id, a.finding.label, help=a.finding.help) for a in questions]
        chosen = [a.finding.id for a in questions if held.get(a.finding.id, UNKNOWN) != UNKNOWN]
        found = self.front.several("Which of these results do you have?", options, chosen, None)
        return [id_ for id_ in found if id_ != UNKNOWN] if isinstance(found, list) else []

    def single(self, asked: Asked, held: Any, answers: Answers) -> Any:
        """The raw answer to one question."""
        finding = asked.finding

        def explain() -> list[str]:
            return why.explanation(asked, self.knowledge)

        if finding.type == "yes_no":
            default = {True: "yes", False: "no", UNKNOWN: UNKNOWN}.get(held) if held is not None else None
            return {"yes": True, "no": False}.get(self.front.one(finding.question, YES_NO, default, explain), UNKNOWN)
        options = [Option(c.id, c.label, c.group, c.help) for c in finding.choices]
        if finding.type == "one":
            default = str(held) if held is not None else None
            return self.front.one(finding.question, [*options, YES_NO[2]], default, explain)
        if finding.type == "list":
            return self.front.several(finding.question, options, held if isinstance(held, list) else (), explain)
        return self._line(asked, held, answers)

    def _line(self, asked: Asked, held: Any, answers: Answers) -> Any:
        finding = asked.finding

        def explain() -> list[str]:
            return why.explanation(asked, self.knowledge)

        def check(text: str) -> None:
            replies.typed(finding, text, self.knowledge)

        names: Sequence[str] = ()
        if finding.type == "open_list":
            names = sorted(self.knowledge.drug_names.labels.values(), key=str.casefold)
        hint = f"{replies.hint(finding, self.knowledge, answers)}; empty: unknown"
        default = replies.as_typed(held)
        while True:
            text = self.front.line(finding.question, hint, check, default, explain, names)
            raw = replies.typed(finding, text, self.knowledge)
            if isinstance(raw, Bare):
                units = replies.units(finding, self.knowledge, self.units)
                unit = self.front.one(
                    f"{finding.label}: {raw.number} in which unit?", [Option(u, u) for u in units], None, None
                )
                try:
                    raw = replies.typed(finding, f"{raw.number} {unit}", self.knowledge)
                except InputError as error:
                    self.front.say(str(error))
                    default = text
                    continue
            self._remember(finding.id, raw)
            if finding.type == "open_list" and isinstance(raw, list):
                self._unrecognised(raw)
            return raw

    def _remember(self, id_: str, raw: Any) -> None:
        text = raw.get("value") if isinstance(raw, dict) else raw
        if id_ in self.knowledge.analytes and isinstance(text, str):
            self.units += [u.unit for u in self.knowledge.analytes[id_].units if text.endswith(u.unit)]

    def _unrecognised(self, names: Sequence[str]) -> None:
        known = self.knowledge.drug_names
        for name in names:
            if name != UNKNOWN and known.slug(name) is None:
                near = " or ".join(known.labels[slug] for slug in known.near(name, 2))
                hint = f" Did you mean {near}? Go back to change it." if near else ""
                self.front.say(f"Not recognised, so nothing is checked for it: {visible(name, 60)}.{hint}")
