"""The embedded server's configuration files, written anew at every start."""

from __future__ import annotations

from pathlib import Path

from store.server.account import Account

SETTINGS = """\
# Written by Suyuan at every start; your own settings belong into postgresql.auto.conf (ALTER SYSTEM).
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
max_wal_size = 2GB
min_wal_size = 128MB
checkpoint_timeout = 10min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m [%p] '
log_min_messages = warning
log_checkpoints = off
"""

RULES = """\
# Only the unix socket, only the accounts of the map, told by the kernel.
local all all peer map=suyuan
"""


def write_config(data: Path, account: Account) -> None:
    """Write postgresql.conf, pg_hba.conf and pg_ident.conf for a server that `account` runs; root may enter too."""
    names = dict.fromkeys((account.name, "root"))
    users = "".join(f'suyuan "{name}" suyuan\n' for name in names)
    for name, text in (("postgresql.conf", SETTINGS), ("pg_hba.conf", RULES), ("pg_ident.conf", users)):
        path = data / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
