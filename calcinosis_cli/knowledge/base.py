"""The knowledge: every file of ``data/``, read on demand, checked, and cached in compiled form.

:class:`Knowledge` loads only the sections that a command touches. A section is compiled once per state of its files
(names, sizes and times of change) into the user's cache; what is cached is plain data, decoded into the same checked
structures, never code.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from calcinosis_cli import __version__
from calcinosis_cli.knowledge.drug_names import DrugNames
from calcinosis_cli.knowledge.model import (
    Analyte,
    Candidate,
    Classification,
    Drug,
    DrugCard,
    DrugClasses,
    Finding,
    Formula,
    Laboratory,
    Manifest,
    Pathway,
    RedFlag,
    Reference,
    Section,
    Spelling,
    WorkupTest,
)

if TYPE_CHECKING:
    from fractions import Fraction

    from calcinosis_cli.knowledge.conditions import Atom, Node
    from calcinosis_cli.knowledge.vocabulary import Vocabulary

T = TypeVar("T")

SHAPES: dict[str, Any] = {
    "manifest": Manifest,
    "findings": list[Section],
    "laboratory": Laboratory,
    "classification": Classification,
    "subtypes": list[Candidate],
    "mimics": list[Candidate],
    "red_flags": list[RedFlag],
    "workup": list[WorkupTest],
    "pathways": list[Pathway],
    "drugs": list[Drug],
    "drug_classes": DrugClasses,
    "references": dict[str, Reference],
    "terms": list[Spelling],
}
"""The sections of the knowledge, and the shape of each: a list is a folder of files, anything else one file."""

FOLDERS = ("findings", "subtypes", "mimics", "pathways", "drugs")


TABLES = {"drugs": Drug, "references": Reference}
"""Sections read one record at a time: large, and a command needs few of their records."""


class Table(Mapping[str, T], Generic[T]):
    """Records by key, each decoded when it is first asked for."""

    def __init__(self, encoded: dict[str, msgspec.Raw], shape: type[T]) -> None:
        self._encoded = encoded
        self._decoder = msgspec.msgpack.Decoder(shape)
        self._decoded: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._decoded:
            self._decoded[key] = self._decoder.decode(self._encoded[key])
        return self._decoded[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)


def bundled() -> Path:
    """Where the knowledge that came with the program is: inside the package when installed, else beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


