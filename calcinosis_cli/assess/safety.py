"""Whether a drug suits this patient: its safety rules and its interactions against what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from calcinosis_cli.assess import wording
from calcinosis_cli.assess.asking import askable
from calcinosis_cli.assess.facts import FactBook, Members
from calcinosis_cli.assess.interactions import SEVERITY, interactions
from calcinosis_cli.assess.model import DrugSafety, InteractionResult, OpenRule, RuleResult, SafetyStatus
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Verdict, evaluate
from calcinosis_cli.knowledge.model import Drug, Interaction, SafetyRule


def taken(book: FactBook) -> list[str]:
    """What the patient takes now: slugs of drugs, and classes where only the class was given."""
    fact = book.get("medications")
    return sorted(fact.yes) if isinstance(fact, Members) else []


def check_drug(
    drug: Drug, book: FactBook, knowledge: Knowledge, current: Iterable[str], stated: Iterable[str], planned: bool
) -> DrugSafety:
    """Every rule of one drug against what is known.

    ``current``: slugs (with classes) taken now; ``stated``: those the clinician named, for interactions.
    """
    rules, questions = _rules(drug.safety, book, knowledge)
    is_taken = drug.id in set(current)
    if planned and not is_taken:
        rules.extend(_by_interaction(drug.id, stated, book, knowledge))
    return DrugSafety(
        id=drug.id,
        name=drug.name,
        taken=is_taken,
        planned=planned,
        status=status(rules),
        rules=sorted(rules, key=lambda r: (("avoid", "caution", "check").index(r.effect), r.result, r.says.id)),
        questions=questions,
    )


def _rules(
    rules: Iterable[SafetyRule], book: FactBook, knowledge: Knowledge
) -> tuple[list[RuleResult], list[OpenRule]]:
    """Rules that hold and avoid-rules that may; and as questions the rest that is not known to be false."""
    found: list[RuleResult] = []
    questions: list[OpenRule] = []
    for rule in rules:
        verdict = evaluate(knowledge.node(rule.when), book) if rule.when is not None else Verdict(None)
        if verdict.value is False:
            continue
        ask = askable(verdict.missing, book, knowledge)
        if verdict.value or (rule.effect == "avoid" and rule.when is not None):
            found.append(
                RuleResult(
                    effect=rule.effect,
                    label=rule.label,
                    result="holds" if verdict.value else "unknown",
                    because=wording.reasons(verdict.because, book, knowledge),
                    ask=ask,
                    says=wording.says(rule),
                )
            )
        else:
            questions.append(
                OpenRule(
                    id=rule.id,
                    label=rule.label,
                    effect=rule.effect,
                    ask=ask,
                    refs=wording.spelled(rule.refs),
                    level=rule.level,
                    basis=rule.basis,
                )
            )
    return found, questions


def check_by_class(slug: str, book: FactBook, knowledge: Knowledge) -> DrugSafety | None:
    """What the classes of a drug without a file say of it; None when they say nothing."""
    names = knowledge.drug_names
    classes = [names.classes[c] for c in sorted({slug} | names.classes_of(slug)) if c in names.classes]
    held = [class_ for class_ in classes if class_.safety]
    if not held:
        return None
    rules, questions = _rules([rule for class_ in held for rule in class_.safety], book, knowledge)
    label = names.labels.get(slug, slug)
    of = ", ".join(class_.name for class_ in held if class_.id != slug)
    return DrugSafety(
        id=slug,
        name=f"{label} (as {of}; not checked otherwise)" if of else f"{label} (as a class)",
        taken=True,
        planned=False,
        status=status(rules),
        rules=rules,
        questions=questions,
    )


def _by_interaction(slug: str, stated: Iterable[str], book: FactBook, knowledge: Knowledge) -> Iterator[RuleResult]:
    """What current medication means for a drug of the plan: contraindicated is to avoid, major needs care."""
    for other in stated:
        for pair in interactions(slug, other, knowledge):
            if pair.rule.severity not in ("contraindicated", "major") or _applies(pair.rule, book, knowledge) is False:
                continue
            name = knowledge.drug_names.labels.get(other, other)
            yield RuleResult(
                effect="avoid" if pair.rule.severity == "contraindicated" else "caution",
                label=f"{pair.rule.severity} interaction with {name}, which is taken",
                result="holds",
                because=[],
                ask=[],
                says=wording.says(pair.rule),
            )


def status(rules: Iterable[RuleResult]) -> SafetyStatus:
    """The one word for a set of rules: the gravest that holds; else whether an avoid-rule is still unchecked."""
    holding = {rule.effect for rule in rules if rule.result == "holds"}
    if "avoid" in holding:
        return "avoid"
    if holding:
        return "caution"
    return "needs_checking" if any(rule.effect == "avoid" for rule in rules) else "no_known_problem"


def _applies(rule: Interaction, book: FactBook, knowledge: Knowledge) -> bool:
    """An interaction with a condition of its own applies unless the condition is known to be false."""
    return rule.when is None or evaluate(knowledge.node(rule.when), book).value is not False


def interaction_report(
    planned: Iterable[str], stated: Iterable[str], book: FactBook, knowledge: Knowledge
) -> list[InteractionResult]:
    """Pairs among current medication and plan: all with a current drug, and the grave ones within the plan."""
    now = set(stated)
    everything = sorted(now | set(planned))
    labels = knowledge.drug_names.labels
    found: dict[str, InteractionResult] = {}
    for first, second in combinations(everything, 2):
        for pair in interactions(first, second, knowledge):
            within_plan = first not in now and second not in now
            if within_plan and pair.rule.severity not in ("contraindicated", "major"):
                continue
            if not _applies(pair.rule, book, knowledge):
                continue
            key = f"{pair.rule.id}/{first}/{second}"
            found[key] = InteractionResult(
                drugs=[first, second],
                names=[labels.get(first, first), labels.get(second, second)],
                severity=pair.rule.severity,
                taken=sorted(now & {first, second}),
                action=pair.rule.action,
                says=wording.says(pair.rule),
            )
    return sorted(found.values(), key=lambda i: (not i.taken, SEVERITY.index(i.severity), i.drugs, i.says.id))
