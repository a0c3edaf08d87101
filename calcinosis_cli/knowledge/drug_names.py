"""Every name a drug goes by: slug, generic name, synonym, brand, class."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calcinosis_cli.errors import nearest
from calcinosis_cli.knowledge.model import DrugCard, DrugClass, DrugClasses


def fold(name: str) -> str:
    """A name reduced to what matters: case, spaces, hyphens and punctuation are written in many ways."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold().replace("\N{LATIN SMALL LETTER SHARP S}", "ss")).strip("_")


class DrugNames:
    """Finds the slug for a name, and the classes and members of a slug."""

    def __init__(self, drugs: Iterable[DrugCard], classes: DrugClasses) -> None:
        self.classes: dict[str, DrugClass] = {c.id: c for c in classes.classes}
        self.labels: dict[str, str] = {c.id: c.name for c in classes.classes}
        self._by_name: dict[str, str] = {}
        self._parents: dict[str, set[str]] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._below: dict[str, frozenset[str]] = {}
        for class_ in classes.classes:
            for member in class_.members:
                self._parents.setdefault(member, set()).add(class_.id)
        for other in classes.others:
            self._add(other.id, other.name, [other.name, *other.synonyms])
        for class_ in classes.classes:
            self._add(class_.id, class_.name, [class_.name, *class_.synonyms])
        for drug in drugs:
            self._add(drug.id, drug.name, [drug.name, *drug.synonyms, *drug.brands])
            self._parents.setdefault(drug.id, set()).update(drug.classes)
        self._children: dict[str, set[str]] = {}
        for member, parents in self._parents.items():
            for parent in parents:
                self._children.setdefault(parent, set()).add(member)

    def _add(self, slug: str, label: str, names: list[str]) -> None:
        self.labels[slug] = label
        self._by_name[fold(slug)] = slug
        for name in names:
            self._by_name.setdefault(fold(name), slug)

    def slug(self, name: str) -> str | None:
        """The slug of the drug or class called ``name`` in any spelling, or None when it is not known."""
        folded = fold(name)
        return self._by_name.get(folded) or (self._by_name.get(folded[:-1]) if folded.endswith("s") else None)

    def near(self, name: str, count: int = 3) -> list[str]:
        """The known names most like ``name``, as slugs, best first."""
        return list(dict.fromkeys(self._by_name[n] for n in nearest(fold(name), self._by_name, count)))

    def beginning(self, text: str) -> list[str]:
        """Slugs of what has a name that begins with ``text`` in any spelling, for completion."""
        folded = fold(text)
        return sorted({slug for name, slug in self._by_name.items() if name.startswith(folded)})

    def names_of(self, slug: str) -> list[str]:
        """Every folded name that leads to ``slug``."""
        return [name for name, target in self._by_name.items() if target == slug]

    def classes_of(self, slug: str) -> frozenset[str]:
        """The classes that ``slug`` belongs to, and theirs."""
        if slug not in self._above:
            self._above[slug] = _closure(slug, self._parents)
        return self._above[slug]

    def members_of(self, slug: str) -> frozenset[str]:
        """The drugs and classes within the class ``slug`` (empty for a drug)."""
        if slug not in self._below:
            self._below[slug] = _closure(slug, self._children)
        return self._below[slug]


def _closure(start: str, edges: dict[str, set[str]]) -> frozenset[str]:
    """Everything that ``edges`` lead to from ``start``."""
    found: set[str] = set()
    queue = [start]
    while queue:
        for reached in edges.get(queue.pop(), ()):
            if reached not in found:
                found.add(reached)
                queue.append(reached)
    return frozenset(found)
