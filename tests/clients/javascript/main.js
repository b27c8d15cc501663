// What test_clients.py asks of every client, asked by the AWS SDK for JavaScript v3.
import * as ddb from "@aws-sdk/client-dynamodb";
import * as lambda from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const TableName = "clients-javascript";
const key = (sk) => ({ pk: { S: "a" }, sk: { S: sk } });
const failure = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
};

async function useTables(answers) {
  const db = new ddb.DynamoDBClient();
  const created = await db.send(
    new ddb.CreateTableCommand({
      TableName,
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  answers.create = created.TableDescription.TableStatus;
  const waiting = { client: db, maxWaitTime: 60 };
  const waited = await ddb.waitUntilTableExists(waiting, { TableName });
  answers.wait = waited.reason.Table.TableStatus;

  const Item = { ...key("1"), n: { N: "1" }, s: { S: "é" } };
  await db.send(new ddb.PutItemCommand({ TableName, Item }));
  answers.get = (await db.send(new ddb.GetItemCommand({ TableName, Key: key("1") }))).Item.s.S;
  const updated = await db.send(
    new ddb.UpdateItemCommand({
      TableName,
      Key: key("1"),
      UpdateExpression: "ADD n :five",
      ExpressionAttributeValues: { ":five": { N: "5" } },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  answers.update = updated.Attributes.n.N;
  const conditional = { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" };
  const failed = await failure(db.send(new ddb.PutItemCommand(conditional)));
  answers.condition = failed instanceof ddb.ConditionalCheckFailedException;
  const writes = ["2", "3"].map((sk) => ({ PutRequest: { Item: key(sk) } }));
  const written = await db.send(new ddb.BatchWriteItemCommand({ RequestItems: { [TableName]: writes } }));
  answers.batch = Object.keys(written.UnprocessedItems).length;
  const queried = await db.send(
    new ddb.QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :a",
      ExpressionAttributeValues: { ":a": { S: "a" } },
    }),
  );
  answers.query = queried.Count;
  answers.scan = 0;
  for await (const page of ddb.paginateScan({ client: db, pageSize: 1 }, { TableName })) {
    answers.scan += page.Count;
  }
  const once = await db.send(new ddb.ScanCommand({ TableName, ReturnConsumedCapacity: "TOTAL" }));
  answers.units = once.ConsumedCapacity.CapacityUnits;
  const transaction = [{ Put: { TableName, Item: key("4") } }, { Put: conditional }];
  const cancelled = await failure(db.send(new ddb.TransactWriteItemsCommand({ TransactItems: transaction })));
  answers.transaction =
    cancelled instanceof ddb.TransactionCanceledException ? cancelled.CancellationReasons.map((r) => r.Code) : [];
  const missing = await failure(db.send(new ddb.GetItemCommand({ TableName: "no-such-table", Key: key("1") })));
  answers.missing = missing instanceof ddb.ResourceNotFoundException ? missing.message : String(missing);
  answers.delete = (await db.send(new ddb.DeleteTableCommand({ TableName }))).TableDescription.TableStatus;
  answers.gone = (await ddb.waitUntilTableNotExists(waiting, { TableName })).state === "SUCCESS";
}

async function useFunctions(answers) {
  const client = new lambda.LambdaClient();
  const FunctionName = "ola";
  const described = await client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName }));
  answers.configuration = Boolean(
    described.Role &&
      described.LastModified &&
      described.RevisionId &&
      described.CodeSha256 &&
      described.Description &&
      described.CodeSize > 0,
  );
  const invoked = await client.send(new lambda.InvokeCommand({ FunctionName, Payload: process.env.EVENT }));
  answers.invoke = invoked.Payload.transformToString();
  const missing = await failure(client.send(new lambda.InvokeCommand({ FunctionName: "no-such-function" })));
  answers["no function"] = missing instanceof lambda.ResourceNotFoundException;
}

async function useOthers(answers) {
  answers.account = (await new STSClient().send(new GetCallerIdentityCommand())).Account;
  const refused = await failure(new S3Client().send(new ListBucketsCommand()));
  answers.s3 = Boolean(refused?.message);
  answers["s3 says"] = refused?.message;
}

const answers = {};
await useTables(answers);
await useFunctions(answers);
await useOthers(answers);
console.log(JSON.stringify(answers));
