-- What the requests of a run took, for its profile (docs/profile.md). Requests that made the same
-- calls are counted together: there may be millions, and few that differ.

-- Requests that DynamoDB refused in the end, wholly or in part: what they took is less than such a
-- request takes. A call that was served at a later attempt was not refused in the end. Attempts of a
-- client are one request; without the SDK's id each is its own.
CREATE TABLE profile_refused AS
SELECT request, any_value(kind) AS kind
FROM (
    SELECT request_kind AS kind, unnest(request_hashes) AS request,
        unnest(request_number) AS number
    FROM lines JOIN (SELECT form, request_kind FROM forms WHERE type = 'invocation' AND lost)
        USING (form)
    UNION ALL
    SELECT kind, coalesce(request, hash(coalesce(sdk_invocation, time_ns::VARCHAR))), number
    FROM (
        SELECT request_kind AS kind, unnest(request_hashes) AS request,
            unnest(request_number) AS number, unnest(time_ns) AS time_ns,
            CASE refusal WHEN 'throttled' THEN unnest(attempts) END AS sdk_invocation
        FROM lines JOIN (SELECT form, request_kind, verdict AS refusal FROM forms
                         WHERE verdict IN ('throttled', 'partly')) USING (form)
    ) LEFT JOIN retried USING (sdk_invocation)
    WHERE NOT coalesce(recovered, false)
)
WHERE kind IS NOT NULL AND coalesce(number <= $measured_requests, true)
GROUP BY request;

-- What the others did: an invocation and its calls, or a client's call. "mark": the same number for
-- the same deed, so that the sum of a request's marks says which it did.
CREATE VIEW profile_entries AS
SELECT * FROM (
    SELECT form, mark, is_request, unnest(request_hashes) AS request,
        unnest(request_number) AS number,
        CASE WHEN is_request AND number IS NULL THEN second_of(unnest(time_ns)) END AS second
    FROM lines JOIN (
        SELECT form, is_request,
            (hash(type, request_kind, "function", operation, arms, touches) >> 8)::BIGINT AS mark
        FROM forms
        WHERE type = 'invocation' AND NOT lost
            OR verdict IN ('allowed', 'over') AND (is_request OR caller <> 'client' AND len(arms) > 0)
    ) USING (form)
)
WHERE coalesce(number <= $measured_requests, true);

-- How many requests came before the middle of a second: the order of those without a number.
CREATE VIEW profile_seconds AS
SELECT second, (sum(requests) OVER (ORDER BY second) - requests // 2)::BIGINT AS place
FROM (SELECT second, sum(seconds.entries)::BIGINT AS requests
      FROM seconds JOIN forms USING (form) WHERE is_request GROUP BY second);

-- Requests that did the same. "request": one of them; of a client's calls their form.
CREATE TABLE profile_groups AS
SELECT min(request) AS request, sum(requests) AS requests,
    sum(coalesce(numbers, requests * place)) AS numbers,
    sum(coalesce(squares, requests * place::HUGEINT * place)) AS squares
FROM (
    SELECT sign, second, min(request) AS request, count(*) AS requests, sum(number) AS numbers,
        sum(number::HUGEINT * number) AS squares
    FROM (
        SELECT request, sum(mark) AS sign, max(number) AS number, max(second) AS second
        FROM profile_entries ANTI JOIN profile_refused USING (request)
        WHERE request IS NOT NULL GROUP BY request
        UNION ALL
        SELECT form, -form::HUGEINT, number, second FROM profile_entries
        WHERE request IS NULL AND is_request
    ) GROUP BY sign, second
) LEFT JOIN profile_seconds USING (second)
GROUP BY sign;

CREATE VIEW profile_group_entries AS
SELECT request, form, count(*) AS entries
FROM profile_entries JOIN profile_groups USING (request) GROUP BY ALL
UNION ALL
SELECT form, form, 1 FROM forms SEMI JOIN profile_groups ON form = request;

CREATE VIEW profile_stored AS
SELECT request_kind AS kind, stored_in AS "table", sum(stored_bytes) AS stored_bytes
FROM (
    SELECT request_kind, is_request, stored_in, unnest(request_hashes) AS request,
        unnest(request_number) AS number, unnest(stored_bytes) AS stored_bytes
    FROM lines JOIN (
        SELECT form, request_kind, is_request, arms[1]."table" AS stored_in
        FROM forms WHERE verdict IN ('allowed', 'over') AND len(arms) > 0
    ) USING (form)
    WHERE stored_bytes IS NOT NULL
) ANTI JOIN profile_refused USING (request)
WHERE stored_bytes IS NOT NULL AND (is_request OR request IS NOT NULL)
    AND coalesce(number <= $measured_requests, true)
GROUP BY ALL;

CREATE VIEW profile_functions AS
SELECT kind, "function", count(*) AS invocations,
    sum((duration_ns + coalesce(init_ns, 0) + 999999) // 1000000) AS billed_ms
FROM (
    SELECT kind, "function", unnest(request_hashes) AS request, unnest(request_number) AS number,
        unnest(duration_ns) AS duration_ns, unnest(init_ns) AS init_ns
    FROM lines WHERE type = 'invocation'
) ANTI JOIN profile_refused USING (request)
WHERE coalesce(number <= $measured_requests, true) GROUP BY ALL;

-- How many times the load drew something to send: numbers of requests count from 1.
CREATE VIEW profile_turns AS
SELECT least(max(list_max(request_number)), $measured_requests) AS turns FROM lines;

-- What each key of a table or index took, of all calls that were served.
CREATE TABLE profile_keys AS
SELECT "table", "index", dimension, key_hash, sum(measured_calls * half_units) AS half_units
FROM keys JOIN heated USING (load) WHERE measured_calls > 0 GROUP BY ALL;
