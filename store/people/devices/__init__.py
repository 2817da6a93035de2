"""Devices that prove themselves with a key of their own, and the sessions on them."""
