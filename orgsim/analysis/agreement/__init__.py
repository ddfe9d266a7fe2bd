"""Engine against engine, on random offices with every mechanism in them (`orgsim verify --engines`)."""
