"""How Alembic runs the steps: on the connection that ``studio.store.upgrade`` hands in, in its transaction."""

from alembic import context

from studio.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
