-- GetItem or PutItem of 10,000 keys; `wrk ... -- GetItem ACCESS_KEY` chooses.
local operation, number = "GetItem", 0
local item = '"dados":{"S":"' .. string.rep("x", 200) .. '"}'

function init(arguments)
  operation = arguments[1]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-amz-json-1.0"
  wrk.headers["X-Amz-Target"] = "DynamoDB_20120810." .. operation
  wrk.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=" .. arguments[2] .. "/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none"
end

function request()
  number = (number + 7919) % 10000
  local id = '"id":{"S":"' .. number .. '"}'
  if operation == "GetItem" then
    return wrk.format(nil, "/", nil, '{"TableName":"bench","Key":{' .. id .. '}}')
  end
  return wrk.format(nil, "/", nil, '{"TableName":"bench","Item":{' .. id .. "," .. item .. '}}')
end
