"""Titles: those of the items, wrapped lines joined, and the document's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.document.join import join_lines
from pipeline.document.masthead.entries import TextLine
from pipeline.document.masthead.words import CHINESE_DATE

_DATED = re.compile(rf"{CHINESE_DATE}.")
_AUTHORED = re.compile(
    r"(?:联合国)?(?:秘书长|大会主席|安全理事会主席)(?:的|提出的|提交的)?(?:第.{1,3}次)?(?:综合|进度|初步|最后|年度|定期|临时|合并|补充)?(?:报告|说明|备忘录|信)"
    r"|(?:报告|说明|备忘录|普通照会|决议草案|订正决议草案|决定草案|订正案文|增编|更正|订正)(?:\d+)?\*{0,3}$"
    r"|.*[：:](?:订正)?(?:决议|决定)?(?:草案|修正案)$"
    r"|报告员[:：]"
)
_OFFICE = re.compile(
    r".*(?:委员会|工作组|专家组|秘书长|主席|主任|专员|报告员|代表|理事会|事务厅|检查组|大学|基金会?|计划署|规划署|组织|法庭|法院|总干事|特使|局|处|厅|署)"
    r"的?(?:第.{1,4}次)?(?:工作|进度|综合|年度|初步|最后)?(?:报告|说明|备忘录|信|照会|函|发言|声明|来文|答复)\*{0,3}$"
)
# Whatever comes from these is never the title of an item.
_OWN = re.compile(
    r"(?:秘书长|秘书处|主席|大会主席|第[一二三四五六]委员会|特别政治和非殖民化委员会(?:\(第四委员会\))?|总务委员会)"
    r"的?(?:第.{1,3}次)?(?:报告|说明|备忘录|信|来文|声明)\*{0,3}$"
)
_DRAFT = re.compile(r"(?:决议|决定)草案$|修正案$")
_OPEN_END = re.compile(r"[、，,：:和与及的于对在为向从被把之或]$|关于$")
_OPEN_START = re.compile(r"[和与及的或、，：》」”)）]")
_OPENING = "《“「（(〈"
_CLOSING = "》”」）)〉"
_WRAPPED_WIDTH = 26  # columns: shorter lines of a title were ended, not wrapped


class Titles(NamedTuple):
    """The titles of the items, the document's own title, and where they stand."""

    items: tuple[str, ...]
    document: str | None
    items_span: tuple[int, int] | None
    document_span: tuple[int, int] | None


def read_titles(source: str, lines: Sequence[TextLine], numbers: int, called: Sequence[TextLine] = ()) -> Titles:
    """Divide the words of a head among the titles of `numbers` items and the document's own title.

    `called` are the lines that are known to be the document's own title: those after 大会决议.
    """
    double_spaced = len(lines) > 2 and sum(line.blank > 0 for line in lines) > 0.7 * len(lines)
    cut = _find_document_title(lines, numbers, double_spaced)
    items, own = lines[:cut], called or lines[cut:]
    groups = _group(items, numbers)
    titles = tuple(_clean(join_lines(source, [(line.start, line.end) for line in group])) for group in groups)
    return Titles(
        tuple(title for title in titles if title),
        _own_title(source, own, double_spaced) if own else None,
        (items[0].start, items[-1].end) if items else None,
        (own[0].start, own[-1].end) if own else None,
    )


def _find_document_title(lines: Sequence[TextLine], numbers: int, double_spaced: bool) -> int:
    for index, line in enumerate(lines):
        text = line.squeezed.text
        if _DATED.match(text) or _AUTHORED.match(text) or "：决议草案" in text:
            # 核裁军 / 秘书长的报告: with one item and two blocks before the author, the second is the subject.
            return _subject(lines[:index], numbers, double_spaced)
        if index and "、" in text and any(_DRAFT.search(later.squeezed.text) for later in lines[index : index + 25]):
            return index
    if numbers < 2 and len(lines) > 1:
        for index in range(1, len(lines)):
            if _OFFICE.match(lines[index].squeezed.text) and not _is_wrapped(lines[index - 1], lines[index]):
                return _subject(lines[:index], numbers, double_spaced)
        return _subject(lines, numbers, double_spaced)
    if numbers > 1:
        if 1 < len(lines) <= numbers and _OWN.match(lines[-1].squeezed.text):
            return len(lines) - 1
        for index in range(1, len(lines)):
            apart = lines[index].blank > 0 and not double_spaced
            if (apart or _OFFICE.match(lines[index].squeezed.text)) and len(_group(lines[:index], numbers)) >= numbers:
                return index
    return len(lines)


