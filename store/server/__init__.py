"""What the embedded PostgreSQL needs: binaries, an account to run under, the identity of a running server."""
