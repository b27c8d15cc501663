"""Lesson: the smallest function. An event comes in, an answer goes out, nothing is kept.

Event: ``{"nome": text, "sobrenome": text}``. Answers 200 with the greeting as a JSON string,
400 where a field is missing or is no text.
"""

import json
from typing import Any


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    try:
        greeting = f"Oi {_text(event, 'nome')} {_text(event, 'sobrenome')}!"
    except ValueError as error:
        return _answer(400, {"status": f"Campo ausente ou invalido: {error}"})
    return _answer(200, greeting)


def _text(event: Any, field: str) -> str:
    value = event.get(field) if isinstance(event, dict) else None
    if not isinstance(value, str):
        raise ValueError(field)
    return value


def _answer(status: int, body: object) -> dict[str, Any]:
    return {"statusCode": status, "body": json.dumps(body)}
