"""Identify the language of a text: its script and letters first, then character n-grams, then words that tell twins apart."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 1_500
_LATIN = (
    "en", "tr", "fr", "es", "id", "sq", "hr", "bs", "sr", "ku", "de", "it", "pt", "nl", "ms", "pl", "ro", "hu", "az", "sl",
    "cs", "sv", "fi", "vi", "da",
)
_CYRILLIC = ("ru", "mk", "sr", "bg", "uk", "kk", "ky", "be", "mn")
_ARABIC = ("ar", "fa", "ur", "ug", "ps")
_HBS = frozenset({"hr", "bs", "sr", "sl"})
# Runs of letters.
_SCRIPTS = {
    "Latn": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+"),
    "Cyrl": re.compile(r"[\u0400-\u052f]+"),
    "Arab": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+"),
    "Hans": re.compile(r"[\u4e00-\u9fff]+"),
    "Jpan": re.compile(r"[\u3040-\u30ff]+"),
    "Kore": re.compile(r"[\uac00-\ud7af]+"),
    "Hebr": re.compile(r"[\u0590-\u05ff]+"),
    "Grek": re.compile(r"[\u0370-\u03ff]+"),
    "Deva": re.compile(r"[\u0900-\u097f]+"),
    "Armn": re.compile(r"[\u0530-\u058f]+"),
    "Geor": re.compile(r"[\u10a0-\u10ff]+"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]+"),
}
_BY_SCRIPT = {"Hans": "zh", "Jpan": "ja", "Kore": "ko", "Hebr": "he", "Grek": "el", "Deva": "hi", "Armn": "hy", "Geor": "ka", "Thai": "th"}
# Letters that only one of the languages of a script uses.
_SORANI = re.compile("[ێۆڕڵەڤ]")
_PERSIAN = re.compile("[پچژگ]|\u06cc|\u06a9")
_ARABIC_ONLY = re.compile("[ةىيك]|[\u064b-\u0652]")
# Persian is often typed with the Arabic yeh and kaf; its small words tell it from Arabic all the same.
_ARABIC_TYPED = str.maketrans("يىك", "ییک")
_PERSIAN_WORDS = frozenset("از به که را با این است می برای شد کرد آن خود یک نیز تا بر شده های ها کند بود وی هم اما یا باید بین".split())
_ARABIC_WORDS = frozenset("فی من علی الی إلی ان أن التی الذی عن هذا هذه مع کان کما قد بین او أو لم ما بعد خلال".split())
_SERBIAN = re.compile("[ђћ]")
_MACEDONIAN = re.compile("[ѓќѕ]")
_RUSSIAN = re.compile("[ыэъё]")
_UKRAINIAN = re.compile("[іїєґ]")
_KURMANJI = re.compile("[êîû]")
_KURMANJI_WORDS = frozenset("û ji bi ku ev ew jî yê ya yên bo xwe wê hat kir dike bû dê ser gel hatin kirin navbera hemû".split())
_INDONESIAN = frozenset("yang dan di dengan untuk pada dari ini itu tidak akan karena bahwa oleh juga bisa telah kata mengatakan polisi".split())
_MALAY = frozenset("ialah kerana beliau boleh berkata hari manakala daripada kepada turut tersebut wang polis kereta awak".split())
_WORD = re.compile(r"[^\W\d_]+")
_ISO3 = {
    "tr": "tur", "en": "eng", "ar": "ara", "ru": "rus", "bs": "bos", "hr": "hrv", "sr-Latn": "srp", "sr-Cyrl": "srp",
    "kmr": "kmr", "ckb": "ckb", "sq": "sqi",
    "mk": "mkd", "fa": "fas", "fr": "fra", "id": "ind", "es": "spa", "de": "deu", "it": "ita", "pt": "por", "nl": "nld",
    "ms": "msa", "pl": "pol", "uk": "ukr",
    "bg": "bul", "az": "aze", "ur": "urd", "he": "heb", "zh": "zho", "ja": "jpn", "ko": "kor", "el": "ell", "ro": "ron",
    "hu": "hun", "ka": "kat", "hy": "hye",
}  # fmt: skip
_FEW = 3
_MANY = 20
_FULL = 0.12
_MODEL_CHARS = 600
_SURE = 0.55


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a text.

    Args:
        tag: BCP 47 tag, ``und`` where unknown.
        iso639_3: Code of three letters, ``und`` where unknown.
        script: ISO 15924 code of the main script, empty without letters.
        confidence: 0 to 1.
        declared: What page or feed declare, as given.
        guess: The nearer of bs, hr and sr where the text shows no difference.
    """

    tag: str
    iso639_3: str
    script: str
    confidence: float
    declared: str = ""
    guess: str = ""


