"""Diagnoses, one file each; `orgsim.analysis.diagnosing.DIAGNOSES` knows them all."""
