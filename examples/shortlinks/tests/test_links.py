import pytest

pytestmark = pytest.mark.usefixtures("fresh_tables")


@pytest.fixture
def links(dynamodb, fresh_tables):
    table = dynamodb.Table("links")
    with table.batch_writer() as batch:
        for n in range(20):
            owner = "ann" if n < 2 else "bob"
            batch.put_item(
                Item={"slug": f"s{n:02}", "owner": owner, "target": f"https://example.com/{n}"}
            )
    return table


@pytest.fixture
def follow(invoke):
    def follow(slug):
        return invoke("follow-link", {"pathParameters": {"slug": slug}}).payload

    return follow


@pytest.mark.capacity(wcu=1, rcu=0)
@pytest.mark.no_scan
def test_following_a_link_costs_one_write(follow, links):
    answer = follow("s03")
    assert answer["statusCode"] == 302
    assert answer["headers"]["Location"] == "https://example.com/3"


def test_every_click_is_counted(follow, links):
    for _ in range(3):
        follow("s03")
    assert links.get_item(Key={"slug": "s03"})["Item"]["clicks"] == 3


def test_an_unknown_link_is_not_found_and_not_created(follow, links):
    assert follow("nobody")["statusCode"] == 404
    assert "Item" not in links.get_item(Key={"slug": "nobody"})


def test_each_test_begins_with_empty_tables(dynamodb):
    assert dynamodb.Table("links").scan()["Count"] == 0


@pytest.mark.capacity(rcu=0.5, wcu=0)
@pytest.mark.no_scan
@pytest.mark.cost(per_million=0.10)
def test_an_owner_sees_their_links(invoke, links):
    answer = invoke("list-links", {"queryStringParameters": {"owner": "ann"}})
    assert answer.body == ["s00", "s01"]


def test_a_click_costs_nothing_in_the_index(follow, links, capacity):
    follow("s03")
    assert capacity.by("table", "index") == {("links", None): (0, 1)}


def test_clicks_that_come_too_fast_are_throttled_and_lost(invoke, links, set_limits, clock):
    set_limits("links", wcu=2)
    table = links.meta.client
    click = {
        "TableName": "links",
        "Key": {"slug": "s03"},
        "UpdateExpression": "ADD clicks :one",
        "ExpressionAttributeValues": {":one": 1},
    }
    table.update_item(**click)
    table.update_item(**click)
    with pytest.raises(table.exceptions.ProvisionedThroughputExceededException):
        table.update_item(**click)
    clock.advance(1)
    table.update_item(**click)
    assert links.get_item(Key={"slug": "s03"})["Item"]["clicks"] == 3


@pytest.mark.cold_start(max_ms=20_000)
def test_a_cold_start_is_bearable(follow, links):
    assert follow("s00")["statusCode"] == 302
