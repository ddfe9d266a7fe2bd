"""How fast orgsim is, as ratios to others on the same machine and in the same run: python -m benchmarks."""
