"""Text that looks like a patient's data: warned of in private, and quoted nowhere.

Few false alarms matter more than the rare find: answers here are full of words such as *patient*,
*MRN* and *date of birth*. So a word alone never counts, and neither does a number alone.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a text seems to hold, in the words in which its author is told."""

    BIRTH = "a name or record with a date of birth"
    RECORD = "a record number"
    PHONE = "a phone number"


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?:(?:18|19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
# A whole date: the day, the month and the year, as people and systems write it.
_DATE = (
    rf"(?:(?<!\d){_DAY}[/.-]{_DAY}[/.-](?:{_YEAR}|\d\d)(?!\d)"
    rf"|(?<!\d){_YEAR}[/.-](?:0?[1-9]|1[0-2])[/.-]{_DAY}(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d){_ORDINAL}\s{{1,3}}(?:of\s)?{_MONTH}\.?,?\s{{1,3}}{_YEAR}(?!\d)"
    rf"|\b{_MONTH}\.?\s{{1,3}}{_ORDINAL},?\s{{1,3}}{_YEAR}(?!\d))"
)
_BIRTHDAY = r"\bd\.?\s?o\.?\s?b\b\.?|\bdate[\s-]of[\s-]birth\b|\bbirth\s?date\b"
_BORN = rf"(?:{_BIRTHDAY}|\bborn\b)"
_BETWEEN = r"[^\n.;]{0,20}?"
_BIRTH = re.compile(rf"{_BORN}{_BETWEEN}{_DATE}|{_DATE}\s?\(?(?:{_BIRTHDAY})", re.IGNORECASE)
# Every count has an end, so that no text takes longer than its length asks for.
_CAPITAL = r"[A-Z][a-zà-öø-ÿ]{1,20}(?:[-'’][A-Z][a-zà-öø-ÿ]{1,20})?"
_TITLED = rf"\b(?:Mrs?|Ms|Miss|Mx)\.?\s{{1,3}}{_CAPITAL}(?:\s{{1,3}}{_CAPITAL})?"
_NAMED = rf"(?:\b[Pp]atient(?:\s{{1,3}}name)?:?\s{{1,3}})(?:{_CAPITAL},?\s{{1,3}}{_CAPITAL})"
_BARE = rf"\b{_CAPITAL},?\s{{1,3}}(?:[A-Z]\.?\s)?{_CAPITAL}"
# A name right before a date of which the year is long past: nobody's launch was in 1961.
_LONG_AGO = _DATE.replace(_YEAR, r"(?:18\d\d|19\d\d)")
_NAME_AND_DATE = re.compile(
    rf"(?:{_TITLED}|{_NAMED})[\s,(:-]{{1,4}}(?i:{_DATE})|{_BARE}[\s,(:-]{{1,4}}(?i:{_LONG_AGO})"
)
_RECORD_WORD = (
    r"\b(?:mrn|medical\s{1,3}record(?:\s{1,3}(?:number|no\.?|id))?|chart\s{1,3}(?:number|no\.?)|"
    r"patient\s{1,3}(?:id|number|no\.?|identifier)|nhs\s{1,3}(?:number|no\.?)|"
    r"social\s{1,3}security(?:\s{1,3}number)?|ssn|(?:member|subscriber|policy)\s{1,3}(?:id|number|no\.?)|"
    r"medicare\s{1,3}(?:id|number|no\.?))"
)
_RECORD = re.compile(
    # At least five digits, which may stand behind a few letters and be broken by dashes.
    rf"{_RECORD_WORD}\s{{0,3}}(?:is|was|[:#=-])?\s{{0,3}}#?\s?(?:[A-Za-z]{{1,4}}[- ]?)?"
    r"\d(?:[ -]?\d){4,}",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+?1[\s.-]?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[.-])[2-9]\d\d[.-]\d{4}(?![\w-])"
    r"|(?<![\w.])\+(?=\d{1,12}[\s.(-])(?=(?:[\s.()-]{0,2}\d){9})[1-9]\d{0,2}(?:[\s.-]?\(?\d{1,4}\)?){2,4}[\s.-]?\d{2,4}(?!\w)"
    r"|\b(?i:phone|tel|telephone|mobile|cell|call(?:ed)?|fax)\b\.?:?\s{1,3}(?:(?i:is|at|on|her|him)\s{1,3}){0,2}"
    r"(?:\(?0\d{2,4}\)?[\s-]?\d{3,4}[\s-]?\d{3,4}|[2-9]\d{2}\s\d{3}\s\d{4}|[2-9]\d{9})(?!\w)"
)
_MOST = 40_000  # characters


def kinds(text: str) -> tuple[Kind, ...]:
    """Say which kinds of a patient's data a text seems to hold; none in nearly all."""
    text = text[:_MOST]
    found = []
    if _BIRTH.search(text) or _NAME_AND_DATE.search(text):
        found.append(Kind.BIRTH)
    if _RECORD.search(text) or _SOCIAL.search(text):
        found.append(Kind.RECORD)
    if _PHONE.search(text):
        found.append(Kind.PHONE)
    return tuple(found)


def seems_private(text: str) -> bool:
    """Say whether a text seems to hold a patient's data."""
    return bool(kinds(text))
