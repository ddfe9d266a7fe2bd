"""Statistics over replications and cases: pure functions of numbers."""
