"""Where a masthead stands: the lines at a document's head that it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.lines import Line
from pipeline.document.masthead.items import parse_numbers
from pipeline.document.masthead.scan import Element, Scan, scan
from pipeline.document.masthead.squeeze import Squeezed, squeeze
from pipeline.document.masthead.words import CHINESE_DATE, MARK

_STRAY_LINES = 5  # that may stand before a masthead, or inside it
_MOST_LINES = 250
_MERGED_LINES = 8

_STRONG = frozenset(["session", "year_session", "english_session", "items", "bare_items"])
_UNFINISHED = re.compile(
    rf"(?:(?:^|[议届])(?:临时议程|暂定项目表|补充项目表|议程|临时|暂定){MARK}|项目{MARK}|第[^届]{{1,4}}届)$"
)
_GOES_ON = re.compile(r"\*{0,3}(?:项目|\d|议程|会议|常会)")
_SEPARATOR_END = re.compile(r"[、,，和及与]$")
_NUMBER_LINE = re.compile(r"[、,，和及与]?[\d(（][\d\s、,，和及与()a-z;；至到-]*$")

NOTE = re.compile(r"(?:\*{1,3}|[1-9]/) *(?=\S)(?!\d{5})")
_RULE = re.compile(r"[-_=—–─━*.·\s]{2,}$")
_DATED = re.compile(CHINESE_DATE)
_SPONSORED = re.compile(r"[：:](?:订正)?(?:决议|决定|订正)?(?:草案|修正案)$|修正案$")
_BODY_START = re.compile(
    r"谨|兹|我谨|我荣幸|我有|奉|随函|顺致|本函|主席先生|主席女士|请将"
    r"|(?:大会|安全理事会|经济及社会理事会|人权理事会|.{2,20}委员会|会议)[,，]"
    r"|目[录次]$|内容$|内容提要$|摘要|概要|提要|导言$|引言$|前言$|附件|附文|附录|执行摘要"
    r"|[一二三四五六七八九十]{1,2}$|[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[.．、](?!\d)|\([a-z一二三四五六七八九十]{1,3}\)|[IVX]{1,4}\.|[A-Z]\.(?!\d)"
    r"|(?:上|下)午.{1,8}(?:开会|宣布)|主席[:：]|段次|章次"
)
_SENTENCE = re.compile(r"。|[，,；;：:、]$")


class TextLine(NamedTuple):
    """A line of the head that holds words of its own: a title or a part of one."""

    start: int
    end: int
    indent: int
    width: int
    blank: int
    squeezed: Squeezed


class ElementLine(NamedTuple):
    """A line of the head that begins with masthead elements."""

    start: int
    end: int
    squeezed: Squeezed
    scan: Scan
    blank: int


class Head(NamedTuple):
    """The lines of a masthead in order, its footnotes, and where the body begins."""

    entries: tuple[ElementLine | TextLine, ...]
    notes: tuple[Line, ...]
    first: int  # index of the first line that is part of it
    after: int  # index of the first line that is not


def find_head(text: str, lines: Sequence[Line]) -> Head | None:
    """Find the masthead among a document's first lines; None if there is none."""
    entries: list[ElementLine | TextLine] = []
    notes: list[Line] = []
    first = after = -1
    strays = index = 0
    strong = False
    while index < min(len(lines), _MOST_LINES):
        until, squeezed = _merge(text, lines, index)
        line = lines[index]
        found = scan(squeezed)
        if found.elements and found.elements[0].kind == "letter" and _has_words(entries):
            break
        if found.elements:
            if strong and _begins_another(found.elements, entries):
                break
            first = index if first < 0 else first
            entries.append(ElementLine(line.start, lines[until - 1].end, squeezed, found, line.blank))
            strong = strong or any(element.kind in _STRONG for element in found.elements)
            index = after = until
            if found.rest < len(squeezed.text) and _is_long(squeezed.text[found.rest :]):
                break
        elif _RULE.match(squeezed.text):
            index += 1
        elif first >= 0 and NOTE.match(squeezed.text):
            notes.append(line)
            index += 1
        elif first < 0:
            strays += 1
            index += 1
            if strays > _STRAY_LINES:
                return None
        elif _is_body(squeezed.text, lines, index, text) or _is_complete(entries, squeezed.text):
            ahead = None if strong else _strong_ahead(text, lines, index + 1)
            if ahead is None:
                break
            index = ahead
        else:
            entries.append(TextLine(line.start, line.end, line.indent, line.width, line.blank, squeezed))
            index += 1
            after = index
    if first < 0:
        return None
    return Head(tuple(entries), tuple(notes), first, after)


