"""The lists that can be brought as workbooks, each declared in a file of its own; importing one offers it."""

from xiaoxiang.ledgers.incoming import alleys

__all__ = ["alleys"]
