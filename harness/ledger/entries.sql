-- The entries of a ledger, one a row: docs/ledger.md. Units are capacity units, not halves; calls
-- that prepare data (setup) are in "entries" only.

CREATE VIEW entries AS
SELECT $members,
    coalesce(list_sum(list_transform(arms, lambda arm: arm.read_half_units)), 0) / 2 AS rcu,
    coalesce(list_sum(list_transform(arms, lambda arm: arm.write_half_units)), 0) / 2 AS wcu
FROM (SELECT *, unnest(range(1, len(time_ns) + 1)) AS number FROM lines WHERE type IS NOT NULL);

CREATE VIEW calls AS
SELECT
    make_timestamp_ns(time_ns) AS time,
    second_of(time_ns) AS second,
    operation, caller, invocation, kind, tables,
    rcu, wcu,
    verdict, status, error,
    latency_ns / 1e6 AS latency_ms,
    attempt, sdk_invocation, partition, key, request_bytes, response_bytes, request_number, metered,
    arms, throttles, "case", line, scans
FROM entries
WHERE type = 'call' AND caller <> 'setup';

CREATE VIEW arms AS
SELECT
    time, second, operation, caller, invocation, kind, partition, key,
    arm."table" AS "table", arm."index" AS "index",
    arm.read_half_units / 2 AS rcu, arm.write_half_units / 2 AS wcu
FROM (SELECT *, unnest(arms) AS arm FROM calls);

CREATE VIEW throttles AS
SELECT
    time, second, operation, caller, invocation, kind, partition, key, verdict, attempt,
    throttle."table" AS "table", throttle."index" AS "index", throttle.reason AS reason,
    throttle."exception" AS "exception"
FROM (SELECT *, unnest(throttles) AS throttle FROM calls);

CREATE VIEW invocations AS
SELECT
    make_timestamp_ns(time_ns) AS time,
    second_of(time_ns) AS second,
    request_id, "function", kind, calls, rcu, wcu, refused_last, status, function_status, error,
    latency_ns / 1e6 AS latency_ms,
    duration_ns / 1e6 AS duration_ms,
    init_ns / 1e6 AS init_ms,
    memory_mb, request_number, "case", arms
FROM entries
WHERE type = 'invocation';

CREATE VIEW per_kind AS
SELECT
    coalesce(kind, caller) AS kind, operation, count(*) AS calls,
    sum(rcu) AS rcu, sum(wcu) AS wcu,
    count(*) FILTER (verdict IN ('throttled', 'partly')) AS refused,
    count(*) FILTER (error IS NOT NULL) AS errors,
    quantile_cont(latency_ms, 0.5) AS p50_ms, quantile_cont(latency_ms, 0.95) AS p95_ms
FROM calls GROUP BY ALL ORDER BY calls DESC, 1, 2;
