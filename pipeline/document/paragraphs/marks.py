"""What single lines look like: numbered, ended, ruled, a page number, a symbol."""

from __future__ import annotations

import re

# 1. / 1． / 1、 / (a) / （一） / 一、 / ㈠ / ① / A. / IV. / — / •
MARKER = re.compile(
    r"(?:\d{1,3} ?[.．、](?!\d)|\d{1,3}[.．](?=(?:19|20)\d\d年)"
    # 4.1 and 4.1.2, but no quantity: 1.22 亿美元
    r"|\d{1,2}(?:\.\d{1,2}){1,3}[.．]?[ \u3000](?=\S)"
    r"(?![百千万萬亿億％%个個倍美欧英瑞元公平立吨噸年月日人次分和至到及])"
    r"|[(（](?:[a-z]{1,2}|[ivx]{1,5}|[一二三四五六七八九十]{1,3}|\d{1,2})[)）]"
    r"|[一二三四五六七八九十]{1,3} ?[、.．]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条部](?:[分]|[ \u3000]|$)"
    r"|[㈠-㈩①-⑳⑴-⒇]"
    r"|[A-Z] ?[.．][ \u3000](?=\S)|[IVX]{1,5} ?[.．][ \u3000]?"
    r"|[—–•●■□◦·‧][ \u3000\t—–]*(?=\S)|-{1,2}[ \u3000](?=[^\s-]))"
)
# Headings that always stand alone.
TITLE_WORD = re.compile(
    r"(?:附件|附录|附文|附表|附图|附编|增编|目录|目次|导言|引言|序言|前言|结论|结语|摘要|内容提要|概要|背景|注释?|说明|更正|决议草案|决定草案)"
    r"\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[IVX]{1,4}|[A-Z])?\s*\*{0,3}$"
)
CLOSED = frozenset("。！？；：.!?;:…")
COMMA = frozenset("，,、")
_TAIL = re.compile(r"[”’」』》)）\]】\"'*\s]+$|(?<=[。；，])\s*\d{1,3}$")
# No paragraph begins with these.
NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕”’%％,;:!?")

# Cells side by side: columns of a table, two signatures.
COLUMNS = re.compile(r"\S\s{4,}\S")

RULE = re.compile(r"[-_=—–―─━*.·•＊…\s]{3,}$|[*＊]{1,3}$|_{2,}$")
PAGE = re.compile(
    r"(?:[-–—]?\s*\d{1,4}\s*[-–—]?|第\s*[\d一二三四五六七八九十]{1,5}\s*页(?:\s*[,，/]?\s*共\s*\d{1,5}\s*页)?|[Pp]age\s*\d{1,4}|/\s*(?:\.\.\.|…)+|\d{1,4}/\d{1,4})$"
)
SYMBOL_LINE = re.compile(
    r"(?:(?:第\s*\d+\s*页|[Pp]age\s*\d+|Chinese|English|CHINESE|中文|\d{1,4})\s*)?"
    r"[A-Z]{1,6}(?:\s?/\s?[A-Za-z0-9][A-Za-z0-9.]*(?:\([A-Za-z]+\))?)+\*{0,3}(?:\s*-?\s*[A-Z](?:/[A-Za-z0-9.]+)+)?"
    r"(?:\s*(?:第\s*\d+\s*页|[Pp]age\s*\d+|Chinese|English|CHINESE|中文|\d{1,4}))*$"
)
JOB = re.compile(
    r"(?:\d{2}-\d{5,6}(?:\s*\([A-Z]\))?(?:\s*\(?\d{6}\)?){0,4}(?:\s*\d{1,4})?|\d{1,4}\s+\d{2}-\d{5,6}(?:\s*\([A-Z]\))?"
    r"|\d{2}-\d{5,6}\s+\d{1,3}/\d{1,3}|\d{1,3}/\d{1,3}\s+\d{2}-\d{5,6}|[*]\d{7,9}[*]|CHINESE|Chinese|中文|请回收)$"
)
LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}|(?:·\s?){4,}|(?:．\s?){3,}|_{4,}\s*\d")
NOTICE = re.compile(r"[〔\[［【][^〔〕]*[〕\]］】]$")


def is_closed(text: str) -> bool:
    """Tell whether a line ends as sentences and clauses do; quotes, brackets and note marks after the end count not."""
    last = text[-1]
    if last in CLOSED:
        return True
    if last in COMMA or last.isalpha():
        return False
    rest = _TAIL.sub("", text[-12:])
    return bool(rest) and rest[-1] in CLOSED


def is_rule(text: str) -> bool:
    """Tell whether a line is drawn, not written."""
    return text[0] in "-_=—–―─━*.·•＊…" and RULE.match(text) is not None


def is_page_mark(text: str) -> bool:
    """Tell whether a line is a page number, a symbol in a page's corner or a job number."""
    first = text[0]
    if (first.isdigit() or first in "第Pp/-–—") and PAGE.match(text):
        return True
    return (first.isascii() or first in "第中请") and bool(SYMBOL_LINE.match(text) or JOB.match(text))
