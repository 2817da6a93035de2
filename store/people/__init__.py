"""Who may come in, and with what. Nothing here is a fact about food; no number, name or code stands here in clear."""
