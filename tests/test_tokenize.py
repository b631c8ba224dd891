"""Tokens: jieba's own whatever cuts them, with symbols and lexicon terms whole."""

from __future__ import annotations

import logging
import pickle
import re
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.features import BOUNDARY
from pipeline.text import Token, Tokenizer, normalize
from pipeline.text import engine as engines

TERMS = [
    "消除对妇女一切形式歧视公约 100 nz",
    "全面禁试条约",
    "小岛屿发展中国家",
    "西撒哈拉特派团 n",
    "ECOSOC",
    "B型肝炎",
    "关于禁止发展、生产和储存细菌(生物)及毒素武器的公约",
    "",
]
SENTENCES = [
    "大会欢迎秘书长关于小岛屿发展中国家可持续发展的报告，并请他向第五十四届会议提出报告。",
    "安理会延长西撒哈拉特派团(西撒特派团)的任务期限至1998年10月31日，费用为1.5亿美元，增加了12.5%。",
    "ECOSOC在1998/44号决议中提到Y2K、COVID-19、T恤、AT&T与C++，版本v1.2.3-rc4_x。",
    "A-1 b_2 9.5% 3-4-5 x+y#z&1 2000年问题 50%以上 -5 .5 5. %5 e-mail@un.org www.un.org/a-1",
    "阿卜杜勒·拉赫曼先生与姆博图埃拉女士会见了布特罗斯加利",
    "㐀与龥以及鿿𠀀是罕用字，联合国各会员国",
    "",
    "\r\n",
]
WORDS = ["小岛屿发展中国家", "全面禁试条约", "联合国", "委员会", "裁军", "的", "ECOSOC", "B型", "《", "》", "A/53/7"]


@pytest.fixture(scope="module")
def fast() -> Tokenizer:
    return Tokenizer("rjieba", TERMS)


@pytest.fixture(scope="module")
def reference() -> Tokenizer:
    return Tokenizer("jieba", TERMS)


def texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


def test_tokens_have_their_places(fast: Tokenizer) -> None:
    text = "裁军 谈判会议,1998年"
    tokens = fast.tokens(text)
    assert [text[token.start : token.end] for token in tokens] == texts(tokens)
    assert texts(tokens) == ["裁军", "谈判", "会议", ",", "1998", "年"]
    assert tokens[1].start == tokens[0].end + 1


@pytest.mark.parametrize("sentence", SENTENCES)
def test_engines_agree_on_sentences(fast: Tokenizer, reference: Tokenizer, sentence: str) -> None:
    assert fast.tokens(sentence) == reference.tokens(sentence)
    assert fast.tokens(normalize(sentence).text) == reference.tokens(normalize(sentence).text)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.text("联合国大会议程项目裁军谈判决议秘书长难民雷昂", max_size=5),
            st.text("aZ09+#&._% -/()\t", max_size=6),
            st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF),
            st.characters(),
        ),
        max_size=12,
    ).map("".join)
)
def test_engines_agree_on_any_text(fast: Tokenizer, reference: Tokenizer, text: str) -> None:
    # Where a pattern stands three times in a row, two cuts are equally probable and rounding decides.
    assume(not re.search(r"([\u4e00-\u9fd5]{1,3})\1\1", text))
    assert fast.tokens(text) == reference.tokens(text)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_tokens_lose_nothing_but_white_space(fast: Tokenizer, text: str) -> None:
    assert "".join(texts(fast.tokens(text))) == "".join(text.split())


def test_tokens_equal_jieba_itself(fast: Tokenizer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    plain = Tokenizer()
    own = jieba.Tokenizer()
    own.FREQ, own.total = own.gen_pfdict(own.get_dict_file())
    own.initialized = True
    sentence = "委员会建议大会设立一个不限成员名额的工作组，审议v1.2-b3与50%的关系。"
    assert texts(plain.tokens(sentence)) == list(own.cut(sentence))


def test_terms_are_words(fast: Tokenizer) -> None:
    assert "小岛屿发展中国家" in texts(fast.tokens("各小岛屿发展中国家的代表"))
    assert "小岛屿发展中国家" not in texts(Tokenizer().tokens("各小岛屿发展中国家的代表"))


def test_terms_get_the_frequencies_of_jieba() -> None:
    # Overlapping words, known and unknown, rare and frequent, so that each changes what the next one gets.
    runs = re.findall("[\u4e00-\u9fd5]+", "".join(SENTENCES))
    words = [run[start : start + 2 + start % 4] for run in runs for start in range(len(run) - 1)]
    terms = [(word, None, None) for word in [*words, *words[:20], "ECOSOC", "T恤", "龥"]]
    ours, theirs = engines.RjiebaEngine(terms), engines.JiebaEngine(terms)
    figures = engines.JiebaDictionary(ours.cut_known)
    for word, _, _ in terms:
        figures.add(word, None)
        assert ours.cut_known(f"在{word}的") == theirs.cut_known(f"在{word}的")
    assert figures.total > 60_101_967


def test_frequencies_equal_those_of_jieba() -> None:
    theirs = engines.JiebaEngine()
    ours = engines.JiebaDictionary(theirs.cut_known)
    assert ours.total == theirs._jieba.total
    for word in ("程序", "得的", "小岛屿发展中国家", "程序", "小岛屿", "龥", "ECOSOC", "A", "阿卜杜", "的" * 9):
        frequency = ours.add(word, None)
        theirs._jieba.add_word(word)
        assert (frequency, ours.total) == (theirs._jieba.FREQ[word], theirs._jieba.total)


def test_terms_with_other_signs_stay_whole(fast: Tokenizer) -> None:
    text = normalize("审议关于禁止发展、生产和储存细菌（生物）及毒素武器的公约的执行").text
    assert normalize(TERMS[6]).text in texts(fast.tokens(text))


def test_known_title_stays_whole_between_brackets() -> None:
    terms = ["残疾人机会均等标准规则 1"]  # too rare a word to win by itself
    text = "执行《残疾人机会均等标准规则》的情况，《残疾人机会》"
    words = texts(Tokenizer(terms=terms).tokens(text))
    assert words[:4] == ["执行", "《", "残疾人机会均等标准规则", "》"]
    assert words[-3:] == ["残疾人", "机会", "》"]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("见A/RES/53/79。", ["A/RES/53/79"]),
        ("A/53/150和Corr.1", ["A/53/150"]),
        ("(A/53/371-S/1998/848)", ["A/53/371", "S/1998/848"]),
        ("A/C.3/53/L.14/Rev.1号文件", ["A/C.3/53/L.14/Rev.1"]),
        ("E/CN.4/1998/68/Add.1、CCPR/C/79/Add.93", ["E/CN.4/1998/68/Add.1", "CCPR/C/79/Add.93"]),
        ("A/CONF.183/9,A/RES/2625(XXV)", ["A/CONF.183/9", "A/RES/2625(XXV)"]),
        ("UNEP/GC.20/48及A/AC.105/PV.3.", ["UNEP/GC.20/48", "A/AC.105/PV.3"]),
    ],
)
def test_symbols_are_one_token(fast: Tokenizer, text: str, symbols: list[str]) -> None:
    assert [word for word in texts(fast.tokens(text)) if "/" in word] == symbols