class Knowledge:
    """The knowledge in ``root``, with files of ``overlay`` taking the place of those of the same name."""

    def __init__(self, root: Path | None = None, overlay: Path | None = None) -> None:
        self.roots = [root or bundled(), *([overlay] if overlay else [])]
        self._nodes: dict[int, tuple[Any, Node]] = {}
        self._atoms: dict[Atom, Atom] = {}
        self._bounds: dict[tuple[str, Any], Fraction] = {}
        self.pairs: dict[tuple[str, str], Any] = {}
        """Interactions already looked up, by pair (kept by :mod:`calcinosis_cli.assess.safety`)."""

    # --- files ------------------------------------------------------------------------------------------------------

    def files(self, section: str) -> dict[str, Path]:
        """The files of a section by their path inside ``data/``, sorted."""
        found: dict[str, Path] = {}
        for root in self.roots:
            if section in FOLDERS:
                folder = root / section
                paths: Iterable[Path] = folder.glob("*.yaml") if folder.is_dir() else ()
            else:
                paths = (root / f"{section}.yaml",)
            found.update({str(path.relative_to(root)): path for path in paths if path.is_file()})
        return dict(sorted(found.items()))

    def _compiled(self, name: str, section: str, shape: Any, make: Callable[[Any], Any]) -> Any:
        """``make`` of a section, from the cache when these very files have been read before."""
        files = self.files(section)
        cache = _cache_file(name, files)
        if cache is not None:
            try:
                return msgspec.msgpack.decode(cache.read_bytes(), type=shape)
            except (OSError, msgspec.MsgspecError):
                pass
        encoded = msgspec.msgpack.encode(make(read_section(section, files)))
        if cache is not None:
            _write_private(cache, encoded)
        return msgspec.msgpack.decode(encoded, type=shape)

    def _section(self, section: str) -> Any:
        return self._compiled(section, section, SHAPES[section], lambda value: value)

    def _table(self, section: str) -> Table[Any]:
        def rows(value: Any) -> dict[str, msgspec.Raw]:
            pairs = value.items() if isinstance(value, dict) else ((record.id, record) for record in value)
            return {key: msgspec.Raw(msgspec.msgpack.encode(record)) for key, record in pairs}

        return Table(self._compiled(f"{section}_table", section, dict[str, msgspec.Raw], rows), TABLES[section])

    # --- sections ---------------------------------------------------------------------------------------------------

    @cached_property
    def manifest(self) -> Manifest:
        """Version, licence and disclaimer."""
        return self._typed("manifest", Manifest)

    @cached_property
    def sections(self) -> list[Section]:
        """The questionnaire, in order."""
        return sorted(self._typed("findings", list[Section]), key=lambda section: section.order)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Every finding that can be answered, in the order of the questionnaire."""
        return {finding.id: finding for section in self.sections for finding in section.findings}

    @cached_property
    def laboratory(self) -> Laboratory:
        """Tests and formulas."""
        return self._typed("laboratory", Laboratory)

    @cached_property
    def analytes(self) -> dict[str, Analyte]:
        """Laboratory tests by finding id."""
        return {analyte.finding: analyte for analyte in self.laboratory.analytes}

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """Derivations by the id of what they derive."""
        return {formula.id: formula for formula in self.laboratory.formulas}

    @cached_property
    def rank_of_finding(self) -> dict[str, int]:
        """The place of each finding in the questionnaire."""
        return {id_: rank for rank, id_ in enumerate(self.findings)}

    @cached_property
    def classification(self) -> Classification:
        """How points become verdicts."""
        return self._typed("classification", Classification)

    @cached_property
    def subtypes(self) -> dict[str, Candidate]:
        """The subtypes of calcinosis, by id."""
        return {c.id: c for c in self._typed("subtypes", list[Candidate])}

    @cached_property
    def mimics(self) -> dict[str, Candidate]:
        """What only looks like calcinosis, by id."""
        return {c.id: c for c in self._typed("mimics", list[Candidate])}

    @cached_property
    def candidates(self) -> dict[str, Candidate]:
        """Subtypes, then mimics."""
        return {**self.subtypes, **self.mimics}

    @cached_property
    def red_flags(self) -> list[RedFlag]:
        """The rules of urgency."""
        return self._typed("red_flags", list[RedFlag])

    @cached_property
    def workup(self) -> list[WorkupTest]:
        """The tests."""
        return sorted(self._typed("workup", list[WorkupTest]), key=lambda test: (test.priority, test.id))

    @cached_property
    def pathways(self) -> list[Pathway]:
        """Management."""
        return self._typed("pathways", list[Pathway])

    @cached_property
    def drugs(self) -> Mapping[str, Drug]:
        """Drugs and procedures, by slug."""
        return self._table("drugs")

    @cached_property
    def drug_names(self) -> DrugNames:
        """Every name of a drug, and the classes."""
        fields = DrugCard.__struct_fields__

        def cards(drugs: list[Drug]) -> list[DrugCard]:
            return [DrugCard(**{name: getattr(drug, name) for name in fields}) for drug in drugs]

        named = self._compiled("drug_cards", "drugs", list[DrugCard], cards)
        return DrugNames(named, self._typed("drug_classes", DrugClasses))

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The bibliography, by key."""
        return self._table("references")

    @cached_property
    def terms(self) -> list[Spelling]:
        """One spelling for each term."""
        return self._typed("terms", list[Spelling])

    def _typed(self, section: str, _: type[T]) -> T:
        value: T = self._section(section)
        return value

    # --- conditions -------------------------------------------------------------------------------------------------

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names a condition may use."""
        from calcinosis_cli.knowledge.vocabulary import Vocabulary

        kinds = {kind.id: kind.name for candidate in self.candidates.values() for kind in candidate.kinds}
        names = {id_: candidate.name for id_, candidate in self.candidates.items()}
        return Vocabulary(
            self.findings.values(),
            self.laboratory.analytes,
            self.laboratory.formulas,
            self.drug_names.labels,
            names,
            kinds,
        )

    def node(self, when: dict[str, Any]) -> Node:
        """The parsed form of a condition of this knowledge (parsed once)."""
        held = self._nodes.get(id(when))
        if held is None:
            from calcinosis_cli.knowledge.conditions import parse

            held = self._nodes[id(when)] = (when, parse(when, shared=self._atoms))
        return held[1]

    def candidates_about(self, finding: str) -> frozenset[str]:
        """The candidates that have a criterion, a kind or a proof about ``finding`` itself."""
        return self._about_finding.get(finding, frozenset())

    @cached_property
    def _about_finding(self) -> dict[str, frozenset[str]]:
        from calcinosis_cli.knowledge.conditions import atoms

        found: dict[str, set[str]] = {}
        for candidate in self.candidates.values():
            raw = [*(c.when for c in candidate.criteria), *(k.when for k in candidate.kinds), candidate.definite_when]
            for when in raw:
                for atom in atoms(self.node(when)) if when else ():
                    found.setdefault(atom.finding, set()).add(candidate.id)
        return {finding: frozenset(ids) for finding, ids in found.items()}

    def bound(self, finding: str, operand: int | float | str) -> Fraction:
        """The threshold of a bound test in the canonical unit of ``finding``."""
        key = (finding, operand)
        if key not in self._bounds:
            self._bounds[key] = self.vocabulary.bound(finding, operand)
        return self._bounds[key]


def read_section(section: str, files: dict[str, Path]) -> Any:
    """Read a section from its YAML files. Raises :class:`InputError` for the first mistake."""
    from calcinosis_cli.knowledge import load

    shape = SHAPES[section]
    if section in FOLDERS:
        (item,) = shape.__args__
        return [load.read(path, item, name)[0] for name, path in files.items()]
    if not files:
        return msgspec.convert([] if getattr(shape, "__origin__", None) is list else {}, shape)
    ((name, path),) = files.items()
    return load.read(path, shape, name)[0]


def _cache_file(section: str, files: dict[str, Path]) -> Path | None:
    """Where the compiled form of these very files is kept; None when caching is off or there is no home."""
    if os.environ.get("CALCINOSIS_NO_CACHE"):
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        seal = f"{__version__} {msgspec.__version__}\n"
        for name, path in files.items():
            stat = path.stat()
            seal += f"{name}\0{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n"
    except (OSError, RuntimeError):
        return None
    raw = seal.encode()
    # A checksum is enough to notice a change; whoever can write this folder could as well change the program.
    return Path(base) / "calcinosis" / f"{section}-{zlib.crc32(raw):08x}{zlib.adler32(raw):08x}.msgpack"


def _write_private(path: Path, content: bytes) -> None:
    """Write a cache file for this user only, in one step; a cache that cannot be written is done without."""
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        temporary.replace(path)
        for stale in path.parent.glob(f"{path.name.rpartition('-')[0]}-*.msgpack"):
            if stale != path:
                stale.unlink(missing_ok=True)
    except OSError:
        temporary.unlink(missing_ok=True) if temporary.exists() else None
