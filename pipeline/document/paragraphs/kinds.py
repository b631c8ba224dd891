"""What a paragraph is: text that speaks to an item, or a heading, a formula, a signature, a footnote, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.paragraphs.context import mark_annex_titles, mark_contents, mark_notes, mark_signatures
from pipeline.document.paragraphs.formula import is_formula
from pipeline.document.paragraphs.layout import is_punctuated
from pipeline.document.paragraphs.marks import COMMA, MARKER, NOTICE, TITLE_WORD, is_closed
from pipeline.document.paragraphs.model import Kind
from pipeline.document.squeeze import plain

_LONGEST_HEADING = 45  # characters
_LONGEST_CLAUSE_HEADING = 25  # with a comma in it
_LONGEST_UNSURE_HEADING = 30  # where sentences end with nothing
_SHORTEST_SENTENCE = 12
_LONGEST_FORMULA = 450

_SPACE = re.compile(r"\s+")
_OPERATIVE = re.compile(
    r"(?:又|还|并|再次|再|也|特别|强烈|深切|深为|极为|进一步|高兴地|赞赏地|关切地|遗憾地|满意地|严重)?"
    r"(?:请|决定|重申|欢迎|吁请|呼吁|敦促|促请|强调|注意到|赞赏|赞扬|感谢|表示|谴责|认识到|回顾|确认|承认|申明|宣布|建议|要求"
    r"|鼓励|邀请|核可|赞同|通过|支持|授权|铭记|考虑到|关切|深信|意识到|遵循|审议了|遗憾|痛惜|警觉|念及|忆及|鉴于|坚信|切望|期望)"
)
_NUMBERED_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3} ?[、.．]|[A-Z] ?[.．]|[IVX]{1,5} ?[.．]|第.{1,4}[章节部])"
)
_CELLS = re.compile(r"\S\s{3,}\S")
_FIGURE = re.compile(r"\d(?:[ ,.]?\d)*+")
_FIGURES = 2  # in a row of a table, at least


def classify(
    texts: Sequence[str], indents: Sequence[int], known: Sequence[Kind | None], stopped: Sequence[bool]
) -> list[Kind]:
    """Return the kind of each paragraph of a document, in order.

    `known` are those that the page told; `stopped` tells which paragraphs end where a mark was lost.
    """
    punctuated = is_punctuated(texts)
    kinds: list[Kind] = [
        kind or _kind(text, punctuated, lost and not punctuated)
        for text, kind, lost in zip(texts, known, stopped, strict=True)
    ]
    mark_notes(texts, kinds)
    mark_contents(texts, kinds)
    mark_annex_titles(texts, kinds)
    mark_signatures(texts, kinds, indents)
    return kinds


def _kind(text: str, punctuated: bool, stopped: bool) -> Kind:
    """Tell a paragraph's kind from itself."""
    if text[0] in "〔[［【" and NOTICE.match(text) and _is_notice(text):
        return "furniture"
    if len(text) > _LONGEST_FORMULA:
        return "body"
    flat = plain(_SPACE.sub("", text))
    if is_formula(flat):
        return "procedural"
    if len(flat) <= _LONGEST_HEADING and _is_heading(text, flat, punctuated) and not _is_text(text, flat, stopped):
        return "heading"
    return "body"


def _is_text(text: str, flat: str, stopped: bool) -> bool:
    """Tell whether a line that looks like a heading is a row of figures, or a sentence whose full stop was lost."""
    if _CELLS.search(text):
        return len(_FIGURE.findall(text)) >= _FIGURES
    return stopped and len(flat) > _SHORTEST_SENTENCE


def _is_notice(text: str) -> bool:
    return text[0] in "〔【" or "本文" in text or "作者" in text


def _is_heading(text: str, flat: str, punctuated: bool) -> bool:
    if TITLE_WORD.match(text):
        return True
    if flat[-1] in COMMA or (is_closed(text) and not (flat[-1] in ".:" and len(flat) < 4)):
        return False
    marker = MARKER.match(text)
    commas = flat.count("，") + flat.count(",")
    if punctuated:
        return commas == 0 or len(flat) <= _LONGEST_CLAUSE_HEADING
    if _NUMBERED_HEADING.match(text):
        return True
    words = flat[len(_SPACE.sub("", marker[0])) :] if marker else flat
    if _OPERATIVE.match(words) and (marker or len(words) > 12):
        return False
    return commas == 0 and len(flat) <= (_LONGEST_UNSURE_HEADING // 2 if marker else _LONGEST_UNSURE_HEADING)
