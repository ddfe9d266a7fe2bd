"""Queues whose service is not exponential: exact for one server, fixed and phase-type work; else Whitt's GI/G/m."""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.theory.markov_queues import mmc
from orgsim.analysis.theory.stability import steady_load

__all__ = ["PhaseType", "gigm_wait", "mdc_wait", "mg1_wait", "mphc_wait"]

Matrix = NDArray[np.float64]


def mg1_wait(arrival_rate: float, mean_service: float, scv: float) -> float:
    """Return the mean wait in M/G/1 (Pollaczek and Khinchine).

    Parameters
    ----------
    scv
        Squared coefficient of variation of the service time.

    Examples
    --------
    >>> round(mg1_wait(0.8, 1.0, 0.0), 6), round(mg1_wait(0.8, 1.0, 0.5), 6)
    (2.0, 3.0)
    """
    load = steady_load(arrival_rate, mean_service, 1)
    return load * mean_service * (1 + scv) / (2 * (1 - load))


def mdc_wait(arrival_rate: float, service: float, servers: int) -> float:
    """Return the mean wait in M/D/c, exact to about nine digits.

    Solves Crommelin's chain: what is present one service time from now is the arrivals in between and those who could
    not be in service now.

    Examples
    --------
    >>> round(mdc_wait(1.6, 1.0, 2), 6)
    0.903284
    """
    load = steady_load(arrival_rate, service, servers)
    arrivals_mean = arrival_rate * service
    # The tail falls like exp(-2 (1 - load) n / load) or faster: states beyond the size hold less than 1e-15.
    size = servers + int(arrivals_mean + 12 * sqrt(arrivals_mean) + 40) + int(25 * load / (1 - load))
    arrivals = np.empty(size + 1)
    arrivals[0] = exp(-arrivals_mean)
    for k in range(1, size + 1):
        arrivals[k] = arrivals[k - 1] * arrivals_mean / k
    chain = np.zeros((size + 1, size + 1))
    for n in range(size + 1):
        left = max(n - servers, 0)
        chain[n, left:] = arrivals[: size + 1 - left]
    chain[:, -1] += 1 - chain.sum(axis=1)
    shares = _steady(chain - np.eye(size + 1))
    queue = float((shares * np.maximum(np.arange(size + 1) - servers, 0)).sum())
    return queue / arrival_rate


def _steady(generator: Matrix) -> Matrix:
    """Return the probabilities p with p·G = 0 that add up to 1."""
    equations = generator.T.copy()
    equations[-1] = 1.0
    right = np.zeros(len(generator))
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(equations, right), dtype=np.float64)


class PhaseType:
    """Service in exponential phases.

    Parameters
    ----------
    start
        Probability of starting in each phase.
    rates
        Rate of leaving each phase.
    follows
        ``follows[i][j]``: probability that phase j comes after phase i; the rest is done.
    """

    def __init__(self, start: list[float], rates: list[float], follows: list[list[float]]) -> None:
        self.start, self.rates, self.follows = start, rates, follows

    @classmethod
    def erlang(cls, mean: float, phases: int) -> PhaseType:
        """Return the sum of equal phases."""
        start = [1.0] + [0.0] * (phases - 1)
        follows = [[1.0 if j == i + 1 else 0.0 for j in range(phases)] for i in range(phases)]
        return cls(start, [phases / mean] * phases, follows)

    @classmethod
    def mixture(cls, shares: list[float], means: list[float]) -> PhaseType:
        """Return a mixture of exponentials: several kinds of work in one queue."""
        return cls(shares, [1 / mean for mean in means], [[0.0] * len(means) for _ in means])

    @property
    def mean(self) -> float:
        """Mean service time."""
        moves = np.asarray(self.follows)
        visits = np.linalg.solve(np.eye(len(moves)) - moves.T, np.asarray(self.start))
        return float((visits / np.asarray(self.rates)).sum())


def mphc_wait(arrival_rate: float, service: PhaseType, servers: int) -> float:
    """Return the mean wait in M/PH/c, exact, first come first served.

    States are the number present and how many servers are in each phase; above `servers` present they repeat, and the
    chances fall by a constant matrix (matrix-geometric).

    Examples
    --------
    >>> round(mphc_wait(1.6, PhaseType.erlang(1.0, 2), 2), 6)
    1.342391
    """
    steady_load(arrival_rate, service.mean, servers)
    levels = [_Level(service, busy) for busy in range(servers + 1)]
    full = levels[servers]
    size = len(full.states)
    up = arrival_rate * np.eye(size)
    inside, done = full.phases(full), full.completions(full, refill=True)
    out = np.diag(full.leaving() + arrival_rate)
    rate = _geometric(up, inside - out, done)
    # Below: one block per number present, the last closed by what comes back from above.
    offsets = np.cumsum([0, *(len(level.states) for level in levels)])
    generator = np.zeros((offsets[-1], offsets[-1]))
    for n, level in enumerate(levels):
        here = slice(offsets[n], offsets[n + 1])
        generator[here, here] += level.phases(level) - np.diag(level.leaving() + arrival_rate)
        if n:
            before = slice(offsets[n - 1], offsets[n])
            generator[here, before] += level.completions(levels[n - 1], refill=False)
            generator[before, here] += arrival_rate * levels[n - 1].starts(level)
    last = slice(offsets[servers], offsets[servers + 1])
    generator[last, last] += rate @ done
    equations = generator.T.copy()
    right = np.zeros(offsets[-1])
    tail = np.linalg.inv(np.eye(size) - rate)
    weights = np.ones(offsets[-1])
    weights[last] = tail.sum(axis=1)
    equations[-1], right[-1] = weights, 1.0
    shares = np.linalg.solve(equations, right)
    queue = float((shares[last] @ rate @ tail @ tail).sum())
    return queue / arrival_rate


