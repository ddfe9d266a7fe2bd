"""Engines: one meaning, equal logs bit for bit."""
