-- Invocations of one function: `wrk ... -- PATH`. A function error is no success.
local path = "/"
failed = 0
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  path = arguments[1]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none"
end

function request()
  return wrk.format(nil, path, nil, "{}")
end

function response(status, headers, body)
  if string.find(body, "errorMessage", 1, true) then
    failed = failed + 1
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local all = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  for _, thread in ipairs(threads) do
    all = all + thread:get("failed")
  end
  io.write(string.format("answered %d failed %d\n", summary.requests, all))
end
