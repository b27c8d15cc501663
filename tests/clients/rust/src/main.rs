//! What test_clients.py asks of every client, asked by the AWS SDK for Rust.
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, PutRequest,
    ReturnConsumedCapacity, ReturnValue, ScalarAttributeType, TransactWriteItem, WriteRequest,
};
use serde_json::{json, Map, Value};
use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

const TABLE: &str = "clients-rust";
const MINUTE: Duration = Duration::from_secs(60);
type Item = HashMap<String, AttributeValue>;
type Done = Result<(), Box<dyn Error>>;

fn key(sort: &str) -> Item {
    [("pk", "a"), ("sk", sort)].map(|(name, value)| (name.into(), AttributeValue::S(value.into()))).into()
}

fn put(item: Item, condition: Option<&str>) -> Result<Put, Box<dyn Error>> {
    Ok(Put::builder().table_name(TABLE).set_item(Some(item)).set_condition_expression(condition.map(Into::into)).build()?)
}

#[tokio::main]
async fn main() -> Done {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let mut answers = Map::new();
    use_tables(&aws_sdk_dynamodb::Client::new(&config), &mut answers).await?;
    use_functions(&aws_sdk_lambda::Client::new(&config), &mut answers).await?;
    use_others(&config, &mut answers).await?;
    println!("{}", Value::Object(answers));
    Ok(())
}

async fn use_tables(db: &aws_sdk_dynamodb::Client, answers: &mut Map<String, Value>) -> Done {
    let mut create = db.create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        create = create
            .attribute_definitions(AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build()?)
            .key_schema(KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?);
    }
    let created = create.send().await?;
    answers.insert("create".into(), json!(created.table_description().unwrap().table_status().unwrap().as_str()));
    let waited = db.wait_until_table_exists().table_name(TABLE).wait(MINUTE).await?;
    let described = waited.into_result()?;
    answers.insert("wait".into(), json!(described.table().unwrap().table_status().unwrap().as_str()));

    let mut item = key("1");
    item.insert("n".into(), AttributeValue::N("1".into()));
    item.insert("s".into(), AttributeValue::S("é".into()));
    db.put_item().table_name(TABLE).set_item(Some(item.clone())).send().await?;
    let got = db.get_item().table_name(TABLE).set_key(Some(key("1"))).send().await?;
    answers.insert("get".into(), json!(got.item().unwrap()["s"].as_s().unwrap()));
    let updated = db
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key("1")))
        .update_expression("ADD n :five")
        .expression_attribute_values(":five", AttributeValue::N("5".into()))
        .return_values(ReturnValue::UpdatedNew)
        .send()
        .await?;
    answers.insert("update".into(), json!(updated.attributes().unwrap()["n"].as_n().unwrap()));
    let conditional = db.put_item().table_name(TABLE).set_item(Some(item.clone()));
    let failed = conditional.condition_expression("attribute_not_exists(pk)").send().await.unwrap_err();
    answers.insert(
        "condition".into(),
        json!(matches!(failed.into_service_error(), PutItemError::ConditionalCheckFailedException(_))),
    );
    let mut writes = Vec::new();
    for sort in ["2", "3"] {
        let request = PutRequest::builder().set_item(Some(key(sort))).build()?;
        writes.push(WriteRequest::builder().put_request(request).build());
    }
    let written = db.batch_write_item().request_items(TABLE, writes).send().await?;
    answers.insert("batch".into(), json!(written.unprocessed_items().map_or(0, HashMap::len)));
    let queried = db
        .query()
        .table_name(TABLE)
        .key_condition_expression("pk = :a")
        .expression_attribute_values(":a", AttributeValue::S("a".into()))
        .send()
        .await?;
    answers.insert("query".into(), json!(queried.count()));
    let pages: Result<Vec<_>, _> = db.scan().table_name(TABLE).limit(1).into_paginator().send().collect().await;
    answers.insert("scan".into(), json!(pages?.iter().map(|page| page.count()).sum::<i32>()));
    let once = db.scan().table_name(TABLE).return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
    answers.insert("units".into(), json!(once.consumed_capacity().unwrap().capacity_units()));
    let transaction = db
        .transact_write_items()
        .transact_items(TransactWriteItem::builder().put(put(key("4"), None)?).build())
        .transact_items(TransactWriteItem::builder().put(put(item, Some("attribute_not_exists(pk)"))?).build());
    if let TransactWriteItemsError::TransactionCanceledException(cancelled) =
        transaction.send().await.unwrap_err().into_service_error()
    {
        let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code()).collect();
        answers.insert("transaction".into(), json!(codes));
    }
    let missing = db.get_item().table_name("no-such-table").set_key(Some(key("1"))).send().await;
    let missing = missing.unwrap_err().into_service_error();
    if missing.is_resource_not_found_exception() {
        answers.insert("missing".into(), json!(missing.message()));
    }
    let deleted = db.delete_table().table_name(TABLE).send().await?;
    answers.insert("delete".into(), json!(deleted.table_description().unwrap().table_status().unwrap().as_str()));
    let gone = db.wait_until_table_not_exists().table_name(TABLE).wait(MINUTE).await;
    answers.insert("gone".into(), json!(gone.is_ok()));
    Ok(())
}

async fn use_functions(client: &aws_sdk_lambda::Client, answers: &mut Map<String, Value>) -> Done {
    let described = client.get_function_configuration().function_name("ola").send().await?;
    let texts = [described.role(), described.last_modified(), described.revision_id(), described.code_sha256(), described.description()];
    let present = texts
        .iter()
        .all(|member| member.is_some_and(|value| !value.is_empty()));
    answers.insert(
        "configuration".into(),
        json!(present && described.code_size() > 0),
    );
    let payload = aws_sdk_lambda::primitives::Blob::new(std::env::var("EVENT")?);
    let invoked = client.invoke().function_name("ola").payload(payload).send().await?;
    answers.insert("invoke".into(), json!(String::from_utf8(invoked.payload().unwrap().as_ref().to_vec())?));
    let missing = client.invoke().function_name("no-such-function").send().await;
    answers.insert("no function".into(), json!(missing.unwrap_err().into_service_error().is_resource_not_found_exception()));
    Ok(())
}

async fn use_others(config: &aws_config::SdkConfig, answers: &mut Map<String, Value>) -> Done {
    let identity = aws_sdk_sts::Client::new(config).get_caller_identity().send().await?;
    answers.insert("account".into(), json!(identity.account()));
    let refused = aws_sdk_s3::Client::new(config).list_buckets().send().await.unwrap_err().into_service_error();
    answers.insert("s3".into(), json!(refused.message().is_some()));
    answers.insert("s3 says".into(), json!(refused.message()));
    Ok(())
}
