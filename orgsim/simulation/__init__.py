"""What happens: citizens, clocks, draws, the network and the engines that run it."""
