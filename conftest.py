"""How long properties are tried: `dev`, or `ci` where CI is set, or what HYPOTHESIS_PROFILE says (drills: `long`)."""

import os

from hypothesis import HealthCheck, settings

# Properties that touch PostgreSQL are slow on purpose; a deadline would only measure the machine.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), print_blob=True, derandomize=True)
settings.register_profile("long", settings.get_profile("dev"), max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))
