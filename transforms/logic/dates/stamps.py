"""Date strings of feeds and pages: every form that is sure is read, every other gives None. Never a guess, never now."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.elements import Clock
from transforms.logic.dates.calendars import hijri_to_date, jalali_to_date
from transforms.logic.dates.names import languages, month_in_any, pattern, position
from transforms.logic.tagging.text import fold

_YEARS = range(1990, 2101)
_JALALI = range(1370, 1480)
_HIJRI = range(1400, 1530)
_LAST_JALALI = 1420  # later years are Hijri today, where the language does not say
_JALALI_LANGUAGES = frozenset({"fa", "ckb"})
# Offsets in minutes. Abbreviations that two zones share (CST, IST, BST as Bangladesh) stand for what feeds mean by them.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "met": 60, "eet": 120, "eest": 180, "sast": 120,
    "trt": 180, "msk": 180, "мск": 180, "ast": 180, "irst": 210, "irdt": 270, "gst": 240, "samt": 240, "pkt": 300, "uzt": 300, "ist": 330, "wib": 420,
    "ict": 420, "wita": 480, "hkt": 480, "sgt": 480, "pht": 480, "myt": 480, "wit": 540, "jst": 540, "kst": 540, "aest": 600, "aedt": 660,
    "nzst": 720,
    "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180, "art": -180,
    "cot": -300, "pet": -300, "tsi": 180, "eat": 180, "cat": 120, "wat": 60, "azt": 240, "get": 240, "tmt": 300, "tjt": 300, "kgt": 360, "aft": 270,
    "npt": 345, "et": None, "ct": None, "pt": None,
}  # fmt: skip
_OFFSET = r"(?P<zone>(?:gmt|utc|ut)?\s*(?P<sign>[+-])\s*(?P<oh>\d{1,2})(?::?(?P<om>\d{2}))?|(?P<name>z|[a-zа-я]{2,5})\b(?!\w))?"
# What stands between a day and its time: "at" and "year" in each language, and weekdays.
_BETWEEN = (
    "at pukul jam saat saati klo kl в во у u à a las h ora orë në ore demjimêr seet seat kl. الساعه ساعت ساعه کاتژمێر عند "
    "г г. год года р р. год. god godine g. yılı sala salê عام سنه سال ساڵی vitit هـ ه هجری هجریه میلادی میلادیه 日"
).split()


def _clock_regex() -> re.Pattern[str]:
    days = "|".join(pattern("weekdays", language) for language in languages())
    between = "|".join(sorted((re.escape(fold(word)[0]) for word in _BETWEEN), key=len, reverse=True))
    gap = rf"(?:an(?!\w))?(?:[t,.;:\s|/(\-–—]|(?<!\w)(?:{between}|{days})(?!\w))*"
    clock = rf"{gap}(?P<h>\d{{1,2}})[:.h](?P<mi>\d{{2}})(?:[:.](?P<s>\d{{1,2}})(?:[.,]\d+)?)?"
    # Words for hours may stand before the zone.
    hours = r"(?:\s*(?:hrs?|hours|h|час\w*|sati|сати)\b)?"
    return re.compile(rf"{clock}(?!\d)\s*(?:(?P<ampm>[ap]\.?m\.?|صباحا?|مساءا?|ق\.?ظ|ب\.?ظ|ص|م)(?!\w))?{hours}[\s(]*{_OFFSET}")


_TIME = _clock_regex()
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})(?:[-/.]|年\s?)(?P<m>\d{1,2})(?:[-/.]|月\s?)(?P<d>\d{1,2})(?!\d)")
_COMPACT = re.compile(
    r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[t ]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?(?:[.,]\d+)?\s?(?P<z>z|[+-]\d{2}:?(?:\d{2})?)?)?$"
)
# As C and Twitter print it: the year last, behind the time and its zone.
_YEAR_LAST = re.compile(
    r"^(?:[a-z]{3},? )?(?P<mon>[a-z]{3,9}) (?P<d>\d{1,2}) (?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?P<zone> [+-]\d{4}| [a-z]{2,5})? (?P<y>\d{4})$"
)
_SHORT_DOTTED = re.compile(r"(?<![\d.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{2})(?![\d.])")
_PLACE_ZONE = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?\b")
_UPDATED = re.compile(
    r"(?:updated|modified|guncel|güncel|son değ|обновл|измен|تحدیث|اخر تعدیل|diperbarui|diubah|mise? à jour|modifié|actualiza|modificad"
    r"|ažuriran|izmenj|izmijenj|ажуриран|измењен|azhurnu|përditësu|به روز|ویرایش|nûkirin|نوێکراوە)[^\d]{0,24}$"
)
_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,2})(?:[-/.]|\. )(?P<b>\d{1,2})(?:[-/.]|\. )(?P<y>\d{4})(?!\d)")
# English is written in countries that put the month first and in countries that do not; American is also what software calls itself.
_UNSURE = frozenset({"en", "en-us"})
_EPOCH = re.compile(r"^(?:/date\()?(?P<seconds>\d{10})(?P<milli>\d{3})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?$")
_WORD = r"[^\W\d_]+(?:[ -](?:الثانی|الاول|الاخر|الاولی|الاخره|القعده|الحجه|(?:دووەم|یەکەم)\w*))?"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|ê|ی|\.|º)?[\s\-/,]*(?:de |of )?(?P<mon>{_WORD})(?:\s*/\s*{_WORD})?\.?,?[\s\-/,]*"
    r"(?:de |del |yılı )?(?P<y>\d{4})"
)
_MONTH_DAY = re.compile(rf"(?P<mon>{_WORD})\.?[\s\-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[\s\-]+(?P<y>\d{{4}})")
_YEAR_MONTH_DAY = re.compile(rf"(?P<y>\d{{4}})[\s,.\-]+(?P<mon>{_WORD})[\s.\-]+(?P<d>\d{{1,2}})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(?P<d>\d{1,2})[\s\-]+(?P<mon>[a-z]{3,9})[\s\-]+(?P<y>\d{2})(?=\s+\d{1,2}:)")
_MONTH_ONLY = re.compile(r"^(?P<y>\d{4})-(?P<m>\d{2})$")
_MAX_CHARS = 160


def _month(word: str, language: str) -> int | None:
    if language and (found := position("months", language, word) or position("stamp_months", language, word)):
        return found
    return month_in_any(word)


def _plain_tag(language: str) -> str:
    """Return a tag without its region, but for Serbian's scripts and for English, whose regions differ in the order of day and month."""
    tag = language.replace("_", "-")
    return tag if tag.startswith("sr-") else tag.lower() if tag.lower().startswith("en-") else {"ku": "kmr"}.get(tag.split("-")[0], tag.split("-")[0])


