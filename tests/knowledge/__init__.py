"""Tests of the knowledge: its language, its reader, its content, its dangers."""
