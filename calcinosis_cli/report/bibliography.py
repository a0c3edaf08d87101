"""References as text, BibTeX or CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from calcinosis_cli.knowledge.model import Reference
from calcinosis_cli.report.blocks import reference_text

KINDS = {"drug label": "misc", "textbook/web": "misc", "guideline": "article"}


def render(references: Mapping[str, Reference], form: str) -> str:
    """The bibliography as ``text``, ``bibtex`` or ``csl-json``."""
    if form == "bibtex":
        return "\n\n".join(_bibtex(key, reference) for key, reference in references.items()) + "\n"
    if form == "csl-json":
        return json.dumps([_csl(key, r) for key, r in references.items()], indent=2, ensure_ascii=False) + "\n"
    return "\n".join(f"{key}: {reference_text(reference)}" for key, reference in references.items()) + "\n"


def _escape(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", "\\textbackslash "))


def _bibtex(key: str, reference: Reference) -> str:
    fields = {
        "author": " and ".join(_authors(reference)),
        "title": f"{{{_escape(reference.title)}}}",
        "journal": _escape(reference.journal or ""),
        "year": str(reference.year or ""),
        "note": _escape(
            " ".join(
                p
                for p in (
                    reference.cite or "",
                    f"PMID {reference.pmid}" if reference.pmid else "",
                    f"seen: {reference.seen}",
                )
                if p
            )
        ),
        "doi": reference.doi or "",
        "url": reference.url or "",
    }
    kind = "article" if reference.journal and reference.design not in KINDS else "misc"
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{body}\n}}"


def _authors(reference: Reference) -> list[str]:
    """Authors one by one, as far as the record has them; a group stays whole."""
    if not reference.authors:
        return []
    text = re.sub(r",?\s*(et al\.?|\(.*\))\s*", "", reference.authors)
    others = ["others"] if "et al" in reference.authors else []
    return [_escape(name.strip()) for name in text.split(",") if name.strip()] + others


def _csl(key: str, reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": key,
        "type": "article-journal" if reference.journal else "webpage",
        "title": reference.title,
        "author": [{"literal": name} for name in _authors(reference) if name != "others"],
        "container-title": reference.journal,
        "issued": {"date-parts": [[reference.year]]} if reference.year else None,
        "page": reference.cite,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "URL": reference.url,
        "note": f"seen: {reference.seen}",
    }
    return {name: value for name, value in item.items() if value}
