"""What a paragraph is: text that speaks to an item, or a heading, a formula, a signature, a footnote, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.document.paragraphs.marks import (
    CLOSED,
    LEADER,
    MARKER,
    NOTICE,
    TITLE_WORD,
    is_closed,
    is_furniture,
)
from pipeline.document.paragraphs.model import Kind

_LONGEST_HEADING = 45
_LONGEST_FORMULA = 220
_SPACE = re.compile(r"\s+")

_FOOTNOTE = re.compile(
    r"[*＊﹡]{1,4}\s*(?=[A-Z《见同第本参由根载联重因在以前按另为\d])|\d{1,3}/\s|[a-z]/\s|[¹²³⁴-⁹⁰]"
    r"|\(?\d{1,3}\)?\s+(?:见(?!证)|同上|参看|参见|第\d|[AES]/|ST/|《|联合国，|UNEP|GC|Official|See|Ibid|United Nations)"
    r"|注[:：]"
)
_ENACTING = re.compile(
    r"(?:大会|安全理事会|经济及社会理事会|人权理事会|人权委员会|缔约国会议|[^，,。]{2,20}委员会)\s*[，,]$"
)
_TRANSMITTAL = re.compile(
    r"(?:(?:奉|根据|遵照|依照|按照|应|继|关于|参照|谨以)[^。]{2,60}[，, ])?(?:我|本人)?"
    r"(?:荣幸地?|谨此|谨|兹|特此|现|随函|随信)?"
    r"(?:此|代表[^。]{2,50}[，,]?|以[^。]{2,50}(?:身份|名义)[，,]?|就[^。]{2,40}[，,]?)?"
    r"(?:随函|随信|向[^。，,]{1,20}|将[^。，,]{1,60}|把[^。，,]{1,60}|在此)?"
    r"(?:附上|转递|转交|递交|转达|送交|附送|附寄|提交|转送|随附|分送|致送|附载|将)"
)
_ENCLOSED = re.compile(r"随函|随信|谨转|兹转|谨此转|谨送|谨附|谨提交|附上|转递")
_CIRCULATION = re.compile(r"请.{0,80}(?:分发|散发|印发)|(?:分发|散发|印发)(?:为荷|为盼|是荷|给各会员国)")
_COURTESY = re.compile(r"顺致|谨致(?:崇高|最崇高)?的?敬意|致以(?:最)?崇高的?敬意|此致敬礼")
_ADOPTED = re.compile(
    r"(?:第\d{1,4}次(?:全体)?会议(?:\(?续\)?)?[。.]?|\d{4}年\d{1,2}月\d{1,2}日(?:第\d{1,4}次(?:全体)?会议)?[。.]?"
    r"|[\[〔【](?:根据|未经).{2,80}通过.{0,30}[\]〕】])$"
)
_OPERATIVE = re.compile(
    r"(?:又|还|并|再次|再|也|特别|强烈|深切|深为|极为|进一步|高兴地|赞赏地|关切地|遗憾地|满意地|敦促|严重)?"
    r"(?:请|决定|重申|欢迎|吁请|呼吁|敦促|促请|强调|注意到|赞赏|赞扬|感谢|表示|谴责|认识到|回顾|确认|承认|申明|宣布|建议|要求|鼓励|邀请|核可|赞同|通过|支持|授权|铭记|考虑到|关切|深信|意识到|遵循|审议了|满意地|遗憾|痛惜|警觉|念及|忆及|鉴于|坚信|切望|期望)"
)
_SIGNED = re.compile(r"[(（]签[名字署][)）]|签[名字]$|签名 |谨启|谨上|敬启|[(（]签[)）]")
_OFFICE = re.compile(
    r"(?:代表|大使|代办|公使|参赞|部长|主席|总统|总理|首相|秘书长|国王|议长|团长|专员|干事|主任|司长|特使|代理|副代表|陛下|殿下|阁下|博士|先生|女士|报告员|联合国|共和国|王国|联邦|合众国)$"
)
_GAP = re.compile(r"\S\s{3,}\S")
_ANNEX = re.compile(r"(?:附件|附文|附录|附编|增编)")
_NUMBERED_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3} ?[、.．]|[A-Z] ?[.．]|[IVX]{1,5} ?[.．]|第.{1,4}[章节部])"
)


class Setting:
    """What the whole document tells about each of its paragraphs."""

    def __init__(self, texts: Sequence[str]) -> None:
        stops = sum(text.count("。") + text.count("；") for text in texts)
        characters = sum(map(len, texts))
        # A text that lost its punctuation ends sentences with nothing.
        self.punctuated = stops * 250 >= characters


def classify(texts: Sequence[str], indents: Sequence[int]) -> list[Kind]:
    """Return the kind of each paragraph of a document, in order."""
    setting = Setting(texts)
    kinds: list[Kind] = [_alone(text, setting) for text in texts]
    _mark_notes(texts, kinds)
    _mark_contents(texts, kinds)
    _mark_signatures(texts, kinds, indents)
    return kinds


def _alone(text: str, setting: Setting) -> Kind:
    """Tell a paragraph's kind from itself."""
    if is_furniture(text) or (NOTICE.match(text) and _is_notice(text)):
        return "furniture"
    flat = _SPACE.sub("", text) if len(text) < 400 else text
    if _FOOTNOTE.match(text) and len(flat) < 300:
        return "footnote"
    if len(flat) <= _LONGEST_FORMULA and _is_formula(flat):
        return "procedural"
    if len(flat) <= _LONGEST_HEADING and _is_heading(text, flat, setting):
        return "heading"
    return "body"


