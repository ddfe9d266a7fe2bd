"""What is kept: scenarios with their versions and history, drafts, comparisons of any two, files."""