class _Level:
    """The states with a number of servers busy: how many are in each phase, as sorted tuples of phases."""

    def __init__(self, service: PhaseType, busy: int) -> None:
        self.service = service
        self.states = list(combinations_with_replacement(range(len(service.rates)), busy))
        self.place = {state: i for i, state in enumerate(self.states)}

    def leaving(self) -> Matrix:
        return np.array([sum(self.service.rates[phase] for phase in state) for state in self.states], dtype=np.float64)

    def phases(self, target: _Level) -> Matrix:
        """Rates of going from one phase to the next."""
        matrix = np.zeros((len(self.states), len(target.states)))
        for i, state in enumerate(self.states):
            for k, phase in enumerate(state):
                for after, share in enumerate(self.service.follows[phase]):
                    new = tuple(sorted((*state[:k], *state[k + 1 :], after)))
                    matrix[i, target.place[new]] += self.service.rates[phase] * share
        return matrix

    def completions(self, target: _Level, *, refill: bool) -> Matrix:
        """Rates of finishing a service; with `refill` the server starts the next at once."""
        matrix = np.zeros((len(self.states), len(target.states)))
        for i, state in enumerate(self.states):
            for k, phase in enumerate(state):
                ending = self.service.rates[phase] * (1 - sum(self.service.follows[phase]))
                rest = (*state[:k], *state[k + 1 :])
                for new, share in self._refilled(rest) if refill else [(rest, 1.0)]:
                    matrix[i, target.place[new]] += ending * share
        return matrix

    def starts(self, target: _Level) -> Matrix:
        """Chances of the state after one more service has started."""
        matrix = np.zeros((len(self.states), len(target.states)))
        for i, state in enumerate(self.states):
            for new, share in self._refilled(state):
                matrix[i, target.place[new]] += share
        return matrix

    def _refilled(self, state: tuple[int, ...]) -> list[tuple[tuple[int, ...], float]]:
        return [(tuple(sorted((*state, phase))), share) for phase, share in enumerate(self.service.start)]


def _geometric(up: Matrix, inside: Matrix, down: Matrix) -> Matrix:
    """Return the smallest R with up + R·inside + R²·down = 0 (logarithmic reduction)."""
    size = len(up)
    identity = np.eye(size)
    local = np.linalg.inv(-inside)
    higher, lower = local @ up, local @ down
    sum_lower, product = lower.copy(), higher.copy()
    for _ in range(64):
        both = higher @ lower + lower @ higher
        solved = np.linalg.inv(identity - both)
        higher, lower = solved @ (higher @ higher), solved @ (lower @ lower)
        sum_lower += product @ lower
        product = product @ higher
        if np.abs(1 - sum_lower.sum(axis=1)).max() < 1e-14:
            break
    return up @ np.linalg.inv(-(inside + up @ sum_lower))


def gigm_wait(arrival_rate: float, mean_service: float, servers: int, arrival_scv: float, service_scv: float) -> float:
    """Return Whitt's approximation of the mean wait in GI/G/m, a correction of M/M/m.

    References
    ----------
    W. Whitt, "Approximations for the GI/G/m queue", Production and Operations Management 2, 1993.

    Examples
    --------
    >>> round(gigm_wait(2.4, 1.0, 3, 1.0, 0.5), 6)
    0.81607
    """
    r, m = steady_load(arrival_rate, mean_service, servers), servers
    ca, cs = arrival_scv, service_scv
    c = (ca + cs) / 2
    gamma = min(0.24, (1 - r) * (m - 1) * (sqrt(4 + 5 * m) - 2) / (16 * m * r))
    phi_1 = 1 + gamma
    phi_3 = (1 - 4 * gamma) * exp(-2 * (1 - r) / (3 * r))
    phi_4 = min(1.0, (phi_1 + phi_3) / 2)
    psi = 1.0 if c >= 1 else phi_4 ** (2 * (1 - c))
    if ca == cs == 0:
        return 0.0
    if ca >= cs:
        phi = (4 * (ca - cs) * phi_1 + cs * psi) / (4 * ca - 3 * cs)
    else:
        phi = ((cs - ca) * phi_3 + (cs + 3 * ca) * psi) / (2 * ca + 2 * cs)
    return phi * c * mmc(arrival_rate, mean_service, servers).wait
