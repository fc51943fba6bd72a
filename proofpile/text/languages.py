"""Codes and names of languages (ISO 639-1, 639-3), and what the labels of fastText models stand for.

One code a language: that of two letters where ISO 639-1 has one, else that of three. lid.176 labels texts
so already, apart from a few names of Wikipedias; GlotLID and NLLB write ``eng_Latn``, and name members of
a macrolanguage (``cmn``, ``arb``) where a corpus wants the whole. A label in no table stays what it is.
"""

import difflib
import re
from collections.abc import Iterable

from proofpile.errors import UsageError

# ISO 639-1, 639-3, English name.
_TABLE = """
aa aar Afar|ab abk Abkhazian|ae ave Avestan|af afr Afrikaans|ak aka Akan|am amh Amharic|an arg Aragonese
ar ara Arabic|as asm Assamese|av ava Avaric|ay aym Aymara|az aze Azerbaijani|ba bak Bashkir
be bel Belarusian|bg bul Bulgarian|bh bih Bihari|bi bis Bislama|bm bam Bambara|bn ben Bengali
bo bod Tibetan|br bre Breton|bs bos Bosnian|ca cat Catalan|ce che Chechen|ch cha Chamorro
co cos Corsican|cr cre Cree|cs ces Czech|cu chu Church Slavic|cv chv Chuvash|cy cym Welsh|da dan Danish
de deu German|dv div Dhivehi|dz dzo Dzongkha|ee ewe Ewe|el ell Greek|en eng English|eo epo Esperanto
es spa Spanish|et est Estonian|eu eus Basque|fa fas Persian|ff ful Fulah|fi fin Finnish|fj fij Fijian
fo fao Faroese|fr fra French|fy fry Western Frisian|ga gle Irish|gd gla Scottish Gaelic|gl glg Galician
gn grn Guarani|gu guj Gujarati|gv glv Manx|ha hau Hausa|he heb Hebrew|hi hin Hindi|ho hmo Hiri Motu
hr hrv Croatian|ht hat Haitian|hu hun Hungarian|hy hye Armenian|hz her Herero|ia ina Interlingua
id ind Indonesian|ie ile Interlingue|ig ibo Igbo|ii iii Sichuan Yi|ik ipk Inupiaq|io ido Ido
is isl Icelandic|it ita Italian|iu iku Inuktitut|ja jpn Japanese|jv jav Javanese|ka kat Georgian
kg kon Kongo|ki kik Kikuyu|kj kua Kuanyama|kk kaz Kazakh|kl kal Kalaallisut|km khm Khmer|kn kan Kannada
ko kor Korean|kr kau Kanuri|ks kas Kashmiri|ku kur Kurdish|kv kom Komi|kw cor Cornish|ky kir Kyrgyz
la lat Latin|lb ltz Luxembourgish|lg lug Ganda|li lim Limburgish|ln lin Lingala|lo lao Lao
lt lit Lithuanian|lu lub Luba-Katanga|lv lav Latvian|mg mlg Malagasy|mh mah Marshallese|mi mri Maori
mk mkd Macedonian|ml mal Malayalam|mn mon Mongolian|mr mar Marathi|ms msa Malay|mt mlt Maltese
my mya Burmese|na nau Nauru|nd nde North Ndebele|ne nep Nepali|ng ndo Ndonga|nl nld Dutch
nn nno Norwegian Nynorsk|no nor Norwegian|nr nbl South Ndebele|nv nav Navajo|ny nya Chichewa|oc oci Occitan
oj oji Ojibwa|om orm Oromo|or ori Odia|os oss Ossetian|pa pan Punjabi|pi pli Pali|pl pol Polish
ps pus Pashto|pt por Portuguese|qu que Quechua|rm roh Romansh|rn run Rundi|ro ron Romanian|ru rus Russian
rw kin Kinyarwanda|sa san Sanskrit|sc srd Sardinian|sd snd Sindhi|se sme Northern Sami|sg sag Sango
sh hbs Serbo-Croatian|si sin Sinhala|sk slk Slovak|sl slv Slovenian|sm smo Samoan|sn sna Shona
so som Somali|sq sqi Albanian|sr srp Serbian|ss ssw Swati|st sot Southern Sotho|su sun Sundanese
sv swe Swedish|sw swa Swahili|ta tam Tamil|te tel Telugu|tg tgk Tajik|th tha Thai|ti tir Tigrinya
tk tuk Turkmen|tl tgl Tagalog|tn tsn Tswana|to ton Tonga|tr tur Turkish|ts tso Tsonga|tt tat Tatar
tw twi Twi|ty tah Tahitian|ug uig Uyghur|uk ukr Ukrainian|ur urd Urdu|uz uzb Uzbek|ve ven Venda
vi vie Vietnamese|vo vol Volapük|wa wln Walloon|wo wol Wolof|xh xho Xhosa|yi yid Yiddish|yo yor Yoruba
za zha Zhuang|zh zho Chinese|zu zul Zulu
"""
# Of languages with a code of three letters only, those of lid.176; "eml" and "als" are Wikipedia's.
_LONGER = (
    "als Alemannic|arz Egyptian Arabic|ast Asturian|azb South Azerbaijani|bar Bavarian|bcl Central Bikol|"
    "bpy Bishnupriya|bxr Buryat|cbk Chavacano|ceb Cebuano|ckb Central Kurdish|diq Zazaki|"
    "dsb Lower Sorbian|dty Doteli|eml Emilian-Romagnol|frr Northern Frisian|gom Goan Konkani|"
    "hif Fiji Hindi|hsb Upper Sorbian|ilo Iloko|jbo Lojban|krc Karachay-Balkar|lez Lezghian|lmo Lombard|"
    "lrc Northern Luri|mai Maithili|mhr Eastern Mari|min Minangkabau|mrj Western Mari|mwl Mirandese|"
    "myv Erzya|mzn Mazanderani|nah Nahuatl|nap Neapolitan|nds Low German|new Newari|pam Pampanga|"
    "pfl Palatine German|pms Piedmontese|pnb Western Punjabi|rue Rusyn|sah Yakut|scn Sicilian|sco Scots|"
    "tyv Tuvan|vec Venetian|vep Veps|vls West Flemish|war Waray|wuu Wu Chinese|xal Kalmyk|"
    "xmf Mingrelian|yue Cantonese"
)
# Members of macrolanguages that have the place of the whole, and the bibliographic codes of 639-2.
_MEMBERS = (
    "arb:ar azj:az cmn:zh ekk:et gug:gn kmr:ku khk:mn lvs:lv nb:no nob:no npi:ne ory:or "
    "pbt:ps pes:fa plt:mg quy:qu swh:sw uzn:uz ydd:yi zsm:ms alb:sq arm:hy baq:eu bur:my chi:zh cze:cs "
    "dut:nl fre:fr geo:ka ger:de gre:el ice:is mac:mk mao:mi may:ms per:fa rum:ro slo:sk tib:bo "
    "wel:cy"
)
# What people write for a language, and is a country's or no longer a code; a hint, never a translation.
_MEANT = {
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "in": "id", "iw": "he", "ji": "yi", "jp": "ja",
    "kr": "ko", "mo": "ro", "se": "sv", "tw": "zh", "ua": "uk", "us": "en", "deutsch": "de",
    "français": "fr", "francais": "fr", "español": "es", "espanol": "es", "italiano": "it",
    "português": "pt", "русский": "ru", "українська": "uk", "中文": "zh", "日本語": "ja",
}  # fmt: skip

