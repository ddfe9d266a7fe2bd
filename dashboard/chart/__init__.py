"""The organisation chart: units as a tree, with people, load and what becomes of them; units can be chosen on it."""
