"""Indicators, one file each; `orgsim.analysis.kpi.KPIS` knows them all."""
