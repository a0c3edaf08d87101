"""The linter of the knowledge: everything that can be wrong with it and be found by reading.

An *error* makes the knowledge unusable (a reference, drug or finding that does not resolve, a statement without a source,
an id used twice, a condition that is not well formed). A *warning* is for the editor (a reference never used, a condition
that nothing can make true, a patient note that is hard to read).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.knowledge import load
from calcinosis_cli.knowledge.base import SHAPES, Knowledge
from calcinosis_cli.knowledge.model import (
    Action,
    Brief,
    Candidate,
    Condition,
    Criterion,
    Finding,
    Formula,
    Note,
    Ref,
    ReferenceRange,
    Statement,
    Step,
    Strict,
    WorkupTest,
)
from calcinosis_cli.knowledge.satisfiable import possible_values
from calcinosis_cli.knowledge.strict_yaml import Document

CONDITIONS = ("when", "ask_when", "definite_when")
LONGEST_BRIEF_WORDS = 28
"""A brief longer than this is not brief (a convention)."""
LONGEST_NOTE_WORDS = 25
"""A patient note whose sentences are longer than this on average is hard to read (a convention)."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong, and where."""

    severity: Literal["error", "warning"]
    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} [{self.rule}]"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What ``check`` found, and how much it looked at."""

    problems: list[Problem]
    counts: dict[str, int]
    conventions: int


