"""Numbers as they are written in mastheads: full-width or Chinese digits, 五十三, 一百一十二."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
NUMERAL = "[零〇○一二三四五六七八九十百]"


def parse_number(text: str) -> int | None:
    """Return the value of a run of digits or Chinese numerals; None if it is neither, or too long to be meant."""
    if text.isdecimal():
        return int(text) if len(text) <= 4 else None
    if not text or len(text) > 7 or any(character not in _DIGITS and character not in _TENS for character in text):
        return None
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text)) if len(text) <= 4 else None
    total, digit = 0, None
    for character in text:
        if character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        else:
            digit = _DIGITS[character]
    return total + (digit or 0)
