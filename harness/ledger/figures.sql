-- The figures of a run, counted from "lines": docs/ledger.md.
--
-- Each figure is defined here and nowhere else. "harness query" makes a view of each relation; the
-- report makes tables of those that it reads more than once ($kept: VIEW or TABLE), so that it
-- passes over the file once. Calls that prepare data (setup) are in none of them.

-- Where second 0 begins, in nanoseconds since the epoch.
CREATE TABLE origin AS SELECT $origin_ns::BIGINT AS origin_ns;
CREATE MACRO second_of(ns) AS (ns - $origin_ns) // 1000000000;

-- Log-linear buckets, at most 0.8 % wide: values below 2^7 have one each, and every octave above is
-- cut into 2^7 of them.
CREATE MACRO octave_of(ns) AS greatest(0, floor(log2(greatest(ns, 1)))::INTEGER - 7);
CREATE MACRO bucket_of(ns) AS (octave_of(ns)::BIGINT << 7) + (ns >> octave_of(ns));
CREATE MACRO upper_edge(bucket) AS
    ((bucket - (greatest(0, (bucket >> 7) - 1) << 7) + 1) << greatest(0, (bucket >> 7) - 1)) - 1;

-- A call's "partition" from its key_hash.
CREATE MACRO digits_of(key_hash) AS format('{:016x}', key_hash);

-- A table's local indexes, which draw on its throughput.
CREATE TABLE local_indexes AS FROM (VALUES $local_indexes) AS local("table", "index");
-- In how many partitions a table or a global index starts.
CREATE TABLE partitions AS FROM (VALUES $partitions) AS partitioned("table", "index", partitions);
-- The first byte of a key's hash: its place, and which partition of how many that is. All bytes of one place are together whatever the number.
CREATE TABLE first_bytes AS
SELECT byte::UBIGINT AS first_byte, unicode('$place_of_bytes'[byte + 1]) AS place
FROM range(256) AS bytes(byte);
CREATE TABLE places AS FROM (VALUES $places) AS numbered(place, partitions, "partition");

-- What follows is counted by form: there are few. "entries": how many there are of it.
-- A request is an invocation, or a call of a client from outside any function. "outcome": how it
-- ended. "lost": DynamoDB refused it in the end.
CREATE $kept forms AS
SELECT *,
    CASE
        WHEN type = 'invocation' THEN kind
        WHEN caller <> 'client' THEN coalesce(kind, caller)
        WHEN metered THEN coalesce(kind, operation)
    END AS request_kind,
    CASE
        WHEN NOT is_request THEN NULL
        WHEN type = 'call' AND verdict = 'throttled' THEN 'throttled'
        WHEN type = 'invocation' AND (throttling_error OR error IS NOT NULL AND refused_last)
            THEN 'throttled'
        WHEN error IS NOT NULL THEN 'failed'
        WHEN function_status >= 400 THEN 'declined'
        ELSE 'answered'
    END AS outcome,
    is_request AND CASE type WHEN 'call' THEN verdict = 'throttled'
                             ELSE refused_last OR throttling_error END AS lost
FROM (
    SELECT
        form, load, type, operation, caller, kind, "function", arms, throttles, verdict,
        function_status, error, scans, metered, refused_last, touches,
        type = 'invocation' OR caller = 'client' AND metered AS is_request,
        coalesce(error IN $throttling_errors, false) AS throttling_error,
        sum(len(time_ns)) AS entries, min(time_ns[1]) AS first_ns, max(time_ns[-1]) AS last_ns
    FROM lines
    WHERE type IS NOT NULL AND caller IS DISTINCT FROM 'setup'
    GROUP BY ALL
);

-- What a call of a load consumes, and who provides it: "index" is its own, "payer" NULL for a local
-- one.
CREATE $kept loads AS
SELECT load, arm."table" AS "table", arm."index" AS "index",
    CASE WHEN local."index" IS NULL THEN arm."index" END AS payer, dimension,
    CASE dimension WHEN 'read' THEN arm.read_half_units ELSE arm.write_half_units END AS half_units
FROM (SELECT load, unnest(arms) AS arm FROM (SELECT DISTINCT load, arms FROM forms))
LEFT JOIN local_indexes AS local ON local."table" = arm."table" AND local."index" = arm."index"
CROSS JOIN (VALUES ('read'), ('write')) AS either(dimension);

CREATE $kept seconds AS
SELECT form, second_of(time_ns) AS second, count(*) AS entries
FROM (SELECT form, unnest(time_ns) AS time_ns FROM lines
      WHERE type IS NOT NULL AND caller IS DISTINCT FROM 'setup')
