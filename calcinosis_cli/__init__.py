"""calcinosis: triage and management support, for clinicians, when calcium is found in skin or soft tissue."""

__version__ = "0.1.0"
