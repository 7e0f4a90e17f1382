"""Runs the migrations on the connection that `migrate` opened; its transaction is theirs."""

from alembic import context

from connector.store.columns import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
