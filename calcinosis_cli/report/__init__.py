"""One module per form of output; none decides anything clinical."""
