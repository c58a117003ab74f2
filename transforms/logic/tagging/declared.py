"""Which lexicon a declared language means, and whether to believe the declaration."""

from __future__ import annotations

from transforms.logic.language.identify import script_of

_SCRIPTS = {
    **dict.fromkeys("en tr bs hr sr-Latn kmr sq fr id es".split(), "Latn"),
    **dict.fromkeys("ru mk sr-Cyrl".split(), "Cyrl"),
    **dict.fromkeys("ar fa ckb".split(), "Arab"),
}
_SERBIAN = {"Cyrl": "sr-Cyrl", "Latn": "sr-Latn"}
# Codes of three letters, old codes and languages whose texts the lexicon of a neighbour reads.
_ALIASES = {
    "kur": "ku", "in": "id", "hbs": "bs", "sh": "bs", "cnr": "sr", "me": "sr", "eng": "en", "tur": "tr", "ara": "ar", "rus": "ru", "bos": "bs",
    "hrv": "hr", "srp": "sr", "sqi": "sq", "alb": "sq", "mkd": "mk", "mac": "mk", "fas": "fa", "per": "fa", "prs": "fa", "fra": "fr", "fre": "fr",
    "ind": "id", "spa": "es",
}  # fmt: skip
_SAMPLE = 500


def lexicon_tag(language: str, text: str) -> str:
    """Return the tag under which the lexicons know a language; Serbian and Kurdish by the script of the text.

    Args:
        language: BCP 47 tag, or a code of three letters.
        text: What is written in it.

    >>> lexicon_tag("sr", "Москва"), lexicon_tag("sr-Latn-RS", "Moskva"), lexicon_tag("ku", "Bexda"), lexicon_tag("FAS", "تهران")
    ('sr-Cyrl', 'sr-Latn', 'kmr', 'fa')
    """
    base = language.split("-", maxsplit=1)[0].lower()
    base = _ALIASES.get(base, base)
    if base == "sr":
        return _SERBIAN.get(script_of(text[:_SAMPLE]), "sr-Latn")
    if base == "ku":
        return "ckb" if script_of(text[:_SAMPLE]) == "Arab" else "kmr"
    return base


def believed(language: str, text: str) -> str:
    """Return the lexicon's tag of a declared language; empty where there is none or the text is in another script.

    Args:
        language: What page, feed or caller declares; may be empty or nonsense.
        text: Headline and body.

    >>> believed("en", "Norway and Peru"), believed("en", "Норвегия и Перу"), believed("klingon", "Norway"), believed("", "Norway")
    ('en', '', '', '')
    """
    tag = lexicon_tag(language, text) if language else ""
    return tag if tag in _SCRIPTS and script_of(text[:_SAMPLE]) in {"", _SCRIPTS[tag]} else ""
