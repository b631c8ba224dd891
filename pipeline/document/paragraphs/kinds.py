"""What a paragraph is: text that speaks to an item, or a heading, a formula, a signature, a footnote, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.paragraphs.context import mark_contents, mark_notes, mark_signatures
from pipeline.document.paragraphs.formula import is_formula
from pipeline.document.paragraphs.marks import COMMA, MARKER, NOTICE, TITLE_WORD, is_closed
from pipeline.document.paragraphs.model import Kind
from pipeline.document.squeeze import plain

_LONGEST_HEADING = 45  # characters
_LONGEST_CLAUSE_HEADING = 25  # with a comma in it
_LONGEST_UNSURE_HEADING = 30  # where sentences end with nothing
_LONGEST_FORMULA = 450
_CHARACTERS_PER_STOP = 250

_SPACE = re.compile(r"\s+")
_OPERATIVE = re.compile(
    r"(?:又|还|并|再次|再|也|特别|强烈|深切|深为|极为|进一步|高兴地|赞赏地|关切地|遗憾地|满意地|严重)?"
    r"(?:请|决定|重申|欢迎|吁请|呼吁|敦促|促请|强调|注意到|赞赏|赞扬|感谢|表示|谴责|认识到|回顾|确认|承认|申明|宣布|建议|要求"
    r"|鼓励|邀请|核可|赞同|通过|支持|授权|铭记|考虑到|关切|深信|意识到|遵循|审议了|遗憾|痛惜|警觉|念及|忆及|鉴于|坚信|切望|期望)"
)
_NUMBERED_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3} ?[、.．]|[A-Z] ?[.．]|[IVX]{1,5} ?[.．]|第.{1,4}[章节部])"
)
_CELLS = re.compile(r"\t|\S\s{2,}\S+\s{2,}\S")


def classify(texts: Sequence[str], indents: Sequence[int], known: Sequence[Kind | None]) -> list[Kind]:
    """Return the kind of each paragraph of a document, in order; `known` are those that the page told."""
    stops = sum(text.count("。") + text.count("；") for text in texts)
    # A text that lost its punctuation ends sentences with nothing.
    punctuated = stops * _CHARACTERS_PER_STOP >= sum(map(len, texts))
    kinds: list[Kind] = [kind or _kind(text, punctuated) for text, kind in zip(texts, known, strict=True)]
    mark_notes(texts, kinds)
    mark_contents(texts, kinds)
    mark_signatures(texts, kinds, indents)
    return kinds


def _kind(text: str, punctuated: bool) -> Kind:
    """Tell a paragraph's kind from itself."""
    if text[0] in "〔[［【" and NOTICE.match(text) and _is_notice(text):
        return "furniture"
    if len(text) > _LONGEST_FORMULA:
        return "body"
    flat = plain(_SPACE.sub("", text))
    if is_formula(flat):
        return "procedural"
    if len(flat) <= _LONGEST_HEADING and _is_heading(text, flat, punctuated):
        return "heading"
    return "body"


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
