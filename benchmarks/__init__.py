"""Benchmarks against stock Odoo and the limit; run by ``./fg bench``."""
