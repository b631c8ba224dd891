"""Where a masthead stops: the first words of the body, or of another document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.lines import Line
from pipeline.document.masthead.entries import ElementLine, Entry, TextLine
from pipeline.document.masthead.scan import Element
from pipeline.document.masthead.words import CHINESE_DATE
from pipeline.document.squeeze import squeeze

_DATED = re.compile(CHINESE_DATE)
_MONTH = re.compile(r"(?:19|20)\d\d年\d{1,2}月$")
_SPONSORED = re.compile(r"[：:](?:订正)?(?:决议|决定|订正)?(?:草案|修正案)$|修正案$")
_BODY_START = re.compile(
    r"谨|兹|我谨|我荣幸|我有|奉|随函|顺致|本函|主席先生|主席女士|请将"
    r"|(?:大会|安全理事会|经济及社会理事会|人权理事会|.{0,20}委员会|会议)[,，]"
    r"|目[录次]$|内容$|内容提要$|摘要|概要|提要|导言$|引言$|前言$|附件|附文|附录|执行摘要"
    r"|[一二三四五六七八九十]{1,2}$|[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[.．、](?!\d)"
    r"|\([a-z一二三四五六七八九十]{1,3}\)|[IVX]{1,4}\.|[A-Z]\.(?!\d)"
    r"|(?:上|下)午.{1,8}(?:开会|宣布)|主席[:：]|段次|章次"
)
_WIDE = 50  # columns: titles are mostly wrapped narrower
_INDENT = 8  # columns: of a paragraph's first line at most; titles in the middle stand further in
_RUN = 5  # lines looked at
_NOT_PROSE = re.compile(r"[一二三四五六七八九十]{1,3}、|\d{1,3}[.．、]|[(（][a-z][)）]")
_DRAFT = re.compile(r"(?:决议|决定)草案$|修正案$")
_NAME_LINES = 3
_CALLED = re.compile(
    r"(?:信|照会|函|电|电报|报告|说明|备忘录|公报|声明|来文|发言|讲话|文件|答复|摘要|决议|决定|宣言|公约|协定)(?:\(.{1,30}\))?\*{0,3}$"
)
_LONGEST_TITLE = 240  # characters
_TITLE_LINES = 8
_COMPLETE = re.compile(r"(?:的信|普通照会|的照会|的函|的电报|的报告|的说明|的备忘录|的发言|的声明)\*{0,3}$")
_APPENDED = re.compile(
    r"增编|更正|订正|补编|报告员[:：]|主席[:：]?|\(|决议草案|决定草案|第.{1,5}(?:部分|次报告)|秘书长|临时"
    r"|.{0,24}的(?:信|报告|说明|照会|备忘录)$"
)


def begins_another(elements: Sequence[Element], entries: Sequence[Entry]) -> bool:
    """Tell whether these elements open a second masthead, after the document's own title."""
    if not any(element.kind in ("session", "nations") for element in elements):
        return False
    return any(isinstance(entry, TextLine) and _DATED.match(entry.squeezed.text) for entry in entries)


def begins_body(flat: str, lines: Sequence[Line], index: int, text: str) -> bool:
    """Tell whether a line that is no masthead element begins the text proper."""
    if _DATED.match(flat) and _is_dated_title(lines, index, text):
        return False
    if _SPONSORED.search(flat):
        return False
    if "、" in flat and _is_list_of_sponsors(lines, index, text):
        return False
    if _BODY_START.match(flat) or "。" in flat or flat[-1] in "；;：:":
        return True
    line = lines[index]
    if line.width - line.indent >= _WIDE:
        first_indented = 0 < line.indent <= _INDENT and index + 1 < len(lines) and lines[index + 1].indent < line.indent
        if first_indented or _runs_into_sentence(lines[index : index + _RUN]):
            return True
    commas = flat.count("，") + flat.count(",")
    if len(flat) > 90 or (commas > 1 and len(flat) > 34):
        return True
    return flat[-1] in "，," and len(flat) > 24


def _is_dated_title(lines: Sequence[Line], index: int, text: str) -> bool:
    """Tell whether a line that begins with a date begins a title (1998年9月10日…给秘书长的信)."""
    length = 0
    for line in lines[index : index + _TITLE_LINES]:
        flat = squeeze(text, line.start, min(line.end, line.start + _LONGEST_TITLE + 1)).text
        length += len(flat)
        if "。" in flat or length > _LONGEST_TITLE:
            return False
        if _CALLED.search(flat):
            return True
    return False


def _runs_into_sentence(lines: Sequence[Line]) -> bool:
    """Tell whether wide lines go on, as wrapped lines do, to the end of a sentence or from clause to clause."""
    commas = 0
    for place, line in enumerate(lines):
        if place and (line.blank > 1 or line.indent > lines[0].indent or _NOT_PROSE.match(line.text)):
            return False
        if any(mark in line.text for mark in "。；"):
            return True
        commas += line.text.count("，") + line.text.count(",")
        if commas > 2 or line.width < _WIDE:
            break
    return commas > 2


def _is_list_of_sponsors(lines: Sequence[Line], index: int, text: str) -> bool:
    """Tell whether states are listed from here on, up to the words 决议草案."""
    for line in lines[index : index + 25]:
        flat = squeeze(text, line.start, line.end).text
        if _SPONSORED.search(flat):
            return True
        if "。" in flat or ("、" not in flat and "和" not in flat):
            return False
    return False


def is_complete(entries: Sequence[Entry], flat: str, blank: int) -> bool:
    """Tell whether the document's own title has come to its end before the line `flat`."""
    words = [entry for entry in entries if isinstance(entry, TextLine)]
    drafts = [place for place, entry in enumerate(words) if _DRAFT.search(entry.squeezed.text)]
    if drafts and len(words) > drafts[-1] + 1:
        # The name of a draft is one block.
        return blank > 0 or len(words) > drafts[-1] + _NAME_LINES
    if not words or _APPENDED.match(flat):
        return False
    joined = "".join(entry.squeezed.text for entry in words[-6:])
    if not _COMPLETE.search(joined):
        return False
    if _MONTH.match(flat) or any(_DATED.match(entry.squeezed.text) for entry in words):
        return True
    numbers = sum(
        len(element.items) for entry in entries if isinstance(entry, ElementLine) for element in entry.scan.elements
    )
    return len(words) > max(numbers, 1) or (numbers < 2 and words[-1].squeezed.text.startswith(("秘书长的", "主席的")))
