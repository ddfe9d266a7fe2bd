"""What the figures of a comparison show: numbers, sentences and sources, not yet drawn."""
