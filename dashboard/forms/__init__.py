"""Forms made from specifications: what can be written in a plan can be filled in, without a list of operations here."""
