"""Linear learners, one against the rest: a matrix of TF-IDF rows and labels in, weights and bias out."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline.params import Learner as LearnerName
from pipeline.params import TrainParams
from pipeline.training.conjugate import conjugate_gradients

Weights = tuple[NDArray[np.float64], NDArray[np.float64]]
Learner = Callable[[NDArray[np.int64], NDArray[np.bool_]], Weights]

_TOLERANCE = 1e-2  # of the support vectors: a tighter one takes longer and ranks the same
_SAMPLE = 2_000  # rows that tell a learner's scale
_LIBLINEAR = Lock()
_COMMON = 30  # a term that one row in so many has is common
_LARGEST_KERNEL = 10_000  # rows; its factorization takes time with their third power


def fit_weights(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    """Return weights of shape (terms, topics) and a bias of shape (topics,) for the learner that `params` names."""
    if params.learner == "average":
        svm, bayes = (_on_one_scale(X, _LEARNERS[name](X, Y, params)) for name in ("svm", "bayes"))
        return (svm[0] + bayes[0]) / 2, (svm[1] + bayes[1]) / 2
    return _LEARNERS[params.learner](X, Y, params)


def learner(X: sparse.csr_array, params: TrainParams) -> Learner:
    """Return what learns from some rows of `X` and their labels, again and again.

    Labels change between two calls more often than rows: what ridge needs of rows alone is worked out once.
    """
    if params.learner == "ridge" and X.shape[0] <= _LARGEST_KERNEL:
        return _Kernel(X, params.regularization).fit
    return lambda rows, Y: fit_weights(X[rows], Y, params)


def _on_one_scale(X: sparse.csr_array, fitted: Weights) -> Weights:
    """Scale a learner's scores so that those of one text vary by 1 over the topics, on the average of some texts."""
    some = X[:: max(1, X.shape[0] // _SAMPLE)]
    scores = np.asarray(some @ fitted[0] + fitted[1])
    spread = max(float((scores - scores.mean(axis=1, keepdims=True)).std()), 1e-9)
    return fitted[0] / spread, fitted[1] / spread


def _ridge(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    """Regularized least squares: all topics from one factorization of the kernel (Rifkin and Klautau, 2004).

    Where there are too many rows for that, conjugate gradients come to the same.
    """
    if X.shape[0] > _LARGEST_KERNEL:
        return _ridge_by_steps(X, Y, params)
    return _Kernel(X, params.regularization).fit(np.arange(X.shape[0]), Y)


class _Kernel:
    """Regularized least squares over rows of one matrix: the kernel once, a factorization for each choice of rows."""

    def __init__(self, X: sparse.csr_array, regularization: float) -> None:
        self._X = X
        self._kernel = _products(X)
        self._regularization = regularization
        self._rows = np.zeros(0, np.int64)
        self._factor: Any = None

    def fit(self, rows: NDArray[np.int64], Y: NDArray[np.bool_]) -> Weights:
        """Return weights and bias learned from `rows`."""
        from scipy.linalg import cho_factor, cho_solve
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):  # several threads add up in another order each run
            if self._factor is None or not np.array_equal(rows, self._rows):
                self._factor = None  # the old one makes room
                kernel = self._kernel[np.ix_(rows, rows)].astype(np.float64) + 1.0  # the added 1 is the bias
                kernel[np.diag_indices_from(kernel)] += self._regularization
                self._factor, self._rows = cho_factor(kernel, lower=True, overwrite_a=True), rows
            dual = cho_solve(self._factor, np.where(Y, 1.0, -1.0))
            return self._X[rows].T @ dual, dual.sum(axis=0)


def _products(X: sparse.csr_array) -> NDArray[np.float32]:
    """Return X @ X.T, dense: terms that many rows have are multiplied as a dense matrix, three times as fast."""
    from threadpoolctl import threadpool_limits

    common = np.bincount(X.indices, minlength=X.shape[1]) * _COMMON >= X.shape[0]
    dense = X[:, np.flatnonzero(common)].toarray()
    with threadpool_limits(1):
        kernel: NDArray[np.float32] = dense @ dense.T
    rare = X[:, np.flatnonzero(~common)]
    shared = rare @ rare.T
    kernel[np.repeat(np.arange(X.shape[0]), np.diff(shared.indptr)), shared.indices] += shared.data
    return kernel


def _ridge_by_steps(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    whole = sparse.hstack([X, sparse.csr_array(np.ones((X.shape[0], 1)))], format="csr", dtype=np.float32)
    right = np.asarray(whole.T @ np.where(Y, np.float32(1), np.float32(-1)), np.float32)
    weights = conjugate_gradients(lambda point: np.asarray(whole.T @ (whole @ point)), right, params.regularization)
    return weights[:-1].astype(np.float64), weights[-1].astype(np.float64)


def _bayes(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    """Complement naive Bayes (Rennie et al., 2003): a topic's weights come from all text of the other topics."""
    inside = (X.T @ sparse.csr_array(Y.astype(np.float64))).toarray()
    total = np.asarray(X.sum(axis=0), np.float64).reshape(-1, 1)
    return complement_bayes(inside, total, params.regularization), np.zeros(Y.shape[1])


def complement_bayes(inside: NDArray[Any], total: NDArray[Any], smoothing: float) -> NDArray[np.float64]:
    """Return weights from the sums of each term in each topic, shape (terms, topics), and in all text, (terms, 1).

    A weight is -ln of the term's smoothed share of all text outside the topic. What a topic's weights have in common
    is taken off, and what a term says for all topics alike: that changes no ranking, but would make long texts score
    otherwise than short ones. Of -ln(total - inside) only -ln(1 - inside / total) is left by that.
    """
    weights = np.asarray(inside, np.float64) / (np.asarray(total, np.float64) + smoothing)
    np.minimum(weights, 1 - 1e-9, out=weights)
    np.log1p(-weights, out=weights, where=weights > 0)
    weights *= -1
    weights -= weights.mean(axis=0)
    weights -= weights.mean(axis=1, keepdims=True)
    return weights


def _centroid(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    """Rocchio's rule: the mean of a topic's paragraphs, scaled to length 1."""
    mean = X.T @ Y.astype(np.float64)
    return mean / np.maximum(np.linalg.norm(mean, axis=0), 1e-12), np.zeros(Y.shape[1])


def _svm_topic(X: sparse.csr_array, y: NDArray[np.bool_], params: TrainParams) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=1 / params.regularization, tol=_TOLERANCE, random_state=params.seed).fit(X, y)


def _logistic_topic(X: sparse.csr_array, y: NDArray[np.bool_], params: TrainParams) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10 / params.regularization, solver="liblinear", random_state=params.seed)
    return model.fit(X, y)


def _one_by_one(
    fit_topic: Callable[[Any, NDArray[np.bool_], TrainParams], Any],
    X: sparse.csr_array,
    Y: NDArray[np.bool_],
    params: TrainParams,
) -> Weights:
    """Fit every topic against the rest, one after the other.

    liblinear draws from one generator for the whole process: two at once would each give other weights every time.
    """
    # liblinear's weights hold the exact 64-bit values, which also keeps results the same on every processor.
    matrix = sparse.csr_matrix(X, dtype=np.float64)
    matrix.indices = matrix.indices.astype(np.int32)
    matrix.indptr = matrix.indptr.astype(np.int32)
    weights = np.zeros((X.shape[1], Y.shape[1]))
    bias = np.full(Y.shape[1], -1.0)  # a topic without examples is against all
    columns = [topic for topic in range(Y.shape[1]) if 0 < Y[:, topic].sum() < len(Y)]
    for topic in columns:
        with _LIBLINEAR:
            model = fit_topic(matrix, Y[:, topic], params)
        weights[:, topic] = model.coef_.ravel()
        bias[topic] = float(np.ravel(model.intercept_)[0])
    bias[Y.all(axis=0)] = 1.0
    return weights, bias


def _svm(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    return _one_by_one(_svm_topic, X, Y, params)


def _logistic(X: sparse.csr_array, Y: NDArray[np.bool_], params: TrainParams) -> Weights:
    return _one_by_one(_logistic_topic, X, Y, params)


_LEARNERS: dict[LearnerName, Callable[[sparse.csr_array, NDArray[np.bool_], TrainParams], Weights]] = {
    "svm": _svm,
    "ridge": _ridge,
    "logistic": _logistic,
    "bayes": _bayes,
    "centroid": _centroid,
}
