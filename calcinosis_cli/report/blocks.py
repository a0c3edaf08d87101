"""What a report is made of: blocks, in one order and wording, that every form renders.

A block is what a reader takes in at once: a heading, a line of fact, or a statement with its sources, level, caution and
conflict. No form leaves a block out or adds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calcinosis_cli.knowledge.model import Note, Ref, Reference, Statement
from calcinosis_cli.report.pictures import Picture

Kind = Literal["title", "section", "subsection", "fact", "row", "item", "note", "reference"]
Tone = Literal["plain", "emergency", "urgent", "soon", "routine", "avoid", "caution", "good", "dim"]

STATUS_WORDS = {
    "avoid": "AVOID",
    "caution": "CAUTION",
    "needs_checking": "CHECK FIRST",
    "no_known_problem": "no known problem",
    "not_checked": "not checked",
}


ABBREVIATIONS = ("ckd", "hftc", "mctd", "sle")


class Block(Struct, frozen=True):
    """One block.

    ``lead``: a few words in front of ``text``, or the name of a ``row``; ``cites``: numbers of references; ``tags``: level
    and basis; ``close``: a section that stands close to what is above it, for the first screen; ``background``: a section
    that a short page keeps for the screen and does not print; ``picture``: the same as the words say, to look at.
    """

    kind: Kind
    text: str
    lead: str = ""
    cites: tuple[int, ...] = ()
    locators: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tone: Tone = "plain"
    id: str | None = None
    depth: int = 0
    close: bool = False
    background: bool = False
    picture: Picture | None = None


class Citations:
    """Numbers for references, in order of first use. ``short``: they are listed in their short form."""

    def __init__(self, references: Mapping[str, Reference], short: bool = False) -> None:
        self.references = references
        self.short = short
        self.numbers: dict[str, int] = {}

    def cite(self, refs: Iterable[str | Ref]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The numbers of ``refs`` and their locators ("3: Table 2")."""
        numbers: list[int] = []
        locators: list[str] = []
        for ref in refs:
            key = ref.ref if isinstance(ref, Ref) else ref
            number = self.numbers.setdefault(key, len(self.numbers) + 1)
            numbers.append(number)
            if isinstance(ref, Ref) and ref.locator:
                locators.append(f"{number}: {ref.locator}")
        return tuple(numbers), tuple(locators)

    def blocks(self) -> Iterator[Block]:
        """The list of references, in order of number."""
        for key, number in self.numbers.items():
            text = (short_reference if self.short else reference_text)(self.references[key])
            yield Block("reference", text, lead=f"[{number}]", id=key)


def short_reference(reference: Reference) -> str:
    """A reference in short: first author, journal and year with a DOI or PMID, whole; else title, where and address."""
    names = [name.strip().rstrip(".") for name in (reference.authors or "").split(",") if name.strip()]
    author = f"{names[0]}{' et al' if len(names) > 1 and not names[0].endswith('et al') else ''}." if names else ""
    where = " ".join(part for part in (reference.journal or "", str(reference.year or "")) if part)
    found = f"doi:{reference.doi}" if reference.doi else f"PMID:{reference.pmid}" if reference.pmid else reference.url
    known = author and reference.journal and (reference.doi or reference.pmid)
    title = "" if known else f"{reference.title.rstrip('.')}."
    marks = ["machine-written page"] if reference.machine_written else []
    marks += [reference.status.upper()] if reference.status != "ok" else []
    parts = [author, title, f"{where}." if where else "", found or ""]
    return " ".join(part for part in parts if part) + (f" ({'; '.join(marks)})" if marks else "")


def reference_text(reference: Reference) -> str:
    """A reference in full, on one line: enough to find the paper, and how much of it was seen."""
    parts = [
        f"{reference.authors.rstrip('.')}." if reference.authors else "",
        f"{reference.title.rstrip('.')}.",
        " ".join(part for part in (reference.journal or "", str(reference.year or ""), reference.cite or "") if part),
        f"doi:{reference.doi}" if reference.doi else "",
        f"PMID:{reference.pmid}" if reference.pmid else "",
        reference.url or "" if not (reference.doi or reference.pmid) else "",
    ]
    marks = [reference.design or "", f"seen: {reference.seen}"]
    if reference.machine_written:
        marks.append("machine-written page")
    if reference.status != "ok":
        marks.append(reference.status.upper())
    return " ".join(part for part in parts if part) + f" ({'; '.join(m for m in marks if m)})"


def statement(
    said: Statement, citations: Citations, lead: str = "", tone: Tone = "plain", depth: int = 0
) -> list[Block]:
    """A statement and what must travel with it: its caution and its conflict."""
    numbers, locators = citations.cite(said.refs)
    tags = []
    if said.level:
        tags.append(f"level {said.level}")
    if said.reported:
        tags.append("reported, not advised")
    if said.basis:
        tags.append("convention")
    blocks = [Block("item", said.text, lead, numbers, locators, tuple(tags), tone, said.id, depth)]
    if said.caution:
        blocks.append(_note("Caution:", said.caution, citations, "caution", depth + 1))
    if said.conflict:
        blocks.append(_note("But sources disagree:", said.conflict, citations, "plain", depth + 1))
    return blocks


def in_brief(said: Statement, citations: Citations, lead: str = "", tone: Tone = "plain") -> list[Block]:
    """A statement with its caution; of its conflict no more than that there is one. For where the whole is not far."""
    first, *more = statement(replace(said, conflict=None), citations, lead=lead, tone=tone)
    if said.conflict:
        first = replace(first, tags=(*first.tags, "sources disagree"))
    return [first, *more]


def _note(lead: str, note: Note, citations: Citations, tone: Tone, depth: int) -> Block:
    numbers, locators = citations.cite(note.refs)
    tags = ("convention",) if note.basis else ()
    return Block("note", note.text, lead, numbers, locators, tags, tone, None, depth)


def replace_text(said: Statement, text: str) -> Statement:
    """``said`` with another text."""
    return Statement(
        id=said.id, text=text, refs=said.refs, level=said.level, caution=said.caution, conflict=said.conflict,
        basis=said.basis, reported=said.reported,
    )  # fmt: skip


def section(title: str, id_: str | None = None, close: bool = False) -> Block:
    """A heading."""
    return Block("section", title, id=id_, close=close)


def citation_text(block: Block) -> str:
    """``[1, 2; level 4]``: the sources and the tags of a block."""
    inside = [", ".join(map(str, block.cites))] if block.cites else []
    inside += [f"({'; '.join(block.locators)})"] if block.locators else []
    inside += list(block.tags)
    return f"[{'; '.join(inside)}]" if inside else ""


def full_text(block: Block) -> str:
    """A block on one line: lead, text, sources."""
    return " ".join(part for part in (block.lead, block.text, citation_text(block)) if part)


def spoken(slug: str) -> str:
    """A disease as written in a slug, for a reader: ``systemic_sclerosis``, ``ckd``."""
    return slug.upper() if slug in ABBREVIATIONS else slug.replace("_", " ")


def names(findings: Iterable[str], labels: Mapping[str, str]) -> str:
    """The names of findings, once each."""
    return "; ".join(dict.fromkeys(labels.get(finding, finding) for finding in findings))
