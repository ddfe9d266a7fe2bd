"""Other simulators, one a file: each runs any `benchmarks.models.Model` in its own idiom, as fast as that allows."""
