"""The organisation as it is: how it is entered, and what can be said of it before any run."""