def _subject(lines: Sequence[TextLine], numbers: int, double_spaced: bool) -> int:
    """Return where, among lines before an author's, the titles of the items end and the document's subject begins."""
    if numbers > 1 or len(lines) < 2:
        return len(lines)
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if _is_wrapped(before, line):
            continue
        if line.blank > 0 and not double_spaced:
            return index
        if double_spaced and before.width - before.indent < _WRAPPED_WIDTH and line.indent <= before.indent:
            return index
    return len(lines)


def _is_wrapped(before: TextLine, line: TextLine) -> bool:
    """Tell whether `line` can only go on with the title that `before` began."""
    if _OPEN_END.search(before.squeezed.text) or _OPEN_START.match(line.squeezed.text):
        return True
    opened = sum(before.squeezed.text.count(mark) for mark in _OPENING)
    return opened > sum(before.squeezed.text.count(mark) for mark in _CLOSING)


def _group(lines: Sequence[TextLine], numbers: int) -> list[list[TextLine]]:
    """Group the lines of the items' titles, one group a title."""
    if not lines:
        return []
    if numbers < 2:
        return [list(lines)]
    base = min(line.indent for line in lines)
    indented = [index > 0 and line.indent > base for index, line in enumerate(lines)]
    cued = [index > 0 and _is_wrapped(lines[index - 1], line) for index, line in enumerate(lines)]
    blocks = [index > 0 and line.blank == 0 for index, line in enumerate(lines)]
    either = [left or right for left, right in zip(indented, cued, strict=True)]
    never = [False] * len(lines)
    for joined in (either, indented, cued, never, blocks):
        if joined.count(False) == numbers:
            return _cut(lines, joined)
    joined = either if either.count(False) >= numbers else cued
    surplus = joined.count(False) - numbers
    if surplus > 0:
        candidates = [index for index in range(1, len(lines)) if not joined[index]]
        candidates.sort(key=lambda index: (-lines[index - 1].width, index))
        for index in candidates[:surplus]:
            joined[index] = lines[index - 1].width >= _WRAPPED_WIDTH or joined[index]
    return _cut(lines, joined)


def _cut(lines: Sequence[TextLine], joined: Sequence[bool]) -> list[list[TextLine]]:
    groups: list[list[TextLine]] = []
    for line, goes_on in zip(lines, joined, strict=True):
        if goes_on and groups:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _own_title(source: str, lines: Sequence[TextLine], double_spaced: bool) -> str | None:
    """Join the document's title; its parts (subject, author) stay apart by a space, wrapped lines do not."""
    parts: list[list[TextLine]] = []
    for line in lines:
        new = parts and (
            (line.blank > 0 and not double_spaced and not _is_wrapped(parts[-1][-1], line))
            or (_AUTHORED.match(line.squeezed.text) and not _DATED.match(parts[-1][0].squeezed.text))
            or _DRAFT.search(parts[-1][-1].squeezed.text)
        )
        if new or not parts:
            parts.append([line])
        else:
            parts[-1].append(line)
    # The states that put forward a draft are no part of what it is called.
    drafts = [place for place, part in enumerate(parts) if _DRAFT.search(part[-1].squeezed.text)]
    if drafts and drafts[0] + 1 < len(parts):
        parts = parts[drafts[0] + 1 :]
    joined = [_clean(join_lines(source, [(line.start, line.end) for line in part])) for part in parts]
    return " ".join(part for part in joined if part) or None


def _clean(title: str) -> str:
    return title.strip().rstrip("*＊﹡").rstrip()
