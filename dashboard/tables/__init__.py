"""The organisation in tables that can be edited: rows from a scenario, and a scenario from rows."""
