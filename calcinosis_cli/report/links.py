"""Where identifiers in a text lead: a DOI to its resolver, a PMID to PubMed, an address to itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

_FOUND = re.compile(r"doi:(10\.\S+/\S+)|PMID:(\d+)|(https?://[^\s()<>\"]+)")


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and address of every identifier in ``text``."""
    for match in _FOUND.finditer(text):
        doi, pmid, url = match.groups()
        if doi:
            address = f"https://doi.org/{quote(doi, safe='/:.;()')}"
        elif pmid:
            address = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
        else:
            address = url
        yield match.start(), match.end(), address
