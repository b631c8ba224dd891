"""The paragraph table: what a corpus holds, which documents belong together, and how they are dealt into folds."""

from pipeline.corpus.annotations import Annotation, load_annotations
from pipeline.corpus.collect import Collected, collect_file, corpus_files
from pipeline.corpus.groups import group_documents
from pipeline.corpus.table import PARAGRAPHS, shard_paths, write_rows

__all__ = [
    "PARAGRAPHS",
    "Annotation",
    "Collected",
    "collect_file",
    "corpus_files",
    "group_documents",
    "load_annotations",
    "shard_paths",
    "write_rows",
]