def _is_notice(text: str) -> bool:
    return text[0] in "〔【" or "本文" in text or "作者" in text


def _is_formula(flat: str) -> bool:
    if _ENACTING.match(flat) and len(flat) < 30:
        return True
    if _CIRCULATION.search(flat) and ("文件" in flat or "本" in flat):
        return True
    if _COURTESY.match(flat) or _ADOPTED.match(flat):
        return True
    return bool(_ENCLOSED.search(flat, 0, 90)) and bool(_TRANSMITTAL.match(flat))


def _is_heading(text: str, flat: str, setting: Setting) -> bool:
    if TITLE_WORD.match(text):
        return True
    if is_closed(text) and not (flat[-1] in ".:" and len(flat) < 4):
        return False
    if flat[-1] in "，,、":
        return False
    marker = MARKER.match(text)
    words = flat[len(_SPACE.sub("", marker[0])) :] if marker else flat
    if _OPERATIVE.match(words) and (marker or len(words) > 12):
        return False
    commas = flat.count("，") + flat.count(",")
    if setting.punctuated:
        return commas == 0 or len(flat) <= 25
    if _NUMBERED_HEADING.match(text):
        return True
    return commas == 0 and len(flat) <= (15 if marker else 30)


def _mark_notes(texts: Sequence[str], kinds: list[Kind]) -> None:
    """What follows the heading 注 is footnotes, as long as it is numbered."""
    inside = False
    for index, text in enumerate(texts):
        if kinds[index] == "heading" and _SPACE.sub("", text) in ("注", "注释", "脚注", "附注"):
            inside = True
        elif inside and kinds[index] != "furniture":
            if text[0].isdigit() or text[0] in "*(（" or text[0].isascii():
                kinds[index] = "footnote"
            else:
                inside = False


def _mark_contents(texts: Sequence[str], kinds: list[Kind]) -> None:
    """Lines with leaders are a table of contents, and so are those between its title and the first of them repeated."""
    inside = False
    seen: set[str] = set()
    for index, text in enumerate(texts):
        if LEADER.search(text) and len(text) < 160:
            kinds[index] = "furniture"
            continue
        if kinds[index] == "heading" and _SPACE.sub("", text) in ("目录", "目次", "目錄"):
            kinds[index] = "furniture"
            inside = True
            seen.clear()
            continue
        if not inside:
            continue
        key = re.sub(r"[\d\s.．…·–—-]+$", "", text)
        key = _SPACE.sub("", key)
        if key in seen or (kinds[index] == "body" and (text[-1] in CLOSED or len(text) > 120)):
            inside = False
        else:
            seen.add(key)
            kinds[index] = "furniture"


def _mark_signatures(texts: Sequence[str], kinds: list[Kind], indents: Sequence[int]) -> None:
    """A run of short lines with names and offices is a signature if nothing but an annex or the end follows it."""
    index = len(texts)
    ends = True  # whether what comes next is the end, an annex or furniture
    while index:
        index -= 1
        if kinds[index] in ("furniture", "footnote"):
            continue
        if kinds[index] != "heading" or (TITLE_WORD.match(texts[index]) and _ANNEX.match(texts[index])):
            ends = kinds[index] == "heading"
            continue
        last = index
        while index and kinds[index - 1] == "heading" and not _ANNEX.match(texts[index - 1]):
            index -= 1
        run = range(index, last + 1)
        signed = any(_SIGNED.search(texts[place]) for place in run)
        if ends or signed:
            first = _first_signed(texts, run, indents, ends)
            for place in range(first, last + 1):
                kinds[place] = "signature"
        ends = False


def _first_signed(texts: Sequence[str], run: range, indents: Sequence[int], ends: bool) -> int:
    """Return where in a run of short lines the signature begins; its end if there is none."""
    for place in run:
        text = texts[place]
        if MARKER.match(text):
            continue
        if _SIGNED.search(text) or _OFFICE.search(text) or (_GAP.search(text) and ends) or indents[place] >= 16:
            return place
    return run.stop
