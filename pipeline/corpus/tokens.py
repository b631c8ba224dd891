"""Token ids on disk: one shard for each shard of the paragraph table, row by row, with the words it numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.corpus.table import read_shard, shard_paths, write_table
from pipeline.features import TokenTable
from pipeline.params import Engine
from pipeline.shards import Found, Task, code_version, run_tasks
from pipeline.storage import sha256_file
from pipeline.text import Tokenizer, normalize

_SCHEMA = pa.schema([pa.field("ids", pa.list_(pa.int32()), nullable=False)])
_WORDS = pa.schema([pa.field("word", pa.string(), nullable=False)])


def tokenize_table(paragraphs: Path, tokens: Path, engine: Engine, terms: tuple[str, ...]) -> int:
    """Cut the body paragraphs of every shard (other kinds have no tokens); return the number of rows.

    A shard is cut again only if its own bytes, the terms or the code have changed.
    """
    common = [code_version("text", "corpus/tokens.py", "features.py"), terms]
    tokenizer = Tokenizer(engine, terms)
    tasks = [Task(path.stem, [common, sha256_file(path)], (path, tokenizer)) for path in shard_paths(paragraphs)]
    return sum(found["rows"] for found in run_tasks(tokens, tasks, _tokenize_shard))


def _tokenize_shard(work: tuple[Path, Tokenizer], folder: Path, name: str) -> tuple[list[str], Found]:
    paragraphs, tokenizer = work
    table = read_shard(paragraphs, ["kind", "text"])
    rows = zip(table["kind"].to_pylist(), table["text"].to_pylist(), strict=True)
    cut = TokenTable.from_tokens(tokenizer.words(normalize(text).text) if kind == "body" else () for kind, text in rows)
    shard = folder / f"{name}.parquet"
    write_table(_words_path(shard), pa.table({"word": pa.array(cut.words, pa.string())}, schema=_WORDS))
    ids = pa.ListArray.from_arrays(pa.array(cut.offsets.astype(np.int32)), pa.array(cut.ids))
    write_table(shard, pa.table({"ids": ids}, schema=_SCHEMA))
    return [shard.name, _words_path(shard).name], {"rows": len(cut)}


def _words_path(shard: Path) -> Path:
    return shard.with_name(shard.name.replace("part-", "words-"))


def read_token_shards(folder: Path) -> Iterator[TokenTable]:
    """Yield the tokens of each shard, row by row as in the paragraph table."""
    for path in shard_paths(folder):
        ids = read_shard(path)["ids"].combine_chunks()
        words = read_shard(_words_path(path))["word"].to_pylist()
        offsets = ids.offsets.to_numpy().astype(np.int64)
        yield TokenTable(words, ids.values.to_numpy().astype(np.int32), offsets)
