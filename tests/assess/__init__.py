"""Tests of the assessment: answers, derived values, and what must always be true of a result."""
