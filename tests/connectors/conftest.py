"""What tests of connectors share."""

from tests.connectors.board_server import town

__all__ = ["town"]
