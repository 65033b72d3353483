"""The code lists of the standards, a value of the XML letters per line.

Source: MedCom's OIOXML schemas; the releases each list differs in are named beside it.
"""

from __future__ import annotations

IDENTIFIER_CODES = ("sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "sorkode")
IDENTIFIER_CODES_WITH_COUNTY = (
    "sygehusafdelingsnummer",
    "ydernummer",
    "lokationsnummer",
    "kommunenummer",
    "amt",
    "sorkode",
)
WEB_RECEIVER_IDENTIFIER_CODES = (*IDENTIFIER_CODES_WITH_COUNTY, "lokal_kode")
ACKNOWLEDGEMENT_CODES = ("minuspositivkvitt", "pluspositivkvitt")
# A receipt never asks for a receipt.
ACKNOWLEDGEMENT_CODES_OF_RECEIPTS = ("minuspositivkvitt",)
REPORT_STATUS_CODES = ("del_svar", "komplet_svar", "modtaget")
RESULT_STATUSES = ("komplet", "delvis", "modtaget")
FINISHED_RESULT_STATUS_CODES = ("svar_endeligt", "svar_rettet")
RESULT_STATUS_CODES = ("proeve_modtaget", "svar_midlertidigt", "svar_endeligt", "svar_rettet")
ANALYSIS_CODE_TYPES = ("iupac", "mds", "lokal")
CODE_TYPES = ("lokal", "mds", "iupac")
CODE_TYPES_WITH_MIBA = (*CODE_TYPES, "miba")
MIBA_PROMPT_CODE_TYPES = ("lokal",)
RESULT_TYPES = ("numerisk", "alfanumerisk")
OPERATORS = ("mindre_end", "stoerre_end")
FINDINGS_OPERATORS = ("mindre_end", "stoerre_end", "lig_med", "ikke_angivet")
PATHOLOGY_RESULT_VALIDATIONS = ("malign", "premalign")
RELATION_CODES = ("uspec_paaroerende", "mor", "far", "barn")
RESULT_VALIDATIONS = ("for_hoej", "for_lav", "unormal")
TYPES_OF_INTERVAL = ("fysiologisk", "terapeutisk", "uspecificeret")
EXAMINATION_TYPE_CODES = (
    "maalemetode",
    "maaleprocedure",
    "maalbar_kvantitet",
    "overskrift",
    "observerbar_egenskab",
    "antibiotika_sammensaetning",
    "dyrkning",
)
# XRPT02 has neither the code for a culture nor numbers for values.
MICROBIOLOGY_EXAMINATION_TYPE_CODES = EXAMINATION_TYPE_CODES[:-1]
MICROBIOLOGY_RESULT_TYPES = ("alfanumerisk",)
# The codes of requisitions.
REQUESTED_CODE_TYPES = ("iupac", "lokal")
RESULT_PRIORITIES = ("straks", "fremskyndet", "rutine")
RESULT_PRIORITIES_WITH_TELEPHONE = (*RESULT_PRIORITIES, "telefonsvar")
SAMPLING_LOCATION_CODES = ("rekvirenten", "laboratoriet", "patienten")
SAMPLING_LOCATION_CODES_WITH_OUTSIDE = ("rekvirenten", "laboratoriet", "laboratoriet_eksternt", "patienten")
# The empty one is as in the schemas.
SAMPLING_TIME_TYPES = ("faktisk", "oensket", "")
SAMPLE_IDENTIFIER_TYPES = ("nationaltproevenummer",)
PAYERS_TYPE_CODES = ("sygesikring_gruppe_1", "sygesikring_gruppe_2", "anden")
PAYERS_TYPE_CODES_WITH_REQUESTER = ("sygesikring_gruppe_1", "sygesikring_gruppe_2", "rekvirent", "anden")
PAYER_IDENTIFIER_CODES = ("amt",)
PAYER_IDENTIFIER_CODES_WITH_LOCATION = ("amt", "lokationsnummer")
QUESTION_CODE_TYPES = ("lokal",)
PATHOLOGY_QUESTION_CODE_TYPES = ("lokal", "PA8")
PATHOLOGY_CODE_TYPES = ("PA1", "PA2", "PA3", "PA4", "PA5", "PA6", "PA7", "PA8")
MATERIAL_PRE_TREATMENTS = ("fikseret", "frysesnit", "ikke_fikseret")
REQUEST_RELATION_CODES = ("mor", "far", "vaerge")
MICROSCOPIC_TYPES = ("celler", "mikroorganisme", "konsistens", "udseende", "vurdering", "flora")
REFUSE_CODES = (
    "ikke_specificeret",
    "ukendt_lokationsnummer",
    "problem_med_modtagerID",
    "problem_med_version",
    "syntaksfejl",
)
OBJECT_CODES = (
    "tekstfil",
    "billede",
    "program",
    "vektor_grafik",
    "biosignaler",
    "multimedie",
    "proprietaert_indhold",
)
OBJECT_EXTENSION_CODES = (
    "pcx",
    "tiff",
    "jpeg",
    "gif",
    "bmp",
    "png",
    "mpg",
    "dcm",
    "scp",
    "txt",
    "rtf",
    "doc",
    "xls",
    "wpd",
    "exe",
    "pdf",
    "wav",
    "avi",
    "mid",
    "rmi",
    "com",
    "zip",
    "bin",
    "inh",
    "plo",
)
OBJECT_EXTENSION_CODES_2006 = tuple(code for code in OBJECT_EXTENSION_CODES if code != "plo")
OBJECT_EXTENSION_CODES_FROM_2012 = (*OBJECT_EXTENSION_CODES, "fnx")

# The release 2007/02/01 and 2011/06/15 list; "patologi " with its trailing space is as in the schema.
MEDICAL_SPECIALITY_CODES_2005 = (
    "ikkeklassificeret",
    "intern_medicin_sygehus",
    "geriatri",
    "hepatologi",
    "haematologi",
    "infektionsmedicin",
    "kardiologi",
    "med_allergologi",
    "med_endokrinologi",
    "med_gastroenterologi",
    "med_lungesygdomme",
    "nefrologi",
    "reumatologi",
    "dermato_venerologi_sygehus",
    "neurologi",
    "onkologi",
    "kirurgi_sygehus",
    "karkirurgi",
    "kir_gastroenterologi",
    "plastikkirurgi",
    "thoraxkirurgi",
    "urologi",
    "gynaekologi_obstetrik_sygehus",
    "neurokirurgi",
    "ortopaedisk_kirurgi_sygehus",
    "oftalmologi",
    "oto_rhino_laryngologi",
    "hospitalsodontologi",
    "psykiatri_sygehus",
    "boerne_ungdomspsykiatri",
    "klin_biokemi",
    "klin_fys_nuklearmedicin",
    "klin_immunologi",
    "klin_mikrobiologi",
    "klin_neurofysiologi",
    "patologisk_anatomi",
    "diagnostisk_radiologi",
    "klin_farmakologi",
    "klin_genetik",
    "anaestesiologi_sygehus",
    "arbejdsmedicin",
    "almen_medicin",
    "samfundsmedicin",
    "almenlaege_laegevagt",
    "oejenlaege",
    "oere_naese_halslaege",
    "anaestesiologi_praksis",
    "roentgen_kbh",
    "dermato_venerologi_praksis",
    "roentgen",
    "reumatologi_fysiurgi",
    "gynaekologi_obstetrik_praksis",
    "intern_medicin_praksis",
    "kirurgi_praksis",
    "klinisk_kemi",
    "neuromedicin",
    "ortopaedisk_kirurgi_praksis",
    "plastkirurgi",
    "psykiatri_praksis",
    "paediatri",
    "boernepsykiatri",
    "tropemedicin",
    "tandlaege",
    "fysioterapi",
    "kiropraktor",
    "briller",
    "fodterapi",
    "fodbehandlking",
    "med_laboratorier",
    "omegnslaboratorier",
    "psykolog",
    "patologi ",
)
MEDICAL_SPECIALITY_CODES_2007 = (*MEDICAL_SPECIALITY_CODES_2005, "paediatri_sygehus")
MEDICAL_SPECIALITY_CODES_2014 = (
    *(code for code in MEDICAL_SPECIALITY_CODES_2007 if code != "patologi "),
    "patologi",
    "akut",
    "almenlaege_vagtkoersel",
    "almenlaege_vagtlaegehjaelp",
    "blandet",
    "fodterapi_leddegigt",
    "fodterapi_radioaktiv",
    "fysioterapi_sygehus",
    "fysioterapi_vederlagsfri",
    "kiropraktor_64",
    "med_laboratorier_kpll",
    "med_laboratorier_ssi",
    "neurokirurgi_praksis",
    "palliativ",
    "retsmedicin",
    "ridefysioterapi",
    "ridefysioterapi_vederlagsfri",
    "sexologi",
    "tandplejere",
    "teddy",
    "vagtlaege",
    "vagtlaegehjaelp",
    "vagtlaegehjaelp_kbh",
)
