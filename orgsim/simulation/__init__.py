"""What happens: citizens, clocks, draws, the network and the engines that run it."""

DEFAULT_ENGINE = "kernel"
"""The engine that is used unless another is named."""
