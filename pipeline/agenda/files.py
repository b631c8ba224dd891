"""Reading `data/agenda/`: YAML in, an `Agenda` out, every broken rule a line that names the file and the field."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel, StrictStr, ValidationError, model_validator

from pipeline.agenda.agenda import LISTS, Agenda, Item, ListName, ProceduralItem, SessionAgenda, Topic
from pipeline.errors import InputError

Number = Annotated[StrictStr, Field(pattern=r"^[1-9]\d{0,2}(\([a-z]{1,2}\))?$")]
Status = Literal["seen", "inferred", "uncertain"]
Date = Annotated[StrictStr, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Model = TypeVar("Model", bound=BaseModel)
Slug = Annotated[StrictStr, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Title(_Strict):
    zh: StrictStr | None
    en: StrictStr | None = None


class _TopicTitle(_Strict):
    zh: Annotated[StrictStr, Field(min_length=1)]
    en: StrictStr


class _TopicEntry(_Strict):
    title: _TopicTitle
    committee: StrictStr | None = None


class _TopicsFile(RootModel[dict[Slug, _TopicEntry]]):
    pass


class _ListEntry(_Strict):
    symbol: StrictStr | None = None
    since: Date | None = None


class _Numbers(_Strict):
    adopted: Number | None = None
    provisional: Number | None = None
    preliminary: Number | None = None
    status: dict[ListName, Status] = {}

    @model_validator(mode="after")
    def _each_number_has_a_status(self) -> _Numbers:
        for name in LISTS:
            if (getattr(self, name) is None) != (name not in self.status):
                raise ValueError(f"{name}: give a number and its status (seen, inferred or uncertain), or neither")
        return self

    def by_list(self) -> dict[str, Item]:
        return {name: Item(getattr(self, name), self.status[name]) for name in LISTS if name in self.status}


class _Untitled(_Numbers):
    title: _Title


class _Report(_Strict):
    item: Number
    status: Status


class _SessionFile(_Strict):
    organ: StrictStr
    session: int | StrictStr
    lists: dict[ListName, _ListEntry]
    items: dict[Slug, _Numbers]
    procedural: list[_Untitled] = []
    sub_items: list[_Untitled] = []
    committee_reports: dict[str, _Report] = {}

    @model_validator(mode="after")
    def _a_number_stands_for_one_thing(self) -> _SessionFile:
        owners: dict[tuple[str, str], str] = {}
        named = [*self.items.items(), *((entry.title.zh or "?", entry) for entry in self.procedural)]
        for owner, numbers in named:
            for name, item in numbers.by_list().items():
                other = owners.setdefault((name, item.number), owner)
                if other != owner:
                    raise ValueError(f"{name} number {item.number} stands for both {other} and {owner}")
        return self


def load_agenda(folder: Path) -> Agenda:
    """Read every agenda file of `folder`; see `Agenda.load`."""
    topics_path = folder / "topics.yaml"
    entries = _validated(_TopicsFile, topics_path).root
    topics = {key: Topic(key, e.title.zh, e.title.en, e.committee) for key, e in entries.items()}
    sessions = {}
    for path in sorted(folder.glob("*/**/*.yaml")):
        entry = _validated(_SessionFile, path)
        unknown = sorted(set(entry.items) - set(topics))
        if unknown:
            raise InputError(f"{path}: items: unknown topic {unknown[0]!r}; add it to {topics_path} or mend its name")
        key = (entry.organ, entry.session)
        if key in sessions:
            raise InputError(f"{path}: organ {key[0]}, session {key[1]} has another file already; keep one of them")
        sessions[key] = _session(entry)
    return Agenda(topics, sessions)


def _session(entry: _SessionFile) -> SessionAgenda:
    def untitled(entries: list[_Untitled]) -> tuple[ProceduralItem, ...]:
        return tuple(ProceduralItem(e.title.zh, e.title.en, e.by_list()) for e in entries)

    return SessionAgenda(
        organ=entry.organ,
        session=entry.session,
        symbols={name: e.symbol for name, e in entry.lists.items() if e.symbol},
        since={name: e.since for name, e in entry.lists.items() if e.since},
        items={topic: numbers.by_list() for topic, numbers in entry.items.items()},
        procedural=untitled(entry.procedural),
        sub_items=untitled(entry.sub_items),
        reports={symbol: Item(e.item, e.status) for symbol, e in entry.committee_reports.items()},
    )


class _UniqueKeys(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, which YAML itself would resolve in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = next((key for position, key in enumerate(keys) if key in keys[:position]), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"key {twice!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _validated(model: type[Model], path: Path) -> Model:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give the folder that holds topics.yaml") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (yaml.YAMLError, TypeError) as error:
        raise InputError(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole file"
        raise InputError(f"{path}: {where}: {first['msg']} (got {str(first['input'])[:60]!r}); mend it") from error
