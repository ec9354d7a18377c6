"""How alembic runs a revision here: on the connection it is given, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from corpus.tables import META

context.configure(connection=context.config.attributes["connection"], target_metadata=META)
context.run_migrations()
