from harness.wire.message import Request, Response, encode_request, encode_response


def test_a_response_has_its_length_last_and_no_other_added_header() -> None:
    response = Response(200, b"{}", [(b"x-amzn-requestid", b"ID")])
    assert encode_response(response, keep_alive=True) == (
        b"HTTP/1.1 200 OK\r\nx-amzn-requestid: ID\r\ncontent-length: 2\r\n\r\n{}"
    )


def test_the_last_response_of_a_connection_says_so() -> None:
    assert encode_response(Response(799), keep_alive=False) == (
        b"HTTP/1.1 799 Unknown\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )


def test_a_response_to_head_has_the_length_but_not_the_body() -> None:
    wire = encode_response(Response(404, b"none"), keep_alive=True, body=False)
    assert wire == b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\n"


def test_a_request_is_forwarded_without_what_is_set_anew_on_every_hop() -> None:
    headers = {
        b"host": b"localhost:8000",
        b"connection": b"close",
        b"content-length": b"999",
        b"expect": b"100-continue",
        b"accept-encoding": b"gzip",
        b"content-encoding": b"gzip",
        b"x-amz-target": b"DynamoDB_20120810.GetItem",
    }
    wire = encode_request(Request(b"POST", b"/", headers, b"{}"), b"127.0.0.1:1")
    assert wire == (
        b"POST / HTTP/1.1\r\nhost: 127.0.0.1:1\r\n"
        b"x-amz-target: DynamoDB_20120810.GetItem\r\ncontent-length: 2\r\n\r\n{}"
    )


def test_a_header_is_found_whatever_its_case() -> None:
    assert Response(200, b"", [(b"X-Amz-Crc32", b"1")]).header(b"x-amz-crc32") == b"1"
    assert Response(200).header(b"x-amz-crc32") is None


def test_a_reason_stands_in_the_status_line() -> None:
    wire = encode_response(Response(403, reason=b"no, because"), keep_alive=True)
    assert wire.startswith(b"HTTP/1.1 403 no, because\r\n")
