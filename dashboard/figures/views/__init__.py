"""The parts of the page of a result: story, figures, indicators, structures, what it rests on."""
