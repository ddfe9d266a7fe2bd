"""Where the numbers come from: the ledger of assumptions, the numbers of the scenario, the sources."""
