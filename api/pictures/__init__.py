"""Pictures as evidence: taken clean, kept sealed, shown to whom the policy lets see them (decision 20)."""
