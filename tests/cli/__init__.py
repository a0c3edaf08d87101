"""Tests of the command line, each as a process of its own."""