@cache
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("schemas") / "codebook" / "language" / "markers.toml").read_text("utf-8"))


@cache
def _stems(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_table()['stems'][name].split())})")


@cache
def _function_words() -> dict[str, str]:
    """Return the language of each frequent word that only one language has."""
    owners: dict[str, str] = {}
    for name, words in _table()["function"].items():
        for word in words.split():
            owners[word] = "" if word in owners else name
    return {word: name for word, name in owners.items() if name}


def _by_function_words(words: list[str]) -> tuple[str, float] | None:
    """Return the language whose frequent words fill a text, None where no language clearly leads."""
    owners = _function_words()
    counts = Counter(owners[word] for word in words if word in owners)
    if len(words) < _MANY or not counts:
        return None
    (first, most), (_, next_most) = [*counts.most_common(2), ("", 0)][:2]
    return (first, 0.99) if most / len(words) > _FULL and most > 4 * next_most else None


@cache
def _markers() -> dict[str, frozenset[str]]:
    words = {name: frozenset(_table()[name]["words"].split()) for name in ("hr", "bs", "sr")}
    common = words["hr"] & words["bs"] & words["sr"]
    return {name: own - common for name, own in words.items()}


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script most letters are in, empty without letters.

    >>> script_of("Москва 2019"), script_of("12")
    ('Cyrl', '')
    """
    japanese = _letters_in("Jpan", text)
    if japanese and japanese * 10 > _letters_in("Hans", text):
        return "Jpan"
    best, most = "", 0
    for script in _SCRIPTS:
        count = _letters_in(script, text)
        if count > most:
            best, most = script, count
        if most * 2 > len(text):
            break  # No other script can have more.
    return best


def _letters_in(script: str, text: str) -> int:
    return sum(map(len, _SCRIPTS[script].findall(text)))


def _ranked(text: str, allowed: tuple[str, ...]) -> list[tuple[str, float]]:
    model = _model()
    scores = [(str(label), float(score)) for label, score in model.rank(text) if label in allowed]
    total = sum(score for _, score in scores) or 1.0
    return [(label, score / total) for label, score in scores]


def _arabic(text: str) -> tuple[str, float]:
    letters = _letters_in("Arab", text)
    sorani = len(_SORANI.findall(text))
    if sorani * 20 > letters:
        return "ckb", min(1.0, 0.7 + sorani / letters)
    if len(re.findall("[ٹڈڑںےہھ]", text)) * 25 > letters:
        return "ur", 0.95
    words = _WORD.findall(text.translate(_ARABIC_TYPED))
    mine = sum(word in _PERSIAN_WORDS for word in words)
    theirs = sum(word in _ARABIC_WORDS or word.startswith("ال") for word in words)
    if len(words) >= _MANY and max(mine, theirs) > _FULL * len(words) and max(mine, theirs) > 2 * min(mine, theirs):
        return ("fa" if mine > theirs else "ar"), 0.99
    label, score = next(iter(_ranked(text, ("ar", "fa"))), ("ar", 0.0))
    persian, arabic = len(_PERSIAN.findall(text)), len(_ARABIC_ONLY.findall(text))
    if persian and not arabic:
        return "fa", max(score, 0.9) if label == "fa" else 0.7
    return label, score


def _cyrillic(text: str) -> tuple[str, float]:
    counts = {
        "sr-Cyrl": len(_SERBIAN.findall(text)),
        "mk": len(_MACEDONIAN.findall(text)),
        "ru": len(_RUSSIAN.findall(text)),
        "uk": len(_UKRAINIAN.findall(text)),
    }
    shared = len(re.findall("[јљњџ]", text))
    if counts["uk"] > max(counts["ru"], 1):
        return "uk", 0.95
    if counts["ru"] and not shared:
        label, score = next(iter(_ranked(text, ("ru", "kk", "ky", "be", "mn", "bg"))))
        return (label, score) if label != "bg" else ("ru", 0.8)
    if counts["sr-Cyrl"] != counts["mk"]:
        return ("sr-Cyrl" if counts["sr-Cyrl"] > counts["mk"] else "mk"), 0.97
    label, score = next(iter(_ranked(text, ("mk", "sr") if shared else _CYRILLIC)))
    return ("sr-Cyrl" if label == "sr" else label), score


def _south_slavic(text: str) -> tuple[str, float, str]:
    words = Counter(word.lower() for word in _WORD.findall(text))
    markers = _markers()
    counts = {name: sum(words[word] for word in own) for name, own in markers.items()}
    lower = text.lower()
    ijekavian = len(re.findall(r"[ivmltndsrpčž]j?ije[lmnprstkčžšvdgz]|(?:vj|mj|tj|dj|bj|pj)e[lmnprstkčžšvdg]", lower))
    ekavian = counts["sr"] - counts["bs"] if counts["sr"] > counts["bs"] else 0
    da_clauses = len(re.findall(r"\b(?:treba|može|mogu|žele|želi|hoće|počeo|počela|pokušava|nameravaju|moraju|mora) da\b", lower))
    croatian, bosnian, alone = (len(_stems(name).findall(lower)) for name in ("hr", "bs", "bs_alone"))
    ekavian += len(_stems("sr").findall(lower))
    scores = {
        "hr": counts["hr"] + croatian + ijekavian * 0.15,
        "bs": counts["bs"] * 0.5 + bosnian + alone + ijekavian * 0.15 + da_clauses * 0.5,
        "sr": counts["sr"] * 0.5 + bosnian + ekavian * 0.8 - ijekavian * 0.6 + da_clauses * 0.7,
    }
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    margin = scores[best] - scores[second]
    tag = "sr-Latn" if best == "sr" else best
    if scores[best] <= 0:
        label = next((name for name, _ in _ranked(text, ("hr", "bs", "sr"))), "hr")
        tag = "sr-Latn" if label == "sr" else label
    return tag, min(0.99, 0.5 + margin / 8), tag


def _latin(text: str) -> tuple[str, float, str]:  # noqa: PLR0911
    words = [word.lower() for word in _WORD.findall(text)]
    kurmanji = sum(word in _KURMANJI_WORDS for word in words)
    if words and kurmanji / len(words) > _FULL and len(_KURMANJI_WORDS & set(words)) > _FEW and _KURMANJI.search(text.lower()):
        return "kmr", min(1.0, 0.75 + kurmanji / len(words)), ""
    known = _by_function_words(words)
    if known:
        return _south_slavic(text) if known[0] == "hbs" else (*known, "")
    label, score = next(iter(_ranked(text[:_MODEL_CHARS], _LATIN)), ("und", 0.0))
    if label == "ku":
        return "kmr", score, ""
    if label in _HBS:
        if label == "sl" and score > 0.9 and not re.search("[ćđ]", text):  # noqa: PLR2004
            return "sl", score, ""
        return _south_slavic(text)
    if label in {"id", "ms"}:
        found = Counter(words)
        malay, indonesian = sum(found[word] for word in _MALAY), sum(found[word] for word in _INDONESIAN)
        return ("ms" if malay > indonesian else "id"), max(score, 0.8), ""
    return label, score, ""


def identify(text: str, declared: str = "") -> Language:
    """Identify the language of a text; deterministic, never raises.

    Args:
        text: Any text; its first 1,500 characters decide.
        declared: Language that page or feed declares: kept, and believed only where the text has too few letters to tell.

    >>> identify("Министерство обороны сообщило, что учения начнутся в четверг.").tag
    'ru'
    >>> identify("123").tag
    'und'
    """
    sample = text[:_SAMPLE]
    script = script_of(sample)
    guess = ""
    if not script or len(_WORD.findall(sample)) < _FEW:
        tag, confidence = "und", 0.0
    elif script in _BY_SCRIPT:
        tag, confidence = _BY_SCRIPT[script], 0.95
    elif script == "Arab":
        tag, confidence = _arabic(sample)
    elif script == "Cyrl":
        tag, confidence = _cyrillic(sample)
    else:
        tag, confidence, guess = _latin(sample)
    if confidence < _SURE and tag not in {"bs", "hr", "sr-Latn"} and len(_WORD.findall(sample)) < 6:  # noqa: PLR2004
        tag = "und"
    return Language(tag, _ISO3.get(tag, "und"), script, round(confidence, 3), declared, guess)