_ROWS = [row.split(" ", 2) for line in _TABLE.split("\n") for row in line.split("|") if row]
NAMES = {short: name for short, _, name in _ROWS} | dict(
    row.split(" ", 1) for row in _LONGER.split("|")
)
_SHORT = {long: short for short, long, _ in _ROWS}
_SHORT |= dict(pair.split(":") for pair in _MEMBERS.split())
# In ISO 639-3 "als" is Tosk Albanian. Labels with a script follow ISO; Wikipedia's, and lid.176's, do not.
_WITH_SCRIPT = {"als": "sq", "gsw": "als"}
_LABEL = re.compile(r"([a-z]{2,3})(_[A-Z][a-z]{3})?")


def code_of(label: str) -> str:
    """``en`` for ``eng_Latn``, ``eng`` and ``en``; a label that is not known comes back as it is."""
    match = _LABEL.fullmatch(label)
    if not match:
        return label
    code, script = match.groups()
    return (_WITH_SCRIPT.get(code) if script else None) or _SHORT.get(code, code)


def looks_like_language(label: str) -> bool:
    """Whether `label` is written as codes of languages are, known or not."""
    return _LABEL.fullmatch(label) is not None


def check_codes(wanted: Iterable[str], known: Iterable[str], parameter: str) -> tuple[str, ...]:
    """`wanted` as codes of `known`, each once; UsageError for the first that is none, with near ones."""
    known = sorted(set(known))
    codes = dict.fromkeys(code_of(code) for code in wanted)
    for code in codes:
        if code not in known:
            raise UsageError(
                f"{parameter} names {code!r}, and the model knows no language of that code. "
                f"{_hint(code, known)}: --set {parameter}=en,fr takes codes of ISO 639; "
                f"the model's are {' '.join(known[:200])}{' …' if len(known) > 200 else ''}"
            )
    return tuple(codes)


def _hint(code: str, known: list[str]) -> str:
    names = {NAMES[one].lower(): one for one in known if one in NAMES}
    folded = code.lower()
    found = [_MEANT.get(folded, ""), code_of(re.split(r"[-_]", folded)[0])]
    found += [names[name] for name in difflib.get_close_matches(folded, names, 2, cutoff=0.75)]
    found += difflib.get_close_matches(folded, known, 3, cutoff=0.6)
    near = [one for one in dict.fromkeys(found) if one in known][:3]
    if near:
        return f"Near it are {', '.join(f'{one} ({NAMES.get(one, one)})' for one in near)}"
    name = NAMES.get(folded)
    return f"It is the code of {name}" if name else "It is no code that is known here"
