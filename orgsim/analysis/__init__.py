"""What it means: KPIs, statistics, theory, comparisons."""
