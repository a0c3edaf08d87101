"""The pure core: from answers to an assessment."""
