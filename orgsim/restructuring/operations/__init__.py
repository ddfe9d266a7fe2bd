"""The operations, one file each; see `orgsim.restructuring.operation.OPERATIONS`."""
