"""What would hurt a patient if it were shown plainly, line by line: each test is one danger that a pharmacist found.

The tests ask for words and numbers, not for sentences: the knowledge may be written anew, the danger may not come back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.assess.safety import interactions
from calcinosis_cli.assess.said import statements
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import atoms
from calcinosis_cli.knowledge.model import Dose, Drug, Statement
from tests.conftest import Assess
from tests.knowledge.statements import Said, everything

Find = Callable[..., list[Said]]


@pytest.fixture(scope="module")
def find(knowledge: Knowledge) -> Find:
    """All statements whose words hold every pattern; ``within`` narrows to files, ``kind`` to a kind of record."""
    said = everything(knowledge)

    def those(*patterns: str, within: str = "", kind: str = "") -> list[Said]:
        return [s for s in said if re.search(within, s.where) and kind in s.kind and s.says(*patterns)]

    return those


@pytest.fixture(scope="module")
def drug(knowledge: Knowledge) -> Callable[[str], Drug]:
    """A drug by slug."""
    return lambda slug: knowledge.drugs[slug]


def unguarded(found: list[Said], *patterns: str) -> list[str]:
    """Those that do not carry the warning that ``patterns`` describe. Finding none to check is a fault of the test."""
    assert found, "nothing in the knowledge says this any more: is the test still about something?"
    return [str(s) for s in found if not s.warns(*patterns)]


def doses(drug: Drug, *patterns: str) -> list[Dose]:
    """The doses of a drug whose text or population holds every pattern."""
    return [d for d in drug.doses if all(re.search(p, f"{d.text} {d.population}", re.I) for p in patterns)]


def warning(statement: Statement) -> str:
    """What travels with a statement."""
    return " ".join(note.text for note in (statement.caution, statement.conflict) if note)


def shown(assessment: Assessment, *patterns: str) -> Iterator[tuple[str, str]]:
    """Text and warning of every statement of an assessment that holds every pattern."""
    for statement in statements(assessment):
        if isinstance(statement, Statement) and all(re.search(p, statement.text, re.I) for p in patterns):
            yield statement.text, warning(statement)


VKA = r"warfarin|vitamin K antagonist|\bVKA"
STOP = r"\bstop|withdraw|discontinu"
BRIDGE = (r"valve", r"antiphospholipid", r"thrombosis")

DIALYSIS: dict[str, Any] = {
    "patient": {"age_years": 60, "sex": "female", "weight_kg": 70},
    "conditions": ["ckd", "dialysis", "secondary_hyperparathyroidism"],
    "lesions": {"sites": ["thighs"], "painful": True, "severe_pain": True, "ulcerated": True, "necrosis_eschar": True},
}


def test_01_stopping_warfarin_is_never_said_alone(find: Find) -> None:
    """Whoever reads of stopping warfarin reads of valves, antiphospholipid syndrome and fresh thrombosis."""
    found = [s for s in find(VKA, STOP, within="pathways|red_flags|workup|candidates") if s.kind != "WorkupTest"]
    assert not unguarded(found, *BRIDGE)
    rules = [
        s
        for s in find(STOP, within="drugs/(warfarin|apixaban|vitamin_k)")
        if s.says(rf"({STOP})[^.]*({VKA})|({VKA})[^.]*({STOP})")
    ]
    spoken = [
        s
        for s in rules
        if not re.search("do not stop", s.words, re.I) and s.kind in ("SafetyRule", "Evidence", "Statement")
    ]
    assert not unguarded(spoken, "valve")


def test_01_a_patient_on_warfarin_is_told_so_in_the_plan(assessed: Assess) -> None:
    """In suspected calciphylaxis on warfarin every word on stopping it comes with the warning; none favours a switch alone."""
    told = list(shown(assessed({**DIALYSIS, "medications": ["warfarin"]}), VKA, STOP))
    assert told
    assert not [text for text, guard in told if not all(re.search(p, f"{text} {guard}", re.I) for p in BRIDGE)]


def test_02_no_neonate_gets_a_dose_of_hyaluronidase(find: Find, drug: Callable[[str], Drug]) -> None:
    """Two manuals differ ten-fold: neither figure stands without the other, and no other dose can be read as theirs."""
    for dose in drug("hyaluronidase").doses:
        if re.match("neonat|newborn", dose.population):
            assert re.search("differ", dose.text), dose.id
            assert re.search(r"\b150\b.*\b15\b", dose.text), dose.id
            assert re.search("150 and 1500", warning(dose)), dose.id
            assert re.search("double-check", warning(dose)), dose.id
        else:
            assert re.search("not for neonat", warning(dose), re.I), dose.id
            assert dose.when, dose.id
    neonatal = find("newborn|neonat", "hyaluronidase", within="pathways")
    assert not unguarded(neonatal, "differ|ten-?fold", "no dose", "local")
    assert not find(r"\d+ units", "hyaluronidase", within="red_flags|pathways/.*neonat")


def test_02_the_dose_of_older_children_is_not_shown_for_a_neonate(
    knowledge: Knowledge, drug: Callable[[str], Drug], assessed: Assess
) -> None:
    """The condition of the dose leaves newborns out."""
    child = doses(drug("hyaluronidase"), "child")
    assert child
    for dose in child:
        assert "derived.age_group" in {atom.finding for atom in atoms(knowledge.node(dose.when or {}))}


def test_03_do_not_aspirate_comes_with_the_protocol_that_contradicts_it(find: Find) -> None:
    """The machine-written advice on calcium chloride is reported and shows the conflict."""
    found = [s for s in find("") if s.warns(r"not aspirat|against aspirat|without aspirat")]
    assert not unguarded(found, "contradict|protocol|leave")
    machine = find("hyaluronidase", "calcium chloride", within="drugs/hyaluronidase|pathways")
    assert all(s.statement.reported for s in machine)


def test_04_no_dose_of_acetazolamide_above_the_labelled_maximum(find: Find) -> None:
    """40 mg/kg a day was one case and is above the child maximum: nowhere is it printed."""
    assert not find(r"\b40\s*mg/kg", within="acetazolamide|tumoral")
    assert not [s for s in find("acetazolamide") if s.says(r"\b40\s*mg")]
    for s in find("acetazolamide", r"mg/kg", kind="Dose"):
        assert max(float(n) for n in re.findall(r"([\d.]+)\s*mg/kg", s.words)) <= 30, str(s)


def test_05_thiosulfate_25_g_is_for_adults_over_60_kg_on_haemodialysis(find: Find) -> None:
    """Each statement of 25 g names the weight, and 72 to 100 g, if told, is per week."""
    grams = find(r"\b25\s*g\b", "thiosulfate|dialysis", within="thiosulfate_iv|calciphylaxis")
    assert not unguarded(grams, "60 kg")
    assert not unguarded(
        [s for s in grams if s.kind in ("Dose", "Step")], "haemodialysis|dialysis", "adult|child|Galway|hospital"
    )
    assert not [str(s) for s in find(r"\b(72|100)\s*g\b") if not s.warns("week")]
    assert not find(r"\b25\s*g", r"child", within="sodium_thiosulfate_iv", kind="Dose")


def test_05_a_patient_under_60_kg_is_not_shown_the_larger_dose_as_hers(
    knowledge: Knowledge, drug: Callable[[str], Drug]
) -> None:
    """The two doses are split by weight in a condition that can be tested."""
    split = [d for d in doses(drug("sodium_thiosulfate_iv"), r"haemodialysis", r"60 kg") if d.when]
    tested = {atom.finding for dose in split for atom in atoms(knowledge.node(dose.when or {}))}
    assert len(split) >= 2
    assert "patient.weight_kg" in tested


def test_06_thiosulfate_is_prescribed_in_grams(find: Find) -> None:
    """The percentage on the vial differs between hospitals, and it says so."""
    assert [s for s in find("grams", within="sodium_thiosulfate_iv") if s.warns("25%", "50%")]
    guideline = [
        s
        for s in find(r"\b(25|12\.5)\s*g\b", within="sodium_thiosulfate_iv", kind="Dose")
        if s.statement.status == "guideline"
    ]
    assert [s for s in guideline if s.warns("grams")]
    assert not find(r"\d+\s*mL\b.*(give|infuse)", within="sodium_thiosulfate_iv", kind="Dose")


def test_07_ondansetron_with_thiosulfate_names_the_qt(find: Find) -> None:
    """Both prolong the QT interval through different doors."""
    assert not unguarded(find("ondansetron"), "QT")


def test_08_denosumab_names_hypocalcaemia_on_dialysis(find: Find, drug: Callable[[str], Drug]) -> None:
    """Its summary, doses and every plan that names it warn of hypocalcaemia; the two products are told apart."""
    denosumab = drug("denosumab")
    for statement in (denosumab.summary, *denosumab.doses):
        assert re.search("hypocalc", f"{statement.text} {warning(statement)}", re.I), statement.id
    plans = [s for s in find("denosumab", within="pathways") if "denosumab" in s.statement.drugs or s.says("denosumab")]
    assert not unguarded(plans, "hypocalc", "dialysis|eGFR|kidney")
    assert not find("no (dose )?(change|adjustment)", "renal|kidney", within="denosumab")
    both = [s for s in find("", within="denosumab|hypercalc|granuloma") if s.warns("120", "60 mg")]
    assert both
    assert [r for r in denosumab.safety if r.when and re.search("dialysis|egfr|ckd", str(r.when))]


def test_09_zoledronic_acid_without_dose_change_is_for_tumours_only(find: Find, drug: Callable[[str], Drug]) -> None:
    """The label line of 400 micromol/L carries its limit, and the drug has a renal and a dental check."""
    assert not unguarded(
        find(r"\b400\b", within="zoledronic|hypercalc"), "malignan|tumour", "licence|not .*kidney disease|CKD"
    )
    zoledronic = drug("zoledronic_acid")
    rules = " ".join(f"{r.label} {r.text} {r.when}" for r in zoledronic.safety)
    assert re.search("egfr|creatinine|kidney", rules, re.I)
    assert re.search("dental|teeth|jaw", rules, re.I)
    calcinosis = [
        d
        for d in zoledronic.doses
        if not re.search(
            "labelled for|not for calcinosis|malignancy|Paget|osteoporosis", f"{d.text} {d.population}", re.I
        )
    ]
    assert all(d.reported or d.status == "reported" for d in calcinosis)


def test_10_methylprednisolone_30_mg_per_kg_is_a_pulse(find: Find) -> None:
    """Never a daily dose without end; and steroids in overlap warn of scleroderma renal crisis."""
    assert not unguarded(find(r"30\s*mg/kg", "predniso"), "pulse", "days|open-ended|short", "specialist")
    steroid = find("", within="drugs/(prednisolone|methylprednisolone)", kind="SafetyRule")
    assert [s for s in steroid if s.warns("renal crisis") and s.statement.when]
    high = find(
        "high-dose|high dose", "corticosteroid|steroid|prednisolone", within="pathways/dystrophic_myositis", kind="Step"
    )
    adults = [s for s in high if not s.says("child|juvenile|SHARE|digest")]
    assert not [str(s) for s in adults if not s.warns("renal crisis|specialist|overlap")]


def test_11_methotrexate_is_once_a_week(find: Find) -> None:
    """Every dose of methotrexate says so; daily dosing kills."""
    weekly = r"once a week|once-weekly|once weekly|weekly|a week|per week"
    amounts = [s for s in find(r"methotrexate[^.]{0,25}\d\s*mg(?!/kg)") if s.kind in ("Dose", "Step")]
    assert not [str(s) for s in amounts if not s.warns(weekly)]
    for s in find("", within="drugs/methotrexate", kind="Dose"):
        assert s.warns(weekly), str(s)
        assert s.warns("once"), str(s)
    assert not unguarded(find(r"40 mg", within="pathways/dystrophic_myositis"), "week")


def test_12_rituximab_courses_cannot_be_read_as_every_four_weeks(find: Find) -> None:
    """ "Four weekly" is not written; each dose asks for hepatitis B."""
    assert not find(r"\bfour[- ]weekly\b|\b4[- ]weekly\b", within="rituximab|pathways")
    assert not unguarded(find("", within="drugs/rituximab", kind="Dose"), "hepatitis B")
    assert [s for s in find("hepatitis B", within="drugs/rituximab", kind="SafetyRule") if s.statement.when]


def test_13_colchicine_and_diltiazem_are_kept_apart(
    knowledge: Knowledge, find: Find, drug: Callable[[str], Drug]
) -> None:
    """The pair is major or contraindicated from either side, and each dose of colchicine warns of it."""
    for pair in (("colchicine", "diltiazem"), ("diltiazem", "colchicine")):
        rules = interactions(*pair, knowledge)
        assert rules
        assert rules[0].rule.severity in ("major", "contraindicated")
    calcinosis = [
        d
        for d in drug("colchicine").doses
        if re.search("calcinosis", d.population + d.text, re.I) and d.status != "labelled"
    ]
    assert calcinosis
    for dose in calcinosis:
        assert re.search("diltiazem|interaction", warning(dose), re.I), dose.id
    for s in find(r"mg/kg", within="drugs/(colchicine|diltiazem)", kind="Dose"):
        assert s.warns(r"a day|daily|/day|per day|divided"), str(s)


def test_13_a_patient_on_one_is_warned_of_the_other(assessed: Assess) -> None:
    """Taking colchicine, with bad kidneys, diltiazem is not to be started."""
    assessment = assessed(
        {
            "patient": {"age_years": 50, "sex": "female"},
            "conditions": ["systemic_sclerosis_limited", "ckd"],
            "kidney": {"ckd_stage": "4"},
            "medications": ["colchicine", "Cardizem"],
            "labs": {"calcium": "normal", "phosphate": "normal"},
            "lesions": {"sites": ["hands"], "painful": True},
        }
    )
    pair = [i for i in assessment.interactions if set(i.drugs) == {"colchicine", "diltiazem"}]
    assert pair[0].severity == "contraindicated"
    assert {d.id: d.status for d in assessment.drug_safety}["colchicine"] == "avoid"


def test_14_probenecid_raises_methotrexate(knowledge: Knowledge, find: Find) -> None:
    """The usual partner drug of dermatomyositis is named as an interaction of weight, and tested for."""
    rules = interactions("probenecid", "methotrexate", knowledge)
    assert rules[0].rule.severity in ("major", "contraindicated")
    assert [s for s in find("methotrexate", within="drugs/probenecid", kind="SafetyRule") if s.statement.when]


def test_15_no_dose_of_warfarin_and_no_machine_made_dose_of_diltiazem(drug: Callable[[str], Drug], find: Find) -> None:
    """The review says not to use warfarin: its 1 mg is reported at most; machine-made doses of diltiazem too."""
    for dose in drug("warfarin").doses:
        assert dose.status in ("studied", "reported"), dose.id
        assert re.search("not to use|against|not recommended|calciphylaxis", f"{dose.text} {warning(dose)}", re.I), (
            dose.id
        )
    low = find("low-dose|low dose", within="drugs/warfarin")
    assert [s for s in low if s.warns("against|should not|not .*used|advises")]
    for dose in drug("diltiazem").doses:
        if re.search("machine-written", dose.text):
            assert dose.reported, dose.id


def test_15_warfarin_is_never_planned_while_calciphylaxis_is_open(knowledge: Knowledge, assessed: Assess) -> None:
    """In a patient in whom calciphylaxis is not excluded warfarin is to avoid, and no step offers it."""
    assessment = assessed({**DIALYSIS, "medications": ["warfarin"]})
    assert {d.id: d.status for d in assessment.drug_safety}["warfarin"] == "avoid"
    offered = [
        d.id
        for phase in assessment.plan
        if phase.id != "avoid"
        for step in phase.steps
        for d in step.drugs
        if d.status != "avoid"
    ]
    assert "warfarin" not in offered


def test_16_saline_is_not_for_dialysis_patients(find: Find, drug: Callable[[str], Drug]) -> None:
    """Every target for fluids says for whom it is not."""
    fluids = [
        s
        for s in find(r"saline|hydrat|fluids?\b", within="pathways|red_flags")
        if s.says(r"\b(start|give|vigorous|litres|2 L|IV saline|rehydrate)\b") and not s.says("bisphosphonate", "label")
    ]
    acts = [s for s in fluids if s.kind in ("Step", "Action") and s.says(r"\bsaline\b|IV fluids|intravenous fluids")]
    assert not unguarded(acts, "dialysis|anuri|kidney|heart failure|low-calcium")
    for dose in drug("saline_hydration").doses:
        assert re.search("dialysis", warning(dose)), dose.id
        assert re.search("anuri", warning(dose)), dose.id
    assert [r for r in drug("saline_hydration").safety if r.effect == "avoid" and "dialysis" in str(r.when)]


def test_17_the_two_schedules_of_cinacalcet_are_kept_apart(drug: Callable[[str], Drug], knowledge: Knowledge) -> None:
    """Each schedule names its disease and warns against the other; drugs that lower calcium too are interactions."""
    cinacalcet = drug("cinacalcet")
    for dose in cinacalcet.doses:
        assert not (re.search("dialysis", dose.population) and re.search("carcinoma", dose.population)), dose.id
        assert re.search("hypocalc|low calcium|calcium", f"{dose.text} {warning(dose)}", re.I), dose.id
    schedules = {bool(re.search("carcinoma|parathyroid", d.population, re.I)) for d in cinacalcet.doses}
    if len(schedules) == 2:
        assert [
            d
            for d in cinacalcet.doses
            if re.search("not be mixed|never mix|not .*(carcinoma|dialysis)|only", warning(d), re.I)
        ]
    for other in ("etelcalcetide", "denosumab"):
        assert interactions("cinacalcet", other, knowledge), other


def test_18_avoiding_calcium_never_blocks_treatment_of_low_calcium(find: Find) -> None:
    """In calciphylaxis and kidney disease "no calcium, no active vitamin D" excepts symptomatic hypocalcaemia."""
    bans = find(
        r"(avoid|stop|withhold|restrict)\w*\b[^.]*(calcium (salts?|supplements?)|calcium-based|active vitamin D|calcitriol)",
        within="pathways/(calciphylaxis|metastatic_ckd|tumoral_uraemic)|drugs/(calcitriol|calcium_)",
    )
    about = [
        s
        for s in bans
        if s.says("calciphylaxis|KDIGO|mass|binder") and not s.says("hypercalcaemia|10\\.2|high calcium")
    ]
    assert not unguarded(about, "hypocalc|low calcium")


def test_18_a_calciphylaxis_plan_says_that_low_calcium_is_treated(assessed: Assess) -> None:
    """The plan that restricts calcium also says when it must be given."""
    told = list(shown(assessed(DIALYSIS), r"(stop|avoid|restrict)[^.]*(calcium|active vitamin D)"))
    assert told
    assert [guard for _, guard in told if re.search("hypocalc|low calcium", guard, re.I)]


def test_19_avoid_early_biopsy_never_delays_a_sarcoma(find: Find) -> None:
    """In myositis ossificans it holds only with an injury, a zonal pattern and a specialist team."""
    said = [
        s
        for s in find("biops", "avoid|neither|not ", within="myositis_ossificans|mimics")
        if s.says("myositis ossificans|early biopsy|typical")
    ]
    assert not unguarded(said, "sarcoma", "injury", "zon")


@pytest.mark.parametrize(
    ("labs", "systemic", "level"),
    [
        ({"calcium": "14.0 mg/dL"}, {}, {"emergency"}),
        ({"calcium": "3.5 mmol/L"}, {}, {"emergency"}),
        ({"calcium": "13.9 mg/dL"}, {}, {"urgent"}),
        ({"calcium": "11.6 mg/dL"}, {"confusion": True}, {"emergency"}),
        ({"calcium": "12.5 mg/dL"}, {}, {"urgent"}),
        ({"calcium": "13 mg/dL", "albumin": "2.0 g/dL"}, {}, {"emergency"}),
    ],
    ids=["14.0", "3.5mmol", "13.9", "11.6-confused", "12.5", "corrected"],
)
def test_20_symptoms_and_exact_bounds_of_hypercalcaemia(
    labs: dict[str, str], systemic: dict[str, bool], level: set[str], assessed: Assess
) -> None:
    """14.0 is an emergency, and so is any high value with symptoms."""
    given = {"patient": {"age_years": 50, "sex": "female"}, "labs": labs, "systemic": systemic}
    assert assessed(given).urgency.level in level


def test_20_no_need_for_urgent_correction_comes_with_symptoms_and_ecg(find: Find) -> None:
    """ "Below 3.0 mmol/L" is never the last word."""
    found = find(r"(below|under)[^.]*3\.0 mmol", within="pathways|candidates|red_flags")
    assert not unguarded(found, "symptom", "ECG")


def test_21_a_negative_radiograph_and_tablets_do_not_settle_an_infection(find: Find) -> None:
    """X-ray does not exclude bone infection; spreading infection is seen in hospital the same day."""
    assert not unguarded(find(r"X-ray[^.]*no osteomyelitis|no osteomyelitis"), "does not exclude")
    early = [s for s in find("antibiotic", "early", within="pathways|red_flags") if s.kind in ("Step", "Action")]
    assert not unguarded(early, "hospital", "same day")


def test_22_painkillers_and_apixaban_in_renal_failure(
    find: Find, knowledge: Knowledge, drug: Callable[[str], Drug]
) -> None:
    """No range for gabapentinoids, less paracetamol under 50 kg, and apixaban with its valves and partners."""
    assert not find(r"(gabapentin|pregabalin)[^.]*\d+\s*mg")
    assert not unguarded(
        find(r"gabapentinoid|gabapentin|neuropathic agent", within="pathways|drugs/analgesia"), "accumulate|specialist"
    )
    assert not unguarded(
        find(r"paracetamol[^.]*\b\d\s*g\b|\b3 g in 24", within="pathways|drugs/analgesia", kind=""), "50 kg"
    )
    apixaban = drug("apixaban")
    for dose in apixaban.doses:
        assert re.search("valve", warning(dose)), dose.id
        assert re.search("antiphospholipid", warning(dose)), dose.id
    rules = " ".join(f"{r.label} {r.text} {warning(r)}" for r in apixaban.safety)
    assert re.search("valve", rules)
    assert re.search("antiphospholipid", rules)
    assert interactions("apixaban", "diltiazem", knowledge)


def test_23_teratogens_and_deadly_mixtures(find: Find, knowledge: Knowledge, drug: Callable[[str], Drug]) -> None:
    """Thalidomide names birth defects, ceftriaxone intravenous calcium, minocycline age, pregnancy and lupus."""
    assert not unguarded(find("thalidomide", within="pathways|candidates|drugs"), "birth defects|teratogen|pregnan")
    assert {r.rule.severity for r in interactions("ceftriaxone", "calcium_gluconate_iv", knowledge)} & {
        "contraindicated",
        "major",
    }
    assert not unguarded(
        find("case reports?", within="drugs/ceftriaxone", kind="Evidence"), "intravenous calcium|precipitat"
    )
    minocycline = drug("minocycline")
    rules = {f"{r.label} {r.text}": r for r in minocycline.safety}
    for words, finding in (("pregnan", "patient.pregnant"), ("child|years", "age"), ("lupus", "conditions")):
        assert [r for text, r in rules.items() if re.search(words, text, re.I) and finding in str(r.when)], words


def test_24_the_rule_for_a_suspicious_mass_shows_its_conflict(find: Find) -> None:
    """Size and depth are the earlier UK rule; that ultrasound comes first now is told beside it."""
    rule = [
        s
        for s in find(r"5 cm", within="red_flags|pathways/(mimics|general_calcinosis)|candidates/sarcoma")
        if s.says("growing|refer|urgent")
    ]
    assert not unguarded(rule, "ultrasound")


def test_25_trial_and_case_regimens_are_described_not_offered(drug: Callable[[str], Drug], find: Find) -> None:
    """SNF472 has no dose; treprostinil, anakinra, canakinumab and thiosulfate of single cases are no instruction."""
    assert not drug("snf472").doses
    assert not unguarded(find("mg/kg", within="snf472"), "investigational|not offered")
    for slug in ("treprostinil", "anakinra", "canakinumab"):
        for dose in drug(slug).doses:
            labelled = dose.status == "labelled" and re.search("not for calcinosis", dose.text)
            described = re.search("trial|research|case|one patient|off-label", f"{dose.text} {warning(dose)}", re.I)
            assert labelled or (described and warning(dose)), dose.id
    cases = find(r"abatacept", r"thiosulfate", within="drugs", kind="Evidence")
    assert cases
    assert not [str(s) for s in cases if s.says(r"\d\s*(g|mg)\b") and not s.statement.reported]


def test_also_every_dose_that_is_not_a_plain_label_has_a_caution(find: Find, knowledge: Knowledge) -> None:
    """A dose without its caution is the dangerous case."""
    risky = [s for s in find("", kind="Dose") if s.statement.status != "labelled" and re.search(r"\d", s.words)]
    assert risky
    topical = ("topical", "intralesional")
    bare = [str(s) for s in risky if not s.statement.caution and s.statement.route not in topical]
    assert not bare


def test_also_cautions_reach_every_report(assessed: Assess, knowledge: Knowledge) -> None:
    """What the knowledge puts beside a statement is beside it in the assessment, with its own sources."""
    by_id = {s.statement.id: s.statement for s in everything(knowledge)}
    for given in (
        DIALYSIS,
        {
            "conditions": ["dermatomyositis_juvenile"],
            "patient": {"age_years": 8},
            "lesions": {"sites": ["elbows"], "painful": True},
        },
    ):
        assessment = assessed(given)
        seen = [s for s in statements(assessment) if isinstance(s, Statement)]
        assert [s for s in seen if s.caution]
        for statement in seen:
            held = by_id[statement.id]
            assert (statement.caution.text if statement.caution else None) == (
                held.caution.text if held.caution else None
            )
            assert (statement.conflict.text if statement.conflict else None) == (
                held.conflict.text if held.conflict else None
            )
            if statement.caution:
                assert {r.ref for r in statement.caution.refs if not isinstance(r, str)} <= set(assessment.references)


def test_also_machine_written_doses_are_reported(find: Find, knowledge: Knowledge) -> None:
    """A dose whose every source is a machine-written page or one case is *reported*, never *give*."""
    for s in find("", kind="Dose"):
        keys = [ref if isinstance(ref, str) else ref.ref for ref in s.statement.refs]
        held = [knowledge.references[key] for key in keys]
        if held and all(r.machine_written for r in held):
            assert s.statement.reported, str(s)
            assert s.statement.status == "reported", str(s)
