"""How a store of an older orgsim becomes one of this: Alembic's environment and its versions."""
