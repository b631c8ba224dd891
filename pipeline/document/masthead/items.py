"""The numbers of agenda items as mastheads write them: `72 79 96`, `9、10和11`, `20 (d)和46`, `63至80`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from pipeline.document.numerals import NUMERAL, parse_number

ListName = Literal["adopted", "provisional", "preliminary"]

_HIGHEST_ITEM = 400
_LONGEST_RANGE = 120

# A number of four digits is a year, and one before 年 or 月 is part of a date.
_NUMBER = re.compile(rf"(\d{{1,3}})(?![\d年月日/.%]|\.\d)|({NUMERAL}{{1,5}})(?=$|[\s、,，和及与(\]])")
_LETTER = re.compile(r" ?\(?([a-zA-Z])\)(?:\([ivx]{1,4}\))?|\(([a-z]{1,2})(?=\s|$)")
_SEPARATOR = re.compile(r"(?: ?(?:[、,，;；.和及与以]|and|&))+ ?|( ?(?:[-–—~～至到]|to) ?)| ")
_AFTER_SPACE = re.compile(r"\d{1,3}(?:$|[\s、,，;；和及与以至(\-])")


class Numbers(NamedTuple):
    """The numbers found, and where the text that tells them ends."""

    items: tuple[str, ...]
    end: int


def parse_numbers(text: str, start: int, *, run_on: bool = True) -> Numbers:
    """Read the item numbers that begin at `text[start]`, in squeezed text.

    With `run_on`, words may follow the first number without a space (`议程项目71大会决议`). A number after a mere
    space counts only if it stands alone, so that titles that begin with one (`21世纪议程`) keep theirs.
    """
    items: list[str] = []
    last = ""
    position = end = start
    pending_range = False
    while True:
        number = _NUMBER.match(text, position)
        letter = None if number else (_LETTER.match(text, position) if last else None)
        if number:
            value = parse_number(number[1] or number[2])
            if value is None or not 0 < value <= _HIGHEST_ITEM:
                break
            if pending_range and last and 0 < value - int(last) <= _LONGEST_RANGE:
                items += [str(between) for between in range(int(last) + 1, value)]
            last = str(value)
            position = number.end()
            items.append(last)
        elif letter:
            name = (letter[1] or letter[2]).lower()
            before = items[-1].removeprefix(last) if items else ""
            if before == "":
                items[-1] = f"{last}({name})"
            else:
                first = before.strip("()")
                if pending_range and len(first) == len(name) == 1 and first < name:
                    items += [f"{last}({chr(code)})" for code in range(ord(first) + 1, ord(name))]
                items.append(f"{last}({name})")
            position = letter.end()
        else:
            break
        end = position
        separator = _LETTER.match(text, position)
        if separator:
            pending_range = False
            continue
        separator = _SEPARATOR.match(text, position)
        if not separator:
            break
        if separator[0] == " " and not _AFTER_SPACE.match(text, separator.end()):
            break
        pending_range = separator[1] is not None
        position = separator.end()
    unique = tuple(dict.fromkeys(items))
    return Numbers(unique, end)
