"""Normalized text and its tokens, with offsets back into the source."""

from pipeline.text.normalize import Normalized, normalize
from pipeline.text.tokenize import Token, Tokenizer

__all__ = ["Normalized", "Token", "Tokenizer", "normalize"]
