"""Token ids on disk: one shard for each shard of the paragraph table, row by row, with the words it numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.corpus.table import read_shard, shard_paths, write_table
from pipeline.features import TokenTable, spaced
from pipeline.text import Tokenizer, normalize

_SCHEMA = pa.schema([pa.field("ids", pa.list_(pa.int32()), nullable=False)])
_WORDS = pa.schema([pa.field("word", pa.string(), nullable=False)])


def tokenize_shard(paragraphs: Path, tokens: Path, tokenizer: Tokenizer) -> int:
    """Cut the body paragraphs of one shard and write their token ids (other kinds have none); return their number."""
    table = read_shard(paragraphs, ["kind", "text"])
    rows = zip(table["kind"].to_pylist(), table["text"].to_pylist(), strict=True)
    cut = TokenTable.from_tokens(
        spaced(tokenizer.tokens(normalize(text).text)) if kind == "body" else () for kind, text in rows
    )
    write_table(_words_path(tokens), pa.table({"word": pa.array(cut.words, pa.string())}, schema=_WORDS))
    ids = pa.ListArray.from_arrays(pa.array(cut.offsets.astype(np.int32)), pa.array(cut.ids))
    write_table(tokens, pa.table({"ids": ids}, schema=_SCHEMA))
    return len(cut)


def _words_path(shard: Path) -> Path:
    return shard.with_name(shard.name.replace("part-", "words-"))


def read_token_shards(folder: Path) -> Iterator[TokenTable]:
    """Yield the tokens of each shard, row by row as in the paragraph table."""
    for path in shard_paths(folder):
        ids = read_shard(path)["ids"].combine_chunks()
        words = read_shard(_words_path(path))["word"].to_pylist()
        offsets = ids.offsets.to_numpy().astype(np.int64)
        yield TokenTable(words, ids.values.to_numpy().astype(np.int32), offsets)


def read_tokens(folder: Path) -> TokenTable:
    """Return the tokens of every row of the paragraph table as one table."""
    whole: TokenTable | None = None
    for table in read_token_shards(folder):
        whole = table if whole is None else whole.concatenate(table)
    assert whole is not None  # shard_paths never returns nothing
    return whole
