"""What can go wrong between us and a board, each with one word for logs; nothing that was looked for is told."""

from __future__ import annotations

import math
from dataclasses import dataclass

from connectors.outbound import NoAnswer, Refused
from errors import AppError


class Spent(AppError):
    """We do not ask now, to stay within what the board allows; ``retry_after_s`` says when we may again."""

    code = "board_budget_spent"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("This board has been asked as often as it allows for now.")
        self.retry_after_s = math.ceil(retry_after_s)


class Resting(AppError):
    """We do not ask a server that failed several times in a row, or that told us to wait; ``retry_after_s`` says how long."""

    code = "board_resting"

    def __init__(self, retry_after_s: float) -> None:
        super().__init__("This board does not answer at the moment and is left alone for a while.")
        self.retry_after_s = math.ceil(retry_after_s)


class BadAnswer(AppError):
    """The board answered, and not with postings. ``problem`` is one word such as ``status_404`` or ``no_json``."""

    code = "board_bad_answer"

    def __init__(self, problem: str) -> None:
        super().__init__(f"The board's answer cannot be used ({problem}).")
        self.problem = problem


class Late(AppError):
    """There was no time left."""

    code = "board_late"

    def __init__(self) -> None:
        super().__init__("The board did not answer in time.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a board gave nothing, or not everything.

    Attributes:
        code: Of the error, such as ``board_budget_spent``, ``board_late`` or ``no_answer``.
        detail: One sentence for people.
        word: More closely: ``timeout``, ``status_404``, ``no_json``; empty where the code says all.
        retry_after_s: When asking again makes sense, where that is known.
    """

    code: str
    detail: str
    word: str = ""
    retry_after_s: int | None = None

    @classmethod
    def of(cls, error: AppError) -> Problem:
        """An error as something to show."""
        word = error.problem if isinstance(error, BadAnswer | NoAnswer) else ""
        after = error.retry_after_s if isinstance(error, Spent | Resting) else None
        # Which address was refused, and why, is for the one who set it up: the sentence names no address.
        return cls(
            "board_" + error.code if isinstance(error, Refused | NoAnswer) else error.code, error.detail, word, after
        )
