"""Alembic's environment: the connection comes from `snapshots.store.migrate`, never from a file."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
