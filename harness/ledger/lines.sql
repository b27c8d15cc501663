-- A line of the ledger has entries of one form: what they have in common, and a list each of what
-- varies, or NULL where it is so in all. "form": the same number for the same form. "load": for the
-- same arms. "key_hashes": partitions as numbers, which take less memory and are quicker to group.
-- "request_ns": latencies, of requests. "attempts": the SDK's ids of calls that may be one of several
-- attempts. "request_hashes": the invocation of each, by its id.
CREATE $kept lines AS
SELECT $members,
    hash(type, operation, caller, kind, "function", arms, metered, throttles, verdict, error, scans,
         function_status, refused_last, touches) AS form,
    hash(arms) AS load,
    list_transform("partition", lambda digits: ('0x' || digits)::UBIGINT) AS key_hashes,
    CASE WHEN type = 'invocation' OR caller = 'client' AND metered THEN latency_ns END
        AS request_ns,
    list_transform(CASE type WHEN 'invocation' THEN request_id ELSE invocation END,
                   lambda id: if(id IS NULL, NULL, hash(id))) AS request_hashes,
    CASE WHEN attempt IS DISTINCT FROM 1 OR verdict = 'throttled' THEN sdk_invocation::VARCHAR[] END
        AS attempts
FROM read_json('$ledger', format = 'newline_delimited', columns = {$columns},
               ignore_errors = $torn, maximum_object_size = 33554432)
WHERE $kept_entries;
