"""The codes of EDIFACT for the code lists of the XML letters.

Source: MedCom's conversion stylesheets in glasdam/edifact_converter (MIT, 2015), checked against its
sample messages. Known faults of that converter are not copied: XLS is read as `xls`, and
dermato_venerologi_praksis is written 2504 (the converter writes 2511, which is klinisk_kemi).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.letters.segments.model import AnyCodec, Codec, Codes, Joined

PARTY: Final = Codes(
    {
        "sygehusafdelingsnummer": "SKS:SST",
        "ydernummer": "YNR:SFU",
        "lokationsnummer": ":9",
        "kommunenummer": "KOM:IM",
        "sorkode": "SOR:SST",
        # In practice only a payer has it, and that with SFU from the converter's writer, IM in a sample.
        "amt": "AMT:SFU",
    },
    also={"EAN:9": "lokationsnummer", "AMT:IM": "amt"},
)
ANALYSIS_TABLE: Final = Codes({"iupac": "CQU", "lokal": "91"})
REPORT_STATUS: Final = Codes({"modtaget": "M", "del_svar": "D", "komplet_svar": "K"})
RESULT_STATUS_REPORT: Final = Codes({"modtaget": "M", "delvis": "D", "komplet": "K"})
RESULT_TYPE: Final = Codes({"numerisk": "NV", "alfanumerisk": "AV"})
# 6 is greater than and 7 less than in the UN/EDIFACT code list too.
OPERATOR: Final = Codes({"mindre_end": "7", "stoerre_end": "6"})
VALIDATION: Final = Codes({"for_hoej": "HI", "for_lav": "LO", "unormal": "UN"})
PATHOLOGY_VALIDATION: Final = Codes({"malign": "MA", "premalign": "PM"})
INTERVAL: Final = Codes({"fysiologisk": "F", "terapeutisk": "T", "uspecificeret": "U"})
EXAMINATION: Final = Codes(
    {
        "maalemetode": "MM",
        "maaleprocedure": "MP",
        "maalbar_kvantitet": "MQ",
        "overskrift": "OE",
        "observerbar_egenskab": "OP",
        "antibiotika_sammensaetning": "CO",
    }
)
PRIORITY: Final = Codes({"straks": "CI", "fremskyndet": "HI", "rutine": "NO", "telefonsvar": "PH"})
SAMPLING_LOCATION: Final = Codes(
    {"rekvirenten": "ATT", "laboratoriet": "SPR", "patienten": "PAT", "laboratoriet_eksternt": "EXT"}
)
PAYER: Final = Codes(
    {"sygesikring_gruppe_1": "PPI", "sygesikring_gruppe_2": "PPO", "rekvirent": "PRE", "anden": "NSP"}
)
SAMPLE_IDENTIFIER: Final = Codes({"nationaltproevenummer": "NPN"})
RELATION: Final = Codes({"uspec_paaroerende": "GU", "mor": "MO", "far": "FA", "barn": "SD"})
REFUSE: Final = Codes(
    {
        "ikke_specificeret": "NC",
        "ukendt_lokationsnummer": "LOK",
        "problem_med_modtagerID": "MID",
        "problem_med_version": "VER",
        "syntaksfejl": "SYN",
    }
)
OBJECT: Final = Codes(
    {
        "tekstfil": "TXT",
        "billede": "IMG",
        "program": "PRG",
        "vektor_grafik": "VGR",
        "biosignaler": "BSG",
        "multimedie": "MUL",
        "proprietaert_indhold": "PRP",
    },
    also={"SND": "multimedie"},
)
_EXTENSIONS = "pcx jpeg gif bmp png mpg dcm scp txt rtf doc xls wpd exe pdf wav avi mid rmi com zip bin inh plo fnx tiff"
_SHORTER = {"jpeg": "JPG", "tiff": "TIF"}
EXTENSION: Final = Codes({name: _SHORTER.get(name, name.upper()) for name in _EXTENSIONS.split()})
TRUTH: Final = Codes({"true": "1", "false": "0"})
SPECIALITY: Final = Codes(
    {
        "ikkeklassificeret": "99",
        "intern_medicin_sygehus": "1",
        "geriatri": "2",
        "hepatologi": "3",
        "haematologi": "4",
        "infektionsmedicin": "5",
        "kardiologi": "6",
        "med_allergologi": "7",
        "med_endokrinologi": "8",
        "med_gastroenterologi": "9",
        "med_lungesygdomme": "10",
        "nefrologi": "11",
        "reumatologi": "12",
        "dermato_venerologi_sygehus": "18",
        "neurologi": "20",
        "onkologi": "22",
        "kirurgi_sygehus": "30",
        "karkirurgi": "31",
        "kir_gastroenterologi": "32",
        "plastikkirurgi": "33",
        "thoraxkirurgi": "34",
        "urologi": "35",
        "gynaekologi_obstetrik_sygehus": "38",
        "neurokirurgi": "40",
        "ortopaedisk_kirurgi_sygehus": "42",
        "oftalmologi": "44",
        "oto_rhino_laryngologi": "46",
        "hospitalsodontologi": "48",
        "psykiatri_sygehus": "50",
        "boerne_ungdomspsykiatri": "52",
        "klin_biokemi": "60",
        "klin_fys_nuklearmedicin": "61",
        "klin_immunologi": "62",
        "klin_mikrobiologi": "63",
        "klin_neurofysiologi": "64",
        "patologisk_anatomi": "65",
        "diagnostisk_radiologi": "66",
        "klin_farmakologi": "67",
        "klin_genetik": "68",
        "anaestesiologi_sygehus": "84",
        "arbejdsmedicin": "86",
        "almen_medicin": "90",
        "samfundsmedicin": "91",
        "almenlaege_laegevagt": "580",
        "oejenlaege": "1519",
        "oere_naese_halslaege": "2021",
        "anaestesiologi_praksis": "2501",
        "roentgen_kbh": "2503",
        "dermato_venerologi_praksis": "2504",
        "roentgen": "2505",
        "reumatologi_fysiurgi": "2506",
        "gynaekologi_obstetrik_praksis": "2507",
        "intern_medicin_praksis": "2508",
        "kirurgi_praksis": "2509",
        "klinisk_kemi": "2511",
        "neuromedicin": "2518",
        "ortopaedisk_kirurgi_praksis": "2520",
        "patologi": "2522",
        "plastkirurgi": "2523",
        "psykiatri_praksis": "2524",
        "paediatri": "2525",
        "boernepsykiatri": "2526",
        "tropemedicin": "2528",
        "tandlaege": "4050",
        "fysioterapi": "4551",
        "kiropraktor": "5053",
        "briller": "5552",
        "fodterapi": "6054",
        "fodbehandlking": "6055",
        "med_laboratorier": "7045",
        "omegnslaboratorier": "7046",
        "psykolog": "9463",
        "akut": "15",
        "almenlaege_vagtkoersel": "0581",
        "almenlaege_vagtlaegehjaelp": "0582",
        "blandet": "00",
        "fodterapi_leddegigt": "6060",
        "fodterapi_radioaktiv": "6059",
        "fysioterapi_sygehus": "98",
        "fysioterapi_vederlagsfri": "4562",
        "kiropraktor_64": "5064",
        "med_laboratorier_kpll": "7044",
        "med_laboratorier_ssi": "7048",
        "neurokirurgi_praksis": "2517",
        "paediatri_sygehus": "80",
        "palliativ": "14",
        "retsmedicin": "92",
        "ridefysioterapi": "4557",
        "ridefysioterapi_vederlagsfri": "4565",
        "sexologi": "39",
        "tandplejere": "4049",
        "teddy": "4658",
        "vagtlaege": "1080",
        "vagtlaegehjaelp": "1083",
        "vagtlaegehjaelp_kbh": "1082",
    }
)


def _as_it_is(text: str) -> str:
    return text


# A name that is missing is written as an underscore, and an underscore is read as it stands.
NAME: Final = Codec(read=_as_it_is, write=_as_it_is, absent="_")

CODECS: Final[Mapping[str, AnyCodec]] = {
    "party": PARTY,
    "analysis_table": ANALYSIS_TABLE,
    "report_status": REPORT_STATUS,
    "result_status_report": RESULT_STATUS_REPORT,
    "result_type": RESULT_TYPE,
    "operator": OPERATOR,
    "validation": VALIDATION,
    "pathology_validation": PATHOLOGY_VALIDATION,
    "interval": INTERVAL,
    "examination": EXAMINATION,
    "priority": PRIORITY,
    "sampling_location": SAMPLING_LOCATION,
    "payer": PAYER,
    "sample_identifier": SAMPLE_IDENTIFIER,
    "relation": RELATION,
    "refuse": REFUSE,
    "object": OBJECT,
    "extension": EXTENSION,
    "truth": TRUTH,
    "speciality": SPECIALITY,
    "name": NAME,
    "four": Joined(4),
    "three": Joined(3),
}
