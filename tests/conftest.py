from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import Agenda, TopicModel, train
from pipeline.corpus.collect import collect_file

ROOT = Path(__file__).resolve().parents[1]
STARTER = ROOT / "data" / "corpus" / "starter"
TAUGHT = (
    "second/environment-and-sustainable-development",
    "third/international-drug-control",
    "third/crime-prevention-and-criminal-justice",
    "third/rights-of-the-child",
)

LETTER = """联合国

大会

第五十三届会议
临时议程* 项目 97、104和105

环境与可持续发展
预防犯罪和刑事司法
国际药物管制

1998年8月24日泰国常驻联合国代表给秘书长的信

    谨随函附上曼谷部长级会议的联合公报。

    请将本函及其附件作为大会临时议程项目97、104和105的文件分发为荷。

                              常驻代表
                              大使
                              (签名)

附件

联合公报

    部长们商定在湄公河流域扩大替代发展方案，铲除罂粟，拦截醋酸酐等前体，并在海洛因戒毒和减少需求方面交流经验。

    会议支持拟订打击跨国有组织犯罪公约，要求在引渡、洗钱和贩运人口方面加强司法互助，并培训检察官和监狱人员。

    各国将养护红树林和珊瑚礁的生物多样性，减少温室气体排放，并对森林的可持续管理和臭氧层保护承担责任。

    好。


* A/53/150。
"""


@pytest.fixture(scope="session")
def agenda() -> Agenda:
    return Agenda.load(ROOT / "data" / "agenda")


@pytest.fixture(scope="session")
def model(agenda: Agenda) -> TopicModel:
    """A model of four topics, trained on some of the starter corpus, that carries the shipped agenda."""
    texts, labels = [], []
    for folder in TAUGHT:
        for path in sorted((STARTER / folder).glob("*.txt")):
            for found in collect_file(path, STARTER.parent, agenda, {}):
                body = [row["text"] for row in found.rows if row["kind"] == "body"]
                texts += body
                labels += [list(found.labels.topics)] * len(body)
    return replace(train(texts, labels), agenda=agenda)


@pytest.fixture(scope="session")
def model_path(model: TopicModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "agenda.safetensors"
    model.save(path)
    return path


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path