GROUP BY ALL;

-- The units of calls: what each one of a form takes.
CREATE VIEW borne AS
SELECT form, entries, "table", "index", payer, dimension, half_units
FROM forms JOIN loads USING (load) WHERE type = 'call';

CREATE VIEW totals AS
SELECT
    coalesce(sum(entries) FILTER (type = 'call'), 0) AS calls,
    coalesce(sum(entries) FILTER (type = 'call' AND verdict <> 'over' AND len(throttles) > 0), 0)
        AS refused_calls,
    coalesce(sum(entries) FILTER (type = 'call' AND verdict = 'over'), 0) AS over_calls,
    coalesce(sum(entries) FILTER (scans), 0) AS scans,
    min(first_ns) AS first_ns, max(last_ns) AS last_ns
FROM forms;

CREATE VIEW operations AS
SELECT operation, sum(entries) AS calls FROM forms WHERE type = 'call' GROUP BY ALL;

-- Error names. "request": whether it is a request's; "failure": whether that counts as failed.
CREATE VIEW errors AS
SELECT error, type, is_request AS request, coalesce(outcome = 'failed', false) AS failure,
       sum(entries) AS entries
FROM forms WHERE error IS NOT NULL GROUP BY ALL;

CREATE VIEW per_arm AS
SELECT "table", "index",
    sum(entries * half_units) FILTER (dimension = 'read') AS read_half_units,
    sum(entries * half_units) FILTER (dimension = 'write') AS write_half_units
FROM borne GROUP BY ALL ORDER BY "table", "index" NULLS FIRST;

-- By provisioned number: "index" is NULL for a table and its local indexes.
CREATE VIEW consumed AS
SELECT "table", payer AS "index", dimension, second,
       sum(seconds.entries * half_units) AS half_units
FROM seconds JOIN borne USING (form) WHERE half_units > 0 GROUP BY ALL;

CREATE VIEW refused AS
SELECT throttle."table" AS "table",
    CASE WHEN local."index" IS NULL THEN throttle."index" END AS "index",
    CASE WHEN contains(throttle.reason, 'Write') THEN 'write' ELSE 'read' END AS dimension,
    second, sum(seconds.entries) AS calls
FROM (SELECT form, unnest(throttles) AS throttle FROM forms WHERE verdict <> 'over')
JOIN seconds USING (form)
LEFT JOIN local_indexes AS local
    ON local."table" = throttle."table" AND local."index" = throttle."index"
GROUP BY ALL;

CREATE VIEW per_second AS
SELECT second, "table", "index",
    sum(seconds.entries * half_units) FILTER (dimension = 'read') / 2 AS rcu,
    sum(seconds.entries * half_units) FILTER (dimension = 'write') / 2 AS wcu,
    sum(seconds.entries) FILTER (dimension = 'read') AS calls
FROM seconds JOIN borne USING (form) GROUP BY ALL ORDER BY ALL;

CREATE VIEW requests AS
SELECT
    request_kind AS kind,
    coalesce(sum(entries) FILTER (is_request), 0) AS requests,
    coalesce(sum(entries) FILTER (outcome = 'throttled'), 0) AS throttled,
    coalesce(sum(entries) FILTER (outcome = 'failed'), 0) AS failed,
    coalesce(sum(entries) FILTER (outcome = 'declined'), 0) AS declined,
    coalesce(sum(entries) FILTER (is_request AND NOT lost), 0) AS served,
    coalesce(sum(entries) FILTER (scans), 0) AS scans
FROM forms WHERE request_kind IS NOT NULL GROUP BY ALL;

CREATE VIEW request_operations AS
SELECT request_kind AS kind, operation, sum(entries) AS calls
FROM forms WHERE type = 'call' AND request_kind IS NOT NULL GROUP BY ALL;

-- "lost_…": of the requests that DynamoDB refused in the end, before it did.
CREATE VIEW request_arms AS
SELECT request_kind AS kind, "table", "index",
    coalesce(sum(entries) FILTER (type = 'call' AND dimension = 'read'), 0) AS calls,
    coalesce(sum(entries * half_units) FILTER (type = 'call' AND dimension = 'read'), 0)
        AS read_half_units,
    coalesce(sum(entries * half_units) FILTER (type = 'call' AND dimension = 'write'), 0)
        AS write_half_units,
    coalesce(sum(entries * half_units) FILTER (lost AND dimension = 'read'), 0)
        AS lost_read_half_units,
    coalesce(sum(entries * half_units) FILTER (lost AND dimension = 'write'), 0)
        AS lost_write_half_units
