"""What staff prove themselves with: passwords, codes of an app, passkeys, and codes for when those are lost."""
