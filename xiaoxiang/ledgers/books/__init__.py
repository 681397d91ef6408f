"""The ledgers that there are, each declared in the file of its number (ledgers.md); importing one puts it on the shelf."""

from xiaoxiang.ledgers.books import b06_joint_consultation

__all__ = ["b06_joint_consultation"]