def test_words_with_a_slash_are_no_symbols(fast: Tokenizer) -> None:
    assert texts(fast.tokens("HIV/AIDS")) == ["HIV", "/", "AIDS"]


def test_tokenize_texts_joins_the_tokens(fast: Tokenizer) -> None:
    joined = fast.tokenize_texts([*SENTENCES, "地雷 难民"])
    assert [line.split() for line in joined] == [texts(fast.tokens(text)) for text in [*SENTENCES, "地雷 难民"]]
    assert joined[-1] == "地雷  难民"


def test_tokenizer_can_be_pickled_while_loaded(fast: Tokenizer) -> None:
    fast.tokens("大会")
    copy = pickle.loads(pickle.dumps(fast))
    assert len(pickle.dumps(fast)) < 10_000
    assert copy.tokens(SENTENCES[0]) == fast.tokens(SENTENCES[0])


def test_tokenizers_do_not_share_terms(fast: Tokenizer) -> None:
    fast.tokens("全面禁试条约")
    assert "全面禁试条约" not in texts(Tokenizer().tokens("全面禁试条约"))
    assert "全面禁试条约" not in texts(Tokenizer("jieba").tokens("全面禁试条约"))


def test_threads_get_the_same_tokens() -> None:
    tokenizer = Tokenizer(terms=TERMS)
    found: list[list[list[Token]]] = []
    threads = [
        threading.Thread(target=lambda: found.append([tokenizer.tokens(text) for text in SENTENCES])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[tokenizer.tokens(text) for text in SENTENCES]] * 4


def test_jieba_says_nothing(capfd: pytest.CaptureFixture[str], reference: Tokenizer) -> None:
    Tokenizer("jieba").tokens("大会")
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_missing_rjieba_falls_back_with_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fast: Tokenizer
) -> None:
    expected = fast.tokens(SENTENCES[1])
    monkeypatch.setitem(sys.modules, "rjieba", None)
    engines._rjieba_installed.cache_clear()
    engines._jieba_class.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert Tokenizer(terms=TERMS).tokens(SENTENCES[1]) == expected
            Tokenizer().tokens("大会")
        assert [record.message for record in caplog.records] == [
            "rjieba cannot be imported: jieba cuts the same words instead, about 20 times slower"
        ]
    finally:
        engines._rjieba_installed.cache_clear()
        engines._jieba_class.cache_clear()


def test_terms_line_without_a_frequency_over_zero() -> None:
    with pytest.raises(InputError, match=r"terms, line 2: '裁军 0 n' is no entry"):
        Tokenizer(terms=["难民", "裁军 0 n"])


def test_unknown_engine() -> None:
    with pytest.raises(InputError, match="'thulac' is not known"):
        Tokenizer("thulac")  # type: ignore[arg-type]


def spaced(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the tokens' texts, with a `BOUNDARY` wherever white space parts two of them."""
    end = None
    for token in tokens:
        if end is not None and token.start > end:
            yield BOUNDARY
        yield token.text
        end = token.end


SPACED = Tokenizer("rjieba", ["大陆架界限委员会"])


@given(st.text(st.sampled_from("裁军核武器 \u3000\t\n\xa0，。《》/A1.-\u200b\u0308")) | st.text())
def test_words_are_the_tokens_with_a_boundary_where_white_space_parts_them(text: str) -> None:
    normalized = normalize(text).text
    assert list(SPACED.words(normalized)) == list(spaced(SPACED.tokens(normalized)))
