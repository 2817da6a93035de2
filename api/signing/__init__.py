"""How people, and the programs of partners, come in: codes, passwords, passkeys, invitations, devices, tokens."""
