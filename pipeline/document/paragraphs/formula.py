"""The formulas of documents: transmittal, request for circulation, courtesy, enacting and adoption."""

from __future__ import annotations

import re

_LONGEST = 400  # characters
_CONTENT = 30  # characters that a paragraph says beside its formulas if it is more than them

_ENACTING = re.compile(
    r"(?:大会|安全理事会|经济及社会理事会|人权理事会|人权委员会|缔约国会议|第[一二三四五六]委员会|.{2,14}(?:委员会|理事会))[，,]$"
    r"|大会$"
)
_ADOPTED = re.compile(
    r"(?:第\d{1,4}次(?:全体)?会议(?:\(?续\)?)?|\d{4}年\d{1,2}月(?:\d{1,2}日)?(?:第\d{1,4}次(?:全体)?会议)?"
    r"|[\[〔【](?:根据|未经).{2,80}通过.{0,30}[\]〕】])[。.]?$"
)
_ADDRESS = re.compile(r"(?:尊敬的)?(?:主席|秘书长|大使|议长)(?:先生|女士|阁下)?[，,：:！!]$|(?:阁下|各位代表)[，,：:]$")
_TRANSMITTAL = re.compile(
    r"(?:谨|兹|特此|荣幸|随函|随信|随照会|随文)[^。]{0,90}?"
    r"(?:附上|奉上|送上|转递|转交|递交|转达|送交|附送|附寄|提交|转送|随附|分送|致送|附载|附有|寄上|呈上|转呈)"
)
_ENCLOSED = re.compile(
    r"(?:随函|随信|随照会)(?:附|转|递|送|奉|提交|寄)|(?:谨|兹)(?:此)?(?:转递|转交|转达|转送|附上|提交|送上)"
)
_WITHIN = 60  # characters before the verb of a transmittal
_CIRCULATION = re.compile(
    r"(?:请|谨请|并请|烦请|望).{0,120}?(?:分发|散发|印发)|(?:分发|散发|印发)(?:为荷|为盼|是荷|给各会员国|全体会员国)"
)
_COURTESY = re.compile(
    r"(?:.{0,40}(?:顺致|谨致|再次?.{0,10}致以?|借此机会|藉此机会|顺此机会|表示).{0,20}敬意|此致敬礼|致以.{0,8}敬意)"
)


def is_formula(flat: str) -> bool:
    """Tell whether a paragraph, without white space, says nothing but formulas."""
    if len(flat) < 40 and (_ENACTING.match(flat) or _ADOPTED.match(flat) or _ADDRESS.match(flat)):
        return True
    if len(flat) > _LONGEST or not any(word in flat for word in ("随", "谨", "兹", "分发", "散发", "印发", "敬")):
        return False
    content = 0
    formulas = False
    for sentence in flat.split("。"):
        if not sentence:
            continue
        if _is_formula_sentence(sentence):
            formulas = True
        else:
            content += len(sentence)
    return formulas and content < _CONTENT


def _is_formula_sentence(sentence: str) -> bool:
    if _CIRCULATION.search(sentence) and ("文件" in sentence or "本" in sentence or len(sentence) < 20):
        return True
    if len(sentence) < 90 and _COURTESY.match(sentence):
        return True
    match = _TRANSMITTAL.search(sentence, 0, _WITHIN + 120)
    return match is not None and match.start() <= _WITHIN and bool(_ENCLOSED.search(sentence) or match.start() == 0)
