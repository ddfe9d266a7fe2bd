"""Kinds of rules, one file each."""
