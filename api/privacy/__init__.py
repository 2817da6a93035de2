"""What a person may ask of whoever keeps their data: notice, consent, a copy, correction, erasure (PIPL)."""
