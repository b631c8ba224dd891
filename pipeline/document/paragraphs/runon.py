"""A whole resolution on one line, as some web pages have it: cut where its clauses begin."""

from __future__ import annotations

import re

_SHORTEST = 120
_ENACTING = re.compile(r"(?:^|\s)大\s?[会會]\s*+[,，]?(?:(?<=\s)|\s)")
_CUT = re.compile(
    # 大会, stands alone
    r"(?P<before>\s)(?=大\s?[会會][,，]?\s)|(?<=大[会會][,，])(?P<enacted>\s++)|(?<=\s大[会會])(?P<bare>\s++)"
    # a clause of the preamble, where commas inside it have no space after them
    r"|(?<=[,，])(?P<clause>\s++)(?=[一-鿿])"
    # a numbered or lettered clause
    r"|(?<=[。；;：:,，)）”》])\s*+(?=(?P<number>\d{1,2})[.．](?!\d))|(?<=[；;：:])(?P<letter>\s*+)(?=[(（][a-z][)）])"
    # the date of adoption, and what follows it
    r"|(?<!\s)(?P<date>\s++)(?=\d{4}年\d{1,2}月\d{1,2}日\s*第\d{1,4}次全体会议)|(?<=次全体会议)(?P<next>\s++)"
)
_COMMA = re.compile(r"[,，](\s?)(?=[一-鿿])")


def split_run_on(source: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """Return the places of the paragraphs in the line `source[start:end]`; None if it is one paragraph."""
    if end - start < _SHORTEST or not _ENACTING.search(source, start, end):
        return None
    commas = [bool(match[1]) for match in _COMMA.finditer(source, start, end)]
    spaced = sum(commas) * 2 > len(commas) > 8  # where a space follows every comma, it means nothing
    cuts = [start]
    last = 0
    for match in _CUT.finditer(source, start, end):
        if match["number"]:
            number = int(match["number"])
            if number not in (1, last + 1):
                continue
            last = number
        elif match["clause"] is not None and (spaced or last):
            continue
        elif match["before"] is not None:
            last = 0
        if match.end() > cuts[-1]:
            cuts.append(match.end())
    if len(cuts) < 3:
        return None
    spans = []
    for first, stop in zip(cuts, [*cuts[1:], end], strict=True):
        piece = source[first:stop]
        text = piece.strip()
        if text:
            begin = first + len(piece) - len(piece.lstrip())
            spans.append((begin, begin + len(text)))
    return spans
