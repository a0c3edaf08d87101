"""The tests of calcinosis."""
