"""YAML to checked structures; the condition language; the linter."""