def _calendar_day(year: int, month: int, day: int, language: str = "") -> dt.date | None:
    """Return a day of any of the three calendars: Arabic pages count Hijri years, Persian ones Jalali; else by what lies near today."""
    if year in _JALALI and language != "ar" and (year <= _LAST_JALALI or language in _JALALI_LANGUAGES):
        return jalali_to_date(year, month, day)
    if year in _HIJRI:
        return hijri_to_date(year, month, day)
    if year not in _YEARS:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _named_month_day(word: str, year: int, day: int, language: str) -> dt.date | None:
    for section, years, convert in (("jalali", _JALALI, jalali_to_date), ("hijri", _HIJRI, hijri_to_date)):
        if year in years:
            tongues = (language, *languages()) if language else languages()
            number = next((found for tongue in tongues if (found := position(section, tongue, word))), None)
            if number:
                return convert(year, number, day)
    number = _month(word, language)
    return _calendar_day(year, number, day) if number and year in _YEARS else None


def _numeric_day(match: re.Match[str], text: str, language: str) -> dt.date | None:
    """Read 13/2/2019. Both below 13 is day first, but with slashes in English and in unknown languages only where a weekday says so."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    day_first, month_first = _calendar_day(year, second, first, language), _calendar_day(year, first, second, language)
    if first > 12 or second > 12:  # noqa: PLR2004
        return day_first if first > 12 else month_first  # noqa: PLR2004
    if first == second or text[match.end("a")] == "." or (language and language not in _UNSURE):
        return day_first
    weekday = next((found for word in text.split() if (found := position("weekdays", "en", word.strip(",.")))), None)
    fitting = [day for day in (day_first, month_first) if day is not None and day.isoweekday() == weekday]
    return fitting[0] if len(fitting) == 1 else None


def _day_of(text: str, language: str) -> tuple[dt.date, int, int] | None:
    """Return the first date in a folded string with its span."""
    found: list[tuple[int, int, dt.date | None]] = [
        (match.start(), match.end(), _calendar_day(int(match["y"]), int(match["m"]), int(match["d"]), language)) for match in _ISO.finditer(text)
    ]
    for regex in (_DAY_MONTH, _MONTH_DAY, _YEAR_MONTH_DAY, _SHORT_YEAR):
        for match in regex.finditer(text):
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)  # noqa: PLR2004
            day = _named_month_day(match["mon"].replace(" ", "-"), year, int(match["d"]), language) or _named_month_day(
                match["mon"], year, int(match["d"]), language
            )
            found.append((match.start(), match.end(), day))
    found += [(match.start(), match.end(), _numeric_day(match, text, language)) for match in _NUMERIC.finditer(text)]
    found += [
        (match.start(), match.end(), _calendar_day(2000 + int(match["y"]), int(match["b"]), int(match["a"])))
        for match in (_SHORT_DOTTED.finditer(text) if language not in {"", "en"} else ())
    ]
    read = sorted((start, end, day) for start, end, day in found if day is not None)
    # "Updated: 11 January; published: 10 January": the one that no word calls an update.
    start, end, day = next((one for one in read if not _UPDATED.search(text[: one[0]])), read[0] if read else (0, 0, None))
    return (day, start, end) if day else None


def _offset_minutes(match: re.Match[str]) -> tuple[bool, int | None]:
    """Return whether the zone is readable and its minutes, None where there is none."""
    if match["sign"]:
        minutes = int(match["oh"]) * 60 + int(match["om"] or 0)
        return minutes <= 14 * 60, minutes if match["sign"] == "+" else -minutes
    name = match["name"]
    return True, _ZONES.get(name) if name else None


def _with_time(day: dt.date, text: str, raw: str, basis: str) -> Clock | None:
    match = _TIME.match(text)
    if match is None:
        return Clock(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), basis, "day", None, raw)
    hour, minute, second = int(match["h"]), int(match["mi"]), int(match["s"] or 0)
    if match["ampm"]:
        late = match["ampm"][0] in "pمب"
        hour = hour % 12 + (12 if late else 0) if hour <= 12 else hour  # noqa: PLR2004
    readable, offset = _offset_minutes(match)
    if offset is None and match["name"] not in _ZONES:
        offset = _offset_of_place(raw, dt.datetime(day.year, day.month, day.day, min(hour, 23), min(minute, 59)))  # noqa: DTZ001 - local by meaning
    if hour > 23 or minute > 59 or second > 60 or not readable:  # noqa: PLR2004
        return Clock(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC), basis, "day", None, raw)
    moment = dt.datetime(day.year, day.month, day.day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    precision = "second" if match["s"] else "minute"
    return Clock(moment - dt.timedelta(minutes=offset or 0), basis, precision, offset, raw)


def _offset_of_place(raw: str, local: dt.datetime) -> int | None:
    """Return the offset of a zone named by its place, such as Asia/Jakarta, at a local time; None without or where it is unknown."""
    named = _PLACE_ZONE.search(raw)
    try:
        offset = ZoneInfo(named.group()).utcoffset(local) if named else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return int(offset.total_seconds() // 60) if offset is not None else None


def _epoch(seconds: str, raw: str, basis: str) -> Clock | None:
    moment = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    return Clock(moment, basis, "second", 0, raw) if moment.year in _YEARS else None


def parse_date(raw: str, language: str = "", basis: str = "feed") -> Clock | None:
    """Read a date string as a feed or page writes it, in any of the languages and calendars.

    The first date in the string counts: what follows is an update. A time without zone is taken as UTC with offset None.

    Args:
        raw: The string; at most its first 160 characters are read.
        language: BCP 47 tag of the source: it settles the order of day and month and which words are months.
        basis: Where the string stands: feed, json_ld, meta, page, text or url.

    Returns:
        The moment, as exact as the string is; None where it is no date, is ambiguous, or lies outside 1990 to 2100.

    >>> parse_date("Rabu, 13 Februari 2019 | 10:05 WIB", "id").value.isoformat()
    '2019-02-13T03:05:00+00:00'
    >>> parse_date("2020/1/10 14:33:00").value.isoformat()
    '2020-01-10T14:33:00+00:00'
    >>> parse_date("03/04/2020") is None
    True
    """
    text, language = " ".join(fold(raw[:_MAX_CHARS])[0].split()), _plain_tag(language)
    if epoch := _EPOCH.match(text):
        return _epoch(epoch["seconds"], raw, basis)
    if late := _YEAR_LAST.match(text):
        text = f"{late['d']} {late['mon']} {late['y']} {late['time']}{late['zone'] or ''}"
    if compact := _COMPACT.match(text):
        day = _calendar_day(int(compact["y"]), int(compact["m"]), int(compact["d"]), language)
        clock = f" {compact['h']}:{compact['mi']}" + (f":{compact['s']}" if compact["s"] else "") if compact["h"] else ""
        return _with_time(day, clock + (compact["z"] or ""), raw, basis) if day else None
    if month := _MONTH_ONLY.match(text):
        first = _calendar_day(int(month["y"]), int(month["m"]), 1)
        return Clock(dt.datetime(first.year, first.month, 1, tzinfo=dt.UTC), basis, "month", None, raw) if first else None
    found = _day_of(text, language)
    if found is None:
        return None
    day, start, end = found
    stamp = _with_time(day, text[end:], raw, basis)
    if (
        stamp is not None
        and stamp.precision == "day"
        and (before := re.search(r"(\d{1,2}:\d{2}(?::\d{2})?)\s*[,|\-–]?\s*(?:[^\W\d_]+,?\s*)?$", text[:start]))
    ):
        return _with_time(day, f" {before.group(1)}{text[end : end + 12]}", raw, basis)
    return stamp