FROM forms JOIN loads USING (load)
WHERE request_kind IS NOT NULL AND (type = 'call' OR lost)
GROUP BY ALL ORDER BY kind, "table", "index" NULLS FIRST;

CREATE VIEW lost_requests AS
SELECT request_kind AS kind, second, sum(seconds.entries) AS requests
FROM seconds JOIN forms USING (form) WHERE lost GROUP BY ALL ORDER BY ALL;

-- Sums for a straight line through what each served request consumed (y) over its second (x).
CREATE VIEW request_lines AS
SELECT kind, dimension, sum(n) AS points, sum(n * x) AS x, sum(n * y) AS y,
    sum(n * x * x) AS xx, sum(n * x * y) AS xy, sum(n * y * y) AS yy
FROM (
    SELECT request_kind AS kind, dimension, seconds.entries::HUGEINT AS n, second::HUGEINT AS x,
        coalesce(list_sum(list_transform(arms, lambda arm: CASE dimension
            WHEN 'read' THEN arm.read_half_units ELSE arm.write_half_units END)), 0) AS y
    FROM seconds JOIN forms USING (form)
    CROSS JOIN (VALUES ('read'), ('write')) AS either(dimension)
    WHERE is_request AND NOT lost
) GROUP BY ALL;

-- Invocations that AWS would bill, each rounded up to a millisecond.
CREATE $kept billed AS
SELECT form, sum((duration_ns + coalesce(init_ns, 0) + 999999) // 1000000)::BIGINT AS billed_ms
FROM (SELECT form, unnest(duration_ns) AS duration_ns, unnest(init_ns) AS init_ns
      FROM lines WHERE type = 'invocation')
GROUP BY ALL;

-- Of functions, and of "client": everybody else.
CREATE VIEW functions AS
SELECT
    coalesce("function", caller) AS "function",
    coalesce(sum(entries) FILTER ("function" IS NOT NULL), 0) AS requests,
    coalesce(sum(entries) FILTER ("function" IS NOT NULL AND outcome = 'throttled'), 0)
        AS throttled,
    coalesce(sum(entries) FILTER ("function" IS NOT NULL AND outcome = 'failed'), 0) AS failed,
    coalesce(sum(entries) FILTER ("function" IS NOT NULL AND outcome = 'declined'), 0) AS declined,
    coalesce(sum(billed_ms), 0) AS billed_ms,
    coalesce(sum(entries) FILTER (type = 'call'), 0) AS calls,
    coalesce(sum(entries) FILTER (verdict <> 'over' AND len(throttles) > 0), 0) AS refused_calls,
    coalesce(sum(entries * read_half_units), 0) AS read_half_units,
    coalesce(sum(entries * write_half_units), 0) AS write_half_units
FROM forms LEFT JOIN billed USING (form)
LEFT JOIN (
    SELECT form, sum(half_units) FILTER (dimension = 'read') AS read_half_units,
        sum(half_units) FILTER (dimension = 'write') AS write_half_units
    FROM borne GROUP BY form
) USING (form)
GROUP BY ALL;

-- Calls that DynamoDB refused, put together from their attempts by the SDK's own id. "added_ns":
-- from the first that was refused to the last.
CREATE $kept retried AS
SELECT sdk_invocation, count(*) FILTER (refused) AS refusals,
    coalesce(max(time_ns) FILTER (NOT refused) >= max(time_ns) FILTER (refused), false)
        AS recovered,
    greatest(max(time_ns) FILTER (NOT refused), max(time_ns) FILTER (refused))
        - min(time_ns) FILTER (refused) AS added_ns
FROM (SELECT unnest(attempts) AS sdk_invocation, unnest(time_ns) AS time_ns,
             verdict = 'throttled' AS refused
      FROM lines WHERE attempts IS NOT NULL AND caller IS DISTINCT FROM 'setup')
WHERE sdk_invocation IS NOT NULL
GROUP BY sdk_invocation HAVING refusals > 0;

-- Nanoseconds, in buckets: of requests from arrival to answer, of handlers, of cold starts.
CREATE $kept measured AS
SELECT form, measure, bucket_of(ns) AS bucket, count(*) AS entries,
    sum(ns) AS total_ns, max(ns) AS most_ns
FROM (
    SELECT form, 'latency' AS measure, unnest(request_ns) AS ns FROM lines
    UNION ALL SELECT form, 'duration', unnest(duration_ns) FROM lines
    UNION ALL SELECT form, 'init', unnest(init_ns) FROM lines
)
WHERE ns IS NOT NULL GROUP BY ALL;

-- "subject": the kind of a request's latency, the function of a duration or an init; of the time
-- that retries added, an empty name. Percentiles are at most 0.8 % high.
CREATE VIEW latencies AS
SELECT measure, subject, any_value(count) AS count,
    sum(total_ns) // any_value(count) AS mean_ns,
    least(min(edge) FILTER (100 * upto >= 50 * count), max(most_ns)) AS p50_ns,
    least(min(edge) FILTER (100 * upto >= 90 * count), max(most_ns)) AS p90_ns,
    least(min(edge) FILTER (100 * upto >= 95 * count), max(most_ns)) AS p95_ns,
    least(min(edge) FILTER (100 * upto >= 99 * count), max(most_ns)) AS p99_ns,
    max(most_ns) AS max_ns
FROM (
    SELECT *, upper_edge(bucket) AS edge,
        sum(entries) OVER (PARTITION BY measure, subject ORDER BY bucket) AS upto,
        sum(entries) OVER (PARTITION BY measure, subject) AS count
    FROM (
        SELECT measure, CASE measure WHEN 'latency' THEN request_kind ELSE "function" END AS subject,
            bucket, sum(measured.entries) AS entries, sum(total_ns) AS total_ns,
            max(most_ns) AS most_ns
        FROM measured JOIN forms USING (form) GROUP BY ALL
        UNION ALL
        SELECT 'retry', '', bucket_of(added_ns), count(*), sum(added_ns), max(added_ns)
        FROM retried GROUP BY ALL
    )
)
GROUP BY measure, subject;

-- "measured_calls": of those requests that the profile has.
CREATE $kept keys AS
SELECT load, key_hash, count(*) AS calls,
    count(*) FILTER (coalesce(number <= $measured_requests, true)) AS measured_calls
FROM (SELECT load, unnest(key_hashes) AS key_hash, unnest(request_number) AS number FROM lines
      WHERE key_hashes IS NOT NULL AND len(arms) > 0 AND caller <> 'setup')
WHERE key_hash IS NOT NULL GROUP BY ALL;

-- Where the run kept a readable form of keys.
CREATE $kept key_names AS
SELECT key_hash, any_value(key) AS key
FROM (SELECT unnest(key_hashes) AS key_hash, unnest(key) AS key FROM lines
      WHERE key IS NOT NULL AND caller <> 'setup')
WHERE key_hash IS NOT NULL AND key IS NOT NULL GROUP BY key_hash;

CREATE VIEW per_key AS
SELECT
    coalesce(key, digits_of(key_hash)) AS key, "table", "index",
    sum(calls) FILTER (dimension = 'read') AS calls,
    sum(calls * half_units) FILTER (dimension = 'read') / 2 AS rcu,
    sum(calls * half_units) FILTER (dimension = 'write') / 2 AS wcu
FROM keys JOIN loads USING (load) LEFT JOIN key_names USING (key_hash)
GROUP BY ALL ORDER BY sum(calls * half_units) DESC, 1, 2, 3;

-- What is known of how units spread over keys. A write names its table's key; which keys of global
-- indexes it touches is not known.
CREATE VIEW heated AS
SELECT load, "table", payer AS "index", dimension, half_units
FROM loads WHERE half_units > 0 AND (dimension = 'read' OR payer IS NULL);

CREATE VIEW key_units AS
SELECT "table", "index", dimension, key_hash, sum(calls * half_units) AS half_units
FROM keys JOIN heated USING (load) GROUP BY ALL;

CREATE $kept place_seconds AS
SELECT load, second, place, count(*) AS calls
FROM (SELECT load, second_of(unnest(time_ns)) AS second, unnest(key_hashes) >> 56 AS first_byte
      FROM lines WHERE key_hashes IS NOT NULL AND len(arms) > 0 AND caller <> 'setup')
JOIN first_bytes USING (first_byte) GROUP BY ALL;

CREATE VIEW partition_seconds AS
SELECT heated."table", heated."index", dimension, second, places.partitions, places."partition",
       sum(calls * half_units) AS half_units
FROM place_seconds JOIN heated USING (load)
LEFT JOIN partitions AS known
    ON known."table" = heated."table" AND known."index" IS NOT DISTINCT FROM heated."index"
JOIN places USING (place)
WHERE places.partitions = coalesce(known.partitions, 1)
GROUP BY ALL;

CREATE VIEW heats AS
SELECT "table", "index", dimension, any_value(partitions) AS partitions,
       sum(half_units) AS half_units, max(half_units) AS busiest_half_units,
       max(peak) AS peak_half_units
FROM (
    SELECT "table", "index", dimension, partitions, "partition", sum(half_units) AS half_units,
           max(half_units) AS peak
    FROM partition_seconds GROUP BY ALL
) GROUP BY ALL;
