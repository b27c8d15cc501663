"""The rules of this room that no source settles, for reports and docs to list."""

# A rule and what is done here. Each is marked "doubtful" where its code is.
DOUBTFUL: tuple[tuple[str, str], ...] = (
    (
        "debt",
        "A call passes while its bucket is above zero and may leave it in debt.",
    ),
    (
        "transactions",
        "A transaction passes where each of its actions would pass by itself, and may leave as "
        "much debt as it consumes.",
    ),
    (
        "refused",
        "A refused call consumes nothing.",
    ),
    (
        "index back-pressure",
        "A global index without capacity refuses the writes of its table at once.",
    ),
    (
        "partition ceilings apart",
        "A partition's ceilings for reads and for writes are apart, not shared.",
    ),
    (
        "partition count",
        "A provisioned table starts with ceil(RCU / 3000 + WCU / 1000) partitions, an on-demand "
        "table with four.",
    ),
    (
        "hot keys",
        "A key that keeps its partition at the ceiling for 300 seconds gets one of its own.",
    ),
    (
        "partition exception",
        "A partition at its ceiling answers ProvisionedThroughputExceededException where the table "
        "is provisioned.",
    ),
    (
        "on-demand start",
        "A new on-demand table serves 12,000 read and 4,000 write units a second.",
    ),
    (
        "on-demand peak",
        "A peak is the mean of a whole minute, and counts half an hour after it.",
    ),
    (
        "on-demand burst",
        "An on-demand table keeps five seconds of what it serves.",
    ),
    (
        "on-demand reason",
        "An on-demand table that has to grow first gives the reason KeyRangeThroughputExceeded.",
    ),
    (
        "on-demand maximum",
        "Of OnDemandThroughput's maximum 300 seconds are kept as burst.",
    ),
    (
        "account quota",
        "An on-demand table at its quota answers RequestLimitExceeded; its indexes have quotas of "
        "their own.",
    ),
    (
        "switch to provisioned",
        "A table that comes from on demand starts with a full bucket.",
    ),
    (
        "switches to on demand",
        "A table goes on demand four times in any 24 hours; what AWS then says is worded as in "
        "2019.",
    ),
)
