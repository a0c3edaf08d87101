"""``calcinosis explain``: what a record concludes, when, what it does not cover, who uses it, since when."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import jsonschema
import pytest

from calcinosis_cli.assess.explanation import explain
from calcinosis_cli.assess.wording import condition_lines, condition_text
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import atoms, parse
from calcinosis_cli.knowledge.records import Found, find, index
from calcinosis_cli.report import explanation
from tests.conftest import Run

NAMES = {
    "calciphylaxis": "candidate",
    "flag-sepsis": "red_flag",
    "labs.phosphate": "finding",
    "derived.calcium_corrected": "formula",
    "hypercalcaemia": "pathway",
    "brandenburg2017": "reference",
    "workup-core-chemistry": "test",
    "calciphylaxis-warfarin": "statement",
    "calciphylaxis-criterion-site": "criterion",
}


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_each_kind_has_its_document(name: str, kind: str, run: Run) -> None:
    """The JSON fits its schema, and every reference of the record is in it."""
    document = json.loads(run("explain", name, "--json").out)
    schema = json.loads(run("schema", "explanation").out)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert (document["id"], document["kind"]) == (name, kind)
    assert re.fullmatch(r"\d{4}\.\d{2}\.\d+", document["since"])
    assert document["references"]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "terminal"])
@pytest.mark.parametrize("name", NAMES)
def test_each_form_says_what_the_document_says(name: str, form: str, run: Run) -> None:
    """Limits, users and version are in every form."""
    document = json.loads(run("explain", name, "--json").out)
    shown = run("explain", name, "--format", form).out
    plain = " ".join(re.sub(r"<[^>]+>|\\(?=\W)|\*\*", "", shown).split()).replace("&#39;", "'")
    for words in document["not_covered"]:
        assert words in plain
    for user in document["used_by"]:
        assert user["id"] in plain
    assert f"since version {document['since']}" in plain
    assert shown.startswith({"html": "<!DOCTYPE html>", "markdown": "# "}.get(form, shown[:1]))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "no name was given"),
        ("calciphylaxys", "did you mean calciphylaxis"),
        ("warfarin", "calcinosis lookup warfarin"),
    ],
)
def test_a_name_that_means_nothing_here_is_one_clear_line(name: str, words: str, run: Run) -> None:
    """What is wrong, and where to look instead."""
    done = run("explain", name)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1


def test_a_finding_tells_what_reads_it(knowledge: Knowledge) -> None:
    """The red flag that fires on signs of sepsis is named, and so is a drug that must not be used then."""
    told = explain(find("systemic.sepsis_signs", knowledge), knowledge)
    assert {"flag-sepsis", "rituximab-safety-sepsis"} <= {user.id for user in told.used_by}


def test_a_finding_that_nothing_reads_says_so(knowledge: Knowledge) -> None:
    """Said of a finding without readers, and of no other."""
    for id_ in knowledge.findings:
        told = explain(find(id_, knowledge), knowledge)
        assert any("No rule reads it" in words for words in told.not_covered) == (not told.used_by)


def test_a_rule_tells_what_it_reads(knowledge: Knowledge) -> None:
    """The findings of its condition, each once."""
    told = explain(find("flag-sepsis", knowledge), knowledge)
    assert [user.id for user in told.reads] == ["systemic.sepsis_signs"]
    assert told.when == "Signs of sepsis"


def test_a_reference_tells_what_rests_on_it_and_how_much_was_read(knowledge: Knowledge) -> None:
    """Its abstract only, and each record that cites it."""
    told = explain(find("brandenburg2017", knowledge), knowledge)
    assert any("abstract" in words for words in told.not_covered)
    citing = {id_ for id_, record in index(knowledge).items() if "brandenburg2017" in map(_key, _refs(record))}
    assert citing <= {user.id for user in told.used_by}


def _refs(record: object) -> list[object]:
    return getattr(record, "refs", [])


def _key(ref: object) -> object:
    return getattr(ref, "ref", ref)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("calciph", "calciphylaxis"),
        ("flag-sep", "flag-sepsis"),
        ("labs.pho", "labs.phosphate"),
        ("calciphylaxis-warf", "calciphylaxis-warfarin"),
    ],
)
def test_ids_are_completed_by_the_shell(start: str, expected: str, run: Run) -> None:
    """Tab completes a subtype, a rule, a finding, and a statement where nothing else begins so."""
    words = {"_CALCINOSIS_COMPLETE": "complete_bash", "COMP_WORDS": f"calcinosis explain {start}", "COMP_CWORD": "2"}
    assert expected in run(env=words).out.split()


def test_a_condition_is_shown_part_under_part(knowledge: Knowledge) -> None:
    """Every test of every red flag is a line of its own, under the word that joins it to its neighbours."""
    for flag in knowledge.red_flags:
        node = knowledge.node(flag.when)
        told = list(condition_lines(node, knowledge))
        assert sum(1 for _, word, _ in told if not word) == len(list(atoms(node)))
        assert told[0][0] == 0
        for (depth, word, _), (following, _, _) in pairwise(told):
            assert following <= depth + 1
            assert (following == depth + 1) == bool(word)


def test_and_is_bracketed_within_or(knowledge: Knowledge) -> None:
    """A sentence with both words can be read in one way only."""
    yes = {"lesions.ulcerated": True}
    node = parse({"any": [yes, {"all": [yes, {"any": [yes, {"lesions.painful": True}]}]}]})
    assert condition_text(node, knowledge) == "Ulceration or (Ulceration and (Ulceration or Pain at the lesion))"


def test_every_record_can_be_explained(knowledge: Knowledge) -> None:
    """No record is without a name, a version and blocks; a convention says that it is one."""
    for id_, record in list(index(knowledge).items())[::25]:
        found = Found(id_, record)
        told = explain(found, knowledge)
        assert told.name
        assert explanation.build(found, told, knowledge)[0].kind == "title"
        if getattr(record, "basis", None) and told.kind == "statement":
            assert any("convention" in words for words in told.not_covered)
