from harness.dynamodb.protocol.cancellation import cancellation, invalid_at

WORDS = "Transaction cancelled, please refer cancellation reasons for specific reasons "


def test_a_cancellation_names_the_code_of_each_action() -> None:
    reasons = [{"Code": "None"}, {"Code": "TransactionConflict", "Message": "busy"}]
    refusal = cancellation(reasons)
    assert refusal.name == "TransactionCanceledException"
    assert refusal.message == WORDS + "[None, TransactionConflict]"
    assert refusal.members == {"CancellationReasons": reasons}


def test_of_actions_after_the_first_invalid_one_nothing_is_said() -> None:
    refusal = invalid_at(1, 3, "why")
    assert refusal.message == WORDS + "[None, ValidationError, None]"
    assert refusal.members["CancellationReasons"] == [
        {"Code": "None"},
        {"Code": "ValidationError", "Message": "why"},
        {"Code": "None"},
    ]
