"""The interview: which questions, and how they are asked in a real terminal."""