class _Linter:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.ids: dict[str, str] = {}
        self.used: set[str] = set()
        self.conventions = 0
        self.drugs_named: set[str] = set()
        self.terms = [
            (term.use, re.compile(rf"\b({'|'.join(map(re.escape, term.avoid))})\b")) for term in knowledge.terms
        ]
        self.documents: dict[str, Document] = {}

    def add(self, severity: Literal["error", "warning"], rule: str, where: str, message: str) -> None:
        self.problems.append(Problem(severity=severity, rule=rule, where=where, message=message))

    def place(self, name: str, *path: str | int) -> str:
        """File and line of the value at ``path`` of the file ``name``."""
        return f"{name}:{self.documents[name].line(path)}" if name in self.documents else name

    # --- files ------------------------------------------------------------------------------------------------------

    def files(self) -> list[tuple[str, Any, Document]]:
        """Every file, read afresh so that each value has its line."""
        found = []
        for section in SHAPES:
            shape = SHAPES[section]
            item = shape.__args__[0] if section in ("findings", "subtypes", "mimics", "pathways", "drugs") else shape
            for name, path in self.knowledge.files(section).items():
                try:
                    value, document = load.read(path, item, name)
                except InputError as error:
                    self.add("error", "file", name, str(error))
                    continue
                self.documents[name] = document
                found.append((section, value, document))
        return found

    def run(self) -> Report:
        """Check everything. Problems of form stop the checks that need the whole."""
        files = self.files()
        if not any(p.severity == "error" for p in self.problems):
            for section, value, document in files:
                self.counts[section] += len(value) if isinstance(value, list | dict) else 1
                self.identity(section, value, document)
                self.walk(value, document.value, document, ())
            self.cross()
        return Report(problems=self.problems, counts=dict(self.counts), conventions=self.conventions)

    def identity(self, section: str, value: Any, document: Document) -> None:
        """A file is called by the id it holds."""
        id_ = getattr(value, "id", None)
        if hasattr(value, "reviewed_on") and value.reviewed_on is None:
            self.add(
                "warning", "review", document.name, "has no reviewed_on; say when it was last read, and by whom if so"
            )
        if isinstance(value, Candidate):
            self.contradictions(value, document)
        if section in ("subtypes", "mimics", "pathways", "drugs") and id_ != Path(document.name).stem:
            where = self.place(document.name, "id")
            self.add("error", "file-name", where, f"holds the id {id_!r}; name the file {id_}.yaml")

    def contradictions(self, candidate: Candidate, document: Document) -> None:
        """No condition speaks both for and against the same candidate."""
        held: dict[str, Criterion] = {}
        for criterion in candidate.criteria:
            key = msgspec.json.encode(criterion.when, order="sorted").decode()
            other = held.setdefault(key, criterion)
            if other is not criterion and (other.role == "against") != (criterion.role == "against"):
                self.add(
                    "error",
                    "contradiction",
                    document.name,
                    f"{criterion.id} and {other.id} hold together, for and against",
                )
            elif other is not criterion:
                self.add("warning", "repeat", document.name, f"{criterion.id} holds exactly when {other.id} does")

    # --- values -----------------------------------------------------------------------------------------------------

    def walk(self, value: Any, raw: Any, document: Document, path: tuple[str | int, ...]) -> None:
        """Visit every record with its place in the file."""
        if isinstance(value, Strict):
            self.record(value, raw, document, path)
            for name, key in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
                if key in CONDITIONS and getattr(value, name) is not None:
                    self.condition(getattr(value, name), document, (*path, key))
                elif isinstance(raw, dict) and key in raw:
                    self.walk(getattr(value, name), raw[key], document, (*path, key))
        elif isinstance(value, list) and isinstance(raw, list):
            for index, (item, inner) in enumerate(zip(value, raw, strict=True)):
                self.walk(item, inner, document, (*path, index))
        elif isinstance(value, dict) and isinstance(raw, dict) and path == ():
            for key, item in value.items():
                self.walk(item, raw.get(key), document, (key,))

    def record(self, value: Strict, raw: Any, document: Document, path: tuple[str | int, ...]) -> None:
        """One record: its id, its sources, the slugs it names."""
        where = f"{document.name}:{document.line(path)}"
        if isinstance(value, Statement | Criterion):
            self.counts["statements"] += 1
            held = self.ids.setdefault(value.id, where)
            if held != where:
                self.add(
                    "error",
                    "duplicate-id",
                    where,
                    f"the id {value.id!r} stands already at {held}; ids are never reused",
                )
        if isinstance(value, Statement | Criterion | Note):
            self.sources(value, where)
        if isinstance(value, Statement | Note) and value.brief is not None:
            self.brief(value, value.brief, where)
        elif isinstance(value, Step | WorkupTest | Action):
            words = len(value.text.split())
            if words > LONGEST_BRIEF_WORDS:
                self.add("warning", "brief", where, f"has {words} words and no brief; the short report prints it whole")
        if isinstance(value, Formula | ReferenceRange) and not value.refs and not getattr(value, "basis", None):
            self.add("error", "uncited", where, "stands without a reference")
        if isinstance(value, Finding):
            self.finding(value, where)
        for key in ("drugs", "with_"):
            for slug in getattr(value, key, None) or ():
                self.slug(slug, key, where)
        for finding in getattr(value, "answers", None) or ():
            if finding not in self.knowledge.findings:
                self.add(
                    "error",
                    "finding",
                    where,
                    f"unknown finding {finding!r}{did_you_mean(finding, self.knowledge.findings)}",
                )
        refs: Iterable[str | Ref] = getattr(value, "refs", None) or ()
        for ref in refs:
            key = ref.ref if isinstance(ref, Ref) else ref
            self.used.add(key)
            if key not in self.knowledge.references:
                self.add(
                    "error",
                    "reference",
                    where,
                    f"unknown reference {key!r}{did_you_mean(key, self.knowledge.references)}",
                )

    def finding(self, finding: Finding, where: str) -> None:
        """A laboratory finding has units; a choice implies and leaves open choices of its own list."""
        if finding.type == "laboratory" and finding.id not in self.knowledge.analytes:
            self.add("error", "laboratory", where, f"{finding.id} has no units")
        known = {choice.id for choice in finding.choices}
        for choice in finding.choices:
            for other in (*choice.implies, *choice.may_be):
                if other not in known:
                    near = did_you_mean(other, known)
                    text = f"{finding.id}: {choice.id} names {other!r}, which is no choice{near}"
                    self.add("error", "choice", where, text)

    def sources(self, value: Statement | Criterion | Note, where: str) -> None:
        """Nothing is said without a source, or the word convention."""
        if value.basis:
            self.conventions += 1
        if not value.refs and not value.basis:
            self.add(
                "error", "uncited", where, "says something without a reference; cite one, or mark basis: convention"
            )
        if isinstance(value, Statement | Criterion) and value.refs and value.level is None:
            self.add("error", "level", where, "has references but no level of evidence")
        if isinstance(value, Statement) and not value.reported and value.refs and self.only_machine(value.refs):
            self.add("warning", "machine-written", where, "rests only on machine-written pages; mark it reported: true")
        if isinstance(value, Statement | Note):
            self.spelling(value.text, where)
        if isinstance(value, Statement) and not value.text.rstrip().endswith((".", "?", "!", ")")):
            self.add("warning", "sentence", where, "does not end as a sentence")

    def brief(self, whole: Statement | Note, brief: Brief, where: str) -> None:
        """A brief is shorter than the whole, has no figure of its own, and rests on references of the whole."""
        words, most = len(brief.text.split()), min(LONGEST_BRIEF_WORDS, len(whole.text.split()) - 1)
        if words > most:
            self.add("error", "brief", where, f"its brief has {words} words, and may have at most {most}")
        if own := sorted(_figures(brief.text) - _figures(whole.text)):
            self.add("error", "brief", where, f"its brief has figures that the whole has not: {', '.join(own)}")
        if other := sorted(_keys(brief.refs) - _keys(whole.refs)):
            self.add("error", "brief", where, f"its brief cites what the whole does not: {', '.join(other)}")
        self.spelling(brief.text, where)

    def spelling(self, text: str, where: str) -> None:
        """One spelling for each term."""
        for term, pattern in self.terms:
            if pattern.search(text):
                self.add("warning", "term", where, f"writes {pattern.search(text)[0]!r}; elsewhere it is {term!r}")  # type: ignore[index]

    def only_machine(self, refs: Iterable[str | Ref]) -> bool:
        """Whether every reference is a machine-written page."""
        keys = [ref.ref if isinstance(ref, Ref) else ref for ref in refs]
        held = [self.knowledge.references[key] for key in keys if key in self.knowledge.references]
        return bool(held) and all(reference.machine_written for reference in held)

    def slug(self, slug: str, key: str, where: str) -> None:
        """Drugs of a pathway have a file; partners of an interaction at least a name."""
        names = self.knowledge.drug_names
        if key == "drugs":
            self.drugs_named.add(slug)
            if slug not in self.knowledge.drugs:
                near = did_you_mean(slug, self.knowledge.drugs)
                self.add("error", "drug", where, f"names the drug {slug!r}, which has no file in drugs/{near}")
        elif slug not in names.labels:
            self.add("error", "drug", where, f"unknown drug or class {slug!r}{did_you_mean(slug, names.labels)}")

    # --- conditions -------------------------------------------------------------------------------------------------

    def condition(self, raw: Condition, document: Document, path: tuple[str | int, ...]) -> None:
        """A condition is well formed, names what exists, and can be both true and false."""
        self.counts["conditions"] += 1
        where = f"{document.name}:{document.line(path)}"
        try:
            node = load.condition(document, path, raw, self.knowledge.vocabulary.check)
        except InputError as error:
            self.add("error", "condition", where, str(error))
            return
        possible = possible_values(node)
        if possible == {False}:
            self.add("error", "never", where, "this condition can never be true")
        elif possible == {True}:
            self.add("error", "always", where, "this condition is always true")

    # --- the whole --------------------------------------------------------------------------------------------------

    def cross(self) -> None:
        """What only the whole shows."""
        k = self.knowledge
        for key in sorted(set(k.references) - self.used):
            self.add("warning", "unused-reference", "references.yaml", f"{key} is never used")
        for number, class_ in enumerate(k.drug_names.classes.values()):
            for index, member in enumerate(class_.members):
                if member not in k.drug_names.labels:
                    where = self.place("drug_classes.yaml", "classes", number, "members", index)
                    self.add("error", "class", where, f"{class_.id} has the unknown member {member!r}")
        for drug in k.drugs.values():
            for index, slug in enumerate(drug.classes):
                if slug not in k.drug_names.classes:
                    near = did_you_mean(slug, k.drug_names.classes)
                    where = self.place(f"drugs/{drug.id}.yaml", "classes", index)
                    self.add("error", "class", where, f"is of the unknown class {slug!r}{near}")
            for note in drug.patient_notes:
                words = _sentence_words(note.text)
                if words > LONGEST_NOTE_WORDS:
                    where = f"drugs/{drug.id}.yaml"
                    self.add(
                        "warning",
                        "reading-level",
                        where,
                        f"{note.id}: {words:.0f} words a sentence is hard for patients",
                    )
            if drug.id not in self.drugs_named:
                self.counts["drugs in no pathway"] += 1
        formulas = {formula.id for formula in k.laboratory.formulas}
        from calcinosis_cli.assess.derive import FORMULAS

        for id_ in sorted(formulas ^ set(FORMULAS)):
            self.add(
                "error", "formula", "laboratory.yaml", f"{id_} is described and computed in different places, not both"
            )


def _figures(text: str) -> set[str]:
    """The numbers in a text, as written."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def _keys(refs: Iterable[str | Ref]) -> set[str]:
    return {ref.ref if isinstance(ref, Ref) else ref for ref in refs}


def _sentence_words(text: str) -> float:
    sentences = [s for s in re.split(r"[.!?]+\s", text) if s.strip()]
    return sum(len(s.split()) for s in sentences) / max(len(sentences), 1)


def check(knowledge: Knowledge) -> Report:
    """Check all of the knowledge."""
    return _Linter(knowledge).run()


def errors(report: Report) -> Iterator[Problem]:
    """The problems that make the knowledge unusable."""
    return (problem for problem in report.problems if problem.severity == "error")


def first_error(knowledge: Knowledge) -> str | None:
    """The first error, in one line, or None when the knowledge can be used."""
    problem = next(errors(check(knowledge)), None)
    return None if problem is None else problem.message if problem.rule == "file" else str(problem)
