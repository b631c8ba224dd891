"""What paragraphs are by what stands around them: tables of contents, notes at the end, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.paragraphs.marks import CLOSED, LEADER, MARKER, TITLE_WORD
from pipeline.document.paragraphs.model import Kind

_LONGEST_ENTRY = 160  # characters of a line of contents
_INDENTED = 16  # columns: names stand far to the right

_SPACE = re.compile(r"\s+")
_PAGE_TAIL = re.compile(r"[\d\s.．…·–—-]+$")
_CONTENTS = frozenset(["目录", "目次", "目錄", "内容", "內容"])
_NOTES = frozenset(["注", "注释", "脚注", "附注", "註", "註釋", "腳註"])
_SIGNED = re.compile(
    r"[(（]签[名字署字][)）]|[(（]簽[名字署][)）]|[签簽][名字]$|[签簽]名\s|谨启|谨上|敬启|[(（][签簽][)）]"
)
_OFFICE = re.compile(
    r"(?:代表|大使|代办|代辦|公使|参赞|部长|部長|主席|总统|總統|总理|總理|首相|秘书长|秘書長|国王|议长|团长|专员|干事|主任|司长|特使"
    r"|陛下|殿下|阁下|博士|先生|女士|报告员|联合国|聯合國|共和国|王国|联邦|合众国)$"
)
_GAP = re.compile(r"\S\s{3,}\S")
_ANNEX = re.compile(r"(?:附件|附文|附录|附錄|附编|增编)")
_LONGEST_TITLE = 120  # characters of an annex' title
_BRACKETED = r"[(（\[〔][^()（）\[\]〔〕]{2,60}[)）\]〕]"  # place and date of a text
_NAMES_A_TEXT = re.compile(
    r".{2,}(?:声明|公报|宣言|决议|决定|文件|备忘录|照会|信|函|协定|协议|条约|公约|议定书|宪章|章程|纪要|记录|摘要|纲领|计划|方案|战略"
    r"|倡议|新闻稿|讲话|发言|致词|贺电|报告|说明|意见|答复|建议|呼吁书?|原则|准则|名单|案文|全文|草案)"
    rf"(?:[,，]? ?{_BRACKETED}|[,，] ?\d{{4}}年[^。]{{2,40}})?$|{_BRACKETED}$"
)
_SAYS = re.compile(r"我们|重申|强调|欢迎|呼吁各|认为|了|应当|必须|将")  # a sentence, its full stop lost


def mark_notes(texts: Sequence[str], kinds: list[Kind]) -> None:
    """What follows the heading 注 is footnotes, as long as it is numbered."""
    inside = False
    for index, text in enumerate(texts):
        if kinds[index] == "heading" and _SPACE.sub("", text) in _NOTES:
            inside = True
        elif inside and kinds[index] != "furniture":
            inside = text[0].isascii() or text[0] in "（¹²³⁴⁵⁶⁷⁸⁹⁰"
            if inside:
                kinds[index] = "footnote"


def mark_contents(texts: Sequence[str], kinds: list[Kind]) -> None:
    """Lines with leaders are contents, and so are those between their title and the first of them that comes again."""
    inside = False
    seen: set[str] = set()
    for index, text in enumerate(texts):
        if len(text) < _LONGEST_ENTRY and LEADER.search(text):
            kinds[index] = "furniture"
        elif kinds[index] == "heading" and _SPACE.sub("", text) in _CONTENTS:
            kinds[index] = "furniture"
            inside = True
            seen.clear()
            continue
        if not inside:
            continue
        key = _SPACE.sub("", _PAGE_TAIL.sub("", LEADER.split(text, 1)[0]))
        if kinds[index] != "furniture" and (key in seen or text[-1] in CLOSED or len(text) > _LONGEST_ENTRY):
            inside = False
            continue
        seen.add(key)
        kinds[index] = "furniture"


def mark_annex_titles(texts: Sequence[str], kinds: list[Kind]) -> None:
    """What names a text, right after an annex begins, is that annex' title: longer than other headings may be."""
    begun = False
    for index, text in enumerate(texts):
        if kinds[index] == "body" and begun:
            begun = len(text) <= _LONGEST_TITLE and _NAMES_A_TEXT.match(text) is not None and not _SAYS.search(text)
            if begun:
                kinds[index] = "heading"
        elif kinds[index] == "heading":
            begun = begun or _is_annex(text)
        elif kinds[index] != "furniture":
            begun = False


def mark_signatures(texts: Sequence[str], kinds: list[Kind], indents: Sequence[int]) -> None:
    """A run of short lines with names and offices is a signature if nothing but an annex or the end follows it."""
    index = len(texts)
    ends = True  # whether what comes next is the end or an annex
    while index:
        index -= 1
        if kinds[index] in ("furniture", "footnote"):
            continue
        if kinds[index] != "heading" or _is_annex(texts[index]):
            ends = kinds[index] == "heading"
            continue
        last = index
        while index and kinds[index - 1] == "heading" and not _is_annex(texts[index - 1]):
            index -= 1
        run = range(index, last + 1)
        if ends or any(_SIGNED.search(texts[place]) for place in run):
            for place in range(_first_signed(texts, run, indents, ends), last + 1):
                kinds[place] = "signature"
        ends = False


def _is_annex(text: str) -> bool:
    return _ANNEX.match(text) is not None and TITLE_WORD.match(text) is not None


def _first_signed(texts: Sequence[str], run: range, indents: Sequence[int], ends: bool) -> int:
    """Return where in a run of short lines the signature begins; its end if there is none."""
    for place in run:
        text = texts[place]
        if MARKER.match(text):
            continue
        if _SIGNED.search(text) or _OFFICE.search(text) or indents[place] >= _INDENTED or (ends and _GAP.search(text)):
            return place
    return run.stop
