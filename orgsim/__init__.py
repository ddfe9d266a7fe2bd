"""orgsim: what happens to citizens, staff and cost when a local government changes its organisation."""
