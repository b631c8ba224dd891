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
_SENDS = (
    "(?:附上|奉上|送上|转递|转交|递交|转达|送交|附送|附寄|提交|转送|随附|分送|致送|附载|附有|寄上|呈上|转呈"
    "|随照会附|随函附|随信附)"
)
_TRANSMITTAL = re.compile(rf"(?:谨(?![慎防严])|兹(?!事)|特此|荣幸|随函|随信|随照会|随文)[^。]{{0,90}}?{_SENDS}")
_ENCLOSED = re.compile(
    r"(?:随函|随信|随照会)(?:附|转|递|送|奉|提交|寄)|(?:谨|兹)此?(?:向[^，,]{2,10}?)?(?:转递|转交|转达|转送|附上|提交|送上)"
)
_WITHIN = 60  # characters before the verb of a transmittal
# Who asks for circulation names what lies before the reader, or ends with a courtesy.
_HERE = "(?:[本该此](?:函|信|照会|来文|文|说明|备忘录|声明|文件|报告|附件|件)|上述|所附|随附|附上|附件|附文|全文|来文)"
_OUT = "(?:分发|散发|印发)"
_CIRCULATED = re.compile(_OUT)
_CIRCULATION = re.compile(
    rf"(?:请|望|如蒙|希).{{0,60}}?{_HERE}.{{0,120}}?{_OUT}|{_OUT}(?:给.{{2,20}}|全体会员国)?(?:为荷|为盼|是荷|为感|为幸)"
    rf"|请.{{0,100}}?作为.{{0,60}}?文件.{{0,20}}?{_OUT}|(?:^|[，,；;])[谨并敬]?请(?:予以?)?(?:作为.{{0,60}})?{_OUT}"
)
# What a resolution or a report says of circulation is no request for it.
_OPERATIVE = re.compile(
    r"(?:\d{1,3}[.、]|\([a-z一二三四五六七八九十]{1,2}\))?(?:(?:大会|委员会|理事会|会议|又|还|并|再次|也)*"
    r"(?:决定|重申|欢迎|吁请|呼吁|敦促|促请|强调|注意到|赞扬|谴责|认识到|回顾|确认|申明|宣布|建议|要求|鼓励|邀请|核可|赞同|授权"
    r"|铭记|关切|审议了)|(?:\d{1,3}[.、])?(?:[又还并]|再次)?请(?:秘书长|各|会员国|有关|所有)(?!将本[函信照来]|把本[函信照来]))"
)
_COURTESY = re.compile(
    r".{0,40}(?:顺致|谨致|顺向|谨向|再次?.{0,12}(?:致以?|表示)|(?:借此机会|藉此机会|顺此机会|谨).{0,40}(?:致以?|表示)"
    r"|致以|致最).{0,20}敬意|此致敬礼"
)
_WORDS = ("随", "谨", "兹", "荣幸", "分发", "散发", "印发", "敬")


def is_formula(flat: str) -> bool:
    """Tell whether a paragraph, without white space, says nothing but formulas."""
    if len(flat) < 40 and (_ENACTING.match(flat) or _ADOPTED.match(flat) or _ADDRESS.match(flat)):
        return True
    if len(flat) > _LONGEST or not any(word in flat for word in _WORDS) or _OPERATIVE.match(flat):
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
    if _CIRCULATED.search(sentence) and _CIRCULATION.search(sentence):
        return True
    if len(sentence) < 90 and _COURTESY.match(sentence):
        return True
    match = _TRANSMITTAL.search(sentence, 0, _WITHIN + 120)
    return match is not None and match.start() <= _WITHIN and bool(_ENCLOSED.search(sentence) or match.start() == 0)
