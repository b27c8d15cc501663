-- What the requests of a run took, for its profile (docs/profile.md). Requests that took the same are
-- counted together: there may be millions.
--
-- Only requests that DynamoDB served in the end, up to the last one measured. "number": the load's,
-- else the order of arrival.
CREATE TABLE profile_requests AS
SELECT kind, request, coalesce(number, row_number() OVER (ORDER BY time_ns, request)) AS number
FROM (
    SELECT request, any_value(kind) AS kind, min(time_ns) AS time_ns, min(number) AS number
    FROM (
        SELECT request_kind AS kind, unnest(request_hashes) AS request, unnest(time_ns) AS time_ns,
            unnest(request_number) AS number
        FROM lines JOIN (SELECT form, request_kind FROM forms WHERE is_request AND NOT lost)
            USING (form)
    )
    WHERE coalesce(number <= $measured_requests, true)
    GROUP BY request
);

-- Their calls: "shape" says what a call does, and what it takes of which table or index.
CREATE TABLE profile_calls AS
SELECT kind, request, shape, load, stored_bytes, stored_in, key_hash
FROM (
    SELECT shape, load, stored_in, unnest(request_hashes) AS request,
        unnest(key_hashes) AS key_hash, unnest(stored_bytes) AS stored_bytes
    FROM lines JOIN (
        SELECT form, hash(operation, arms, touches) AS shape, arms[1]."table" AS stored_in
        FROM forms WHERE type = 'call' AND verdict <> 'throttled' AND len(arms) > 0
    ) USING (form)
)
JOIN profile_requests USING (request);

-- Requests of one kind with the same calls. "request": one of them.
CREATE TABLE profile_groups AS
SELECT kind, count(*) AS requests, sum(number) AS numbers, sum(number::HUGEINT * number) AS squares,
    min(request) AS request
FROM profile_requests LEFT JOIN (
    SELECT request, sum(hash(shape, calls)::HUGEINT) AS sign
    FROM (SELECT request, shape, count(*) AS calls FROM profile_calls GROUP BY request, shape)
    GROUP BY request
) USING (request)
GROUP BY kind, sign;

CREATE VIEW profile_group_calls AS
SELECT profile_groups.request, shape, count(*) AS calls
FROM profile_groups JOIN profile_calls USING (request) GROUP BY ALL;

CREATE VIEW profile_shapes AS
SELECT DISTINCT hash(operation, arms, touches) AS shape, operation, arms, touches
FROM forms WHERE type = 'call' AND len(arms) > 0;

CREATE VIEW profile_stored AS
SELECT kind, stored_in AS "table", sum(stored_bytes) AS stored_bytes
FROM profile_calls WHERE stored_bytes IS NOT NULL GROUP BY ALL;

CREATE VIEW profile_functions AS
SELECT kind, "function", count(*) AS invocations,
    sum((duration_ns + coalesce(init_ns, 0) + 999999) // 1000000) AS billed_ms
FROM (
    SELECT "function", unnest(request_hashes) AS request, unnest(duration_ns) AS duration_ns,
        unnest(init_ns) AS init_ns
    FROM lines WHERE type = 'invocation'
)
JOIN profile_requests USING (request) GROUP BY ALL;

-- Which keys of a resource take what, the hottest first from 0.
CREATE TABLE profile_keys AS
SELECT *, row_number() OVER (PARTITION BY "table", "index", dimension
                             ORDER BY half_units DESC, key_hash) - 1 AS place
FROM (
    SELECT "table", "index", dimension, key_hash, sum(calls * half_units) AS half_units
    FROM (SELECT load, key_hash, count(*) AS calls FROM profile_calls
          WHERE key_hash IS NOT NULL GROUP BY ALL)
    JOIN heated USING (load) GROUP BY ALL
);
