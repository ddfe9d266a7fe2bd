"""The tests; a package, so that another of this name among what is installed is not taken for it."""
