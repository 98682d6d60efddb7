"""Pure Python helpers: no ORM, no database, no import of ``odoo``.

Errors are plain exceptions that carry a machine code and its parameters; the
models that call these helpers turn them into translated messages.
"""
