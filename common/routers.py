"""Which connection a model uses: the reading log has its own, INSERT-only, role."""

LOG_MODELS = {"readinglog"}


class LogRouter:
    """Sends the reading log to the `log` connection; migrations run on `default` only."""

    def db_for_read(self, model, **hints):
        return "log" if model._meta.model_name in LOG_MODELS else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"

    def allow_relation(self, first, second, **hints):
        return None
