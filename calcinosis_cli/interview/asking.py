"""Questions as a page: how each is answered, what may be typed, and what is said of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN, Answers
from calcinosis_cli.interview import replies, why
from calcinosis_cli.interview.front import Field, Front, Keep, Option, Title
from calcinosis_cli.interview.order import Asked
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.text import visible


class Asker:
    """Puts pages to a front end and returns raw answers."""

    def __init__(self, front: Front, knowledge: Knowledge) -> None:
        self.front = front
        self.knowledge = knowledge
        self.units: list[str] = []
        """Units used, the last one last."""

    def page(
        self, title: Title, questions: Sequence[Asked], held: Mapping[str, Any], answers: Answers, keep: Keep
    ) -> dict[str, Any]:
        """The raw answers to ``questions``; ``answers`` are those so far, for the reference intervals."""
        by_id = {asked.finding.id: asked for asked in questions}
        fields = [self.field(asked, answers) for asked in questions]
        found = self.front.page(title, fields, held, lambda id_: why.explanation(by_id[id_], self.knowledge), keep)
        for field in fields:
            if field.names and isinstance(found[field.id], list):
                self._unrecognised(found[field.id])
        return found

    def field(self, asked: Asked, answers: Answers) -> Field:
        """A question as a field."""
        finding = asked.finding

        def read(text: str) -> Any:
            raw = replies.typed(finding, text, self.knowledge)
            self._remember(finding.id, raw)
            return raw

        options = tuple(Option(c.id, c.label, c.group, c.help) for c in finding.choices)
        if finding.type in ("yes_no", "one", "list"):
            kind = finding.type
            return Field(finding.id, kind, finding.label, finding.question, read, options, finding.help)
        names: Sequence[str] = ()
        if finding.type == "open_list":
            names = sorted(self.knowledge.drug_names.labels.values(), key=str.casefold)
        return Field(
            finding.id,
            "text",
            finding.label,
            finding.question,
            read,
            help=finding.help,
            hint=replies.hint(finding, self.knowledge, answers),
            units=lambda number: replies.units(finding, number, self.knowledge, self.units),
            names=tuple(names),
            laboratory=finding.type == "laboratory",
        )

    def _remember(self, id_: str, raw: Any) -> None:
        text = raw.get("value") if isinstance(raw, dict) else raw
        if id_ in self.knowledge.analytes and isinstance(text, str):
            self.units += [
                u.unit for u in self.knowledge.analytes[id_].units if text.casefold().endswith(f" {u.unit.casefold()}")
            ]

    def _unrecognised(self, names: Sequence[str]) -> None:
        known = self.knowledge.drug_names
        for name in names:
            if name != UNKNOWN and known.slug(name) is None:
                near = " or ".join(known.labels[slug] for slug in known.near(name, 2))
                hint = f" Did you mean {near}? Go back to change it." if near else ""
                self.front.say(f"Not recognised, so nothing is checked for it: {visible(name, 60)}.{hint}")