def _merge(text: str, lines: Sequence[Line], index: int) -> tuple[int, Squeezed]:
    """Return the line at `index` with those that go on with its item numbers, session or bracket."""
    squeezed = squeeze(text, lines[index].start, lines[index].end)
    until = index + 1
    while until < min(len(lines), index + _MERGED_LINES) and len(squeezed.text) < 200:
        following = squeeze(text, lines[until].start, lines[until].end)
        if not _continues(squeezed.text, following.text):
            break
        squeezed = squeeze(text, lines[index].start, lines[until].end)
        until += 1
    return until, squeezed


def _continues(text: str, following: str) -> bool:
    if _UNFINISHED.search(text) and _GOES_ON.match(following):
        return True
    if text[0] in "[〔【" and not any(mark in text for mark in "]〕】"):
        return len(following) < 100
    if "项目" not in text or not _NUMBER_LINE.match(following):
        return False
    place = text.rfind("项目") + 2
    numbers = parse_numbers(text, place)
    if not numbers.items:
        return False
    tail = text[numbers.end :]
    if tail and not _SEPARATOR_END.match(tail):
        return False
    more = parse_numbers(following.lstrip("、,，和及与"), 0)
    if not more.items:
        return following.startswith("(") and bool(tail)
    if tail or following[0] in "、,，和及与":
        return True
    ascending = int(more.items[0].split("(")[0]) > int(numbers.items[-1].split("(")[0])
    return ascending and (len(numbers.items) > 1 or len(more.items) > 1)


def _is_long(rest: str) -> bool:
    return len(rest) > 120


def _begins_another(elements: Sequence[Element], entries: Sequence[ElementLine | TextLine]) -> bool:
    """Tell whether these elements open a second masthead: a session or items after the document's own title."""
    if not any(element.kind in ("session", "nations") for element in elements):
        return False
    return any(isinstance(entry, TextLine) and _DATED.match(entry.squeezed.text) for entry in entries)


def _is_body(flat: str, lines: Sequence[Line], index: int, text: str) -> bool:
    """Tell whether a line that is no masthead element begins the text proper."""
    if _DATED.match(flat) and len(flat) < 200 and not _SENTENCE.search(flat[:-1] if flat[-1] in "，、,：:" else flat):
        return False
    if _SPONSORED.search(flat):
        return False
    if "、" in flat and _is_list_of_sponsors(lines, index, text):
        return False
    if _BODY_START.match(flat) or "。" in flat or flat[-1] in "；;：:":
        return True
    commas = flat.count("，") + flat.count(",")
    if len(flat) > 90 or (commas > 1 and len(flat) > 34):
        return True
    return flat[-1] in "，," and len(flat) > 24


def _is_list_of_sponsors(lines: Sequence[Line], index: int, text: str) -> bool:
    """Tell whether states are listed from here on, up to the words 决议草案."""
    for line in lines[index : index + 25]:
        flat = squeeze(text, line.start, line.end).text
        if _SPONSORED.search(flat):
            return True
        if "。" in flat or ("、" not in flat and "和" not in flat):
            return False
    return False


_COMPLETE = re.compile(r"(?:的信|普通照会|的照会|的函|的电报|的报告|的说明|的备忘录|的发言|的声明)\*{0,3}$")
_APPENDED = re.compile(
    r"增编|更正|订正|补编|报告员[:：]|主席[:：]?|\(|决议草案|决定草案|第.{1,5}(?:部分|次报告)|秘书长|临时"
    r"|.{0,24}的(?:信|报告|说明|照会|备忘录)$"
)


def _is_complete(entries: Sequence[ElementLine | TextLine], flat: str) -> bool:
    """Tell whether the document's own title has come to its end before the line `flat`."""
    words = [entry for entry in entries if isinstance(entry, TextLine)]
    if not words or _APPENDED.match(flat):
        return False
    joined = "".join(entry.squeezed.text for entry in words[-6:])
    if not _COMPLETE.search(joined):
        return False
    if any(_DATED.match(entry.squeezed.text) for entry in words):
        return True
    numbers = sum(
        len(element.items) for entry in entries if isinstance(entry, ElementLine) for element in entry.scan.elements
    )
    return len(words) > max(numbers, 1) or (numbers < 2 and words[-1].squeezed.text.startswith(("秘书长的", "主席的")))


def _has_words(entries: Sequence[ElementLine | TextLine]) -> bool:
    return any(isinstance(entry, TextLine) for entry in entries)


def _strong_ahead(text: str, lines: Sequence[Line], index: int) -> int | None:
    """Return the next line that names a session or items, if it stands close by."""
    for place in range(index, min(len(lines), index + _STRAY_LINES)):
        _, squeezed = _merge(text, lines, place)
        if any(element.kind in _STRONG for element in scan(squeezed).elements):
            return place
    return None
