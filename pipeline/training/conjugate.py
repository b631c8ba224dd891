"""Regularized least squares for many topics at once, from products with the features alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.training.workspace import Workspace

Floats = NDArray[np.float32]

_STEPS = 30  # at most; they end when the error has shrunk to this share of what it was:
_PRECISE = 1e-3
_EVERY = 60  # seconds between two states that are kept


def conjugate_gradients(
    product: Callable[[Floats], Floats],
    right: Floats,
    regularization: float,
    start: Floats | None = None,
    work: Workspace | None = None,
) -> Floats:
    """Return W with X'X W + regularization W = X'T, by conjugate gradients (Hestenes and Stiefel, 1952).

    Parameters
    ----------
    product
        Gives X'X P for a matrix P of the shape of W: terms by topics.
    right
        X'T for the targets T.
    regularization
        The weight of the squared length of W's columns.
    start
        Where to begin; zeros by default.
    work
        Where to keep the state between steps and to take it up again; nowhere by default.
    """
    tiny = np.float32(1e-30)

    def bend(point: Floats) -> Floats:
        return product(point) + np.float32(regularization) * point

    enough = _PRECISE * np.sqrt((right * right).sum(axis=0))
    state = work.read("step") if work else None
    if state is None:
        weights = np.zeros_like(right) if start is None else start.copy()
        residual = right.copy() if start is None else right - bend(weights)
        state = {"weights": weights, "residual": residual, "direction": residual.copy(), "steps": np.zeros(1, np.int64)}
    weights, residual, direction = state["weights"], state["residual"], state["direction"]
    size = (residual * residual).sum(axis=0)
    kept = time.monotonic()
    for step in range(int(state["steps"][0]), _STEPS):
        if (np.sqrt(size) <= enough).all():
            break
        bent = bend(direction)
        length = size / np.maximum((direction * bent).sum(axis=0), tiny)
        weights += length * direction
        residual -= length * bent
        size, before = (residual * residual).sum(axis=0), size
        direction = residual + size / np.maximum(before, tiny) * direction
        if work and time.monotonic() - kept >= _EVERY:
            done = np.array([step + 1])
            work.keep("step", weights=weights, residual=residual, direction=direction, steps=done)
            kept = time.monotonic()
    return weights
