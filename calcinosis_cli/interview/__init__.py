"""Which question next, and how it is asked."""
