"""Regularized least squares for many topics at once, from products with the features alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STEPS = 25  # at most; they end when the error has shrunk to this share of what it was:
_PRECISE = 3e-3


def conjugate_gradients(
    product: Callable[[Floats], Floats], right: Floats, regularization: float, start: Floats | None = None
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
    """
    tiny = np.float32(1e-30)

    def bend(point: Floats) -> Floats:
        return product(point) + np.float32(regularization) * point

    enough = _PRECISE * np.sqrt((right * right).sum(axis=0))
    weights = np.zeros_like(right) if start is None else start.copy()
    residual = right.copy() if start is None else right - bend(weights)
    direction = residual.copy()
    size = (residual * residual).sum(axis=0)
    for _ in range(_STEPS):
        if (np.sqrt(size) <= enough).all():
            break
        bent = bend(direction)
        step = size / np.maximum((direction * bent).sum(axis=0), tiny)
        weights += step * direction
        residual -= step * bent
        size, before = (residual * residual).sum(axis=0), size
        direction = residual + size / np.maximum(before, tiny) * direction
    return weights
