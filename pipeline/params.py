"""The parameters of the pipeline: what `params.yaml` may say, with the defaults of `pipeline.train`.

The classes are plain dataclasses, so that a model can carry them without pydantic; reading the file checks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from annotated_types import Ge, Gt, Le

from pipeline.errors import InputError

Engine = Literal["rjieba", "jieba"]
Learner = Literal["svm", "ridge", "logistic", "bayes", "centroid", "average"]

Counted = Annotated[int, Ge(1)]
Positive = Annotated[float, Gt(0)]

_FORBID = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class CorpusParams:
    """What is read: folders of `data/corpus/` to leave out, and how many documents go into one shard."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    exclude: tuple[str, ...] = ()
    shard_documents: Counted = 500


@dataclass(frozen=True, slots=True)
class SplitParams:
    """How documents are dealt into folds; documents that share near-duplicate paragraphs stay together."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    folds: Annotated[int, Ge(3)] = 4  # one is judged, one decides, the others are learned from
    seed: int = 53
    near_duplicate: Annotated[float, Gt(0), Le(1)] = 0.5


@dataclass(frozen=True, slots=True)
class TokenizeParams:
    """Which program cuts text into words (the words are the same), and whether the lexicon's terms are known to it."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    engine: Engine = "rjieba"
    terms: bool = True


@dataclass(frozen=True, slots=True)
class FeatureParams:
    """What of a paragraph is counted, and how counts weigh.

    `characters` is the longest run of characters (0: none), `min_paragraphs` how many paragraphs a term must
    stand in, `max_terms` a cap on words and on runs each, `background` how much a paragraph of the background
    counts in document frequencies (0: not at all), `character_weight` the weight of runs beside words.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    words: bool = True
    characters: Annotated[int, Ge(0), Le(3)] = 3
    character_weight: Positive = 1.0
    min_paragraphs: Counted = 1
    max_terms: Counted = 150_000
    sublinear: bool = True
    background: Annotated[float, Ge(0)] = 1.0
    stopwords: bool = False


@dataclass(frozen=True, slots=True)
class TrainParams:
    """How topics are learned: see `pipeline.training`."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    learner: Learner = "average"
    regularization: Positive = 1.0
    titles: bool = True
    key_terms: bool = True
    title_channel: Annotated[float, Ge(0)] = 8.0
    weak_rounds: Annotated[int, Ge(0)] = 3
    beta: Positive = 1.0
    false_alarms: Annotated[float, Ge(0), Le(1)] = 0.15
    masthead_prior: Annotated[float, Ge(0)] = 1.0
    in_memory: Annotated[int, Ge(0)] = 20_000
    seed: int = 53


@dataclass(frozen=True, slots=True)
class EvaluateParams:
    """How a model is judged: bootstrap samples, and a file of labelled paragraphs from elsewhere."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    bootstrap: Annotated[int, Ge(0)] = 1000
    seed: int = 53
    external: str | None = None


@dataclass(frozen=True, slots=True)
class Params:
    """The whole of `params.yaml`."""

    __pydantic_config__: ClassVar[dict[str, str]] = _FORBID
    corpus: CorpusParams = field(default_factory=CorpusParams)
    split: SplitParams = field(default_factory=SplitParams)
    tokenize: TokenizeParams = field(default_factory=TokenizeParams)
    features: FeatureParams = field(default_factory=FeatureParams)
    train: TrainParams = field(default_factory=TrainParams)
    evaluate: EvaluateParams = field(default_factory=EvaluateParams)


Section = TypeVar("Section")


def load_params(path: Path) -> Params:
    """Read `params.yaml`; a missing file, an unknown key or a value of the wrong kind is an `InputError`."""
    import yaml

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; run the command in the project's folder") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    return params_from(Params, data or {}, str(path))


def params_from(section: type[Section], data: Any, where: str) -> Section:
    """Check plain data against a parameter class; `where` names its origin in the error."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(section).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field_name = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise InputError(
            f"{where}: {field_name}: {first['msg']} (got {first['input']!r}); mend or remove it"
        ) from error
