"""Families of durations, one file each, by mean and squared coefficient of variation or by their own parameters."""

from __future__ import annotations

from orgsim.distributions.distribution import DISTRIBUTIONS, Distribution

__all__ = ["DISTRIBUTIONS", "Distribution"]
