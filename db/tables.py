"""What every table shares: the declarative root, the clock and the columns that each row carries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Identity, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB, int: BigInteger}  # noqa: RUF012


def row_id(start: int = 1) -> Mapped[int]:
    """A key counted by the database from ``start``."""
    return mapped_column(BigInteger, Identity(start=start), primary_key=True)


def created() -> Mapped[datetime]:
    """The moment of the insert, by the database's clock."""
    return mapped_column(DateTime(timezone=True), server_default=func.now())
