"""A ledger to counts, in SQL: ``harness/ledger/figures.sql`` has the views."""
