"""The one policy: who may do what with which thing, and how much of it is shown. Default deny (design D11)."""

from api.policy.actor import Actor
from api.policy.judging import Action, Resource, can

__all__ = ["Action", "Actor", "Resource", "can"]
