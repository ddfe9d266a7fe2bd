"""Steps from one form of the store to the next, in order; none is changed once it is released."""
