"""How figures are drawn: what they show is prepared in `orgsim.report.figures`."""
