import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.*;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;

/** What test_clients.py asks of every client, asked by the AWS SDK for Java 2. */
public class Main {
  static final String TABLE = "clients-java";
  static final Map<String, Object> answers = new TreeMap<>();

  public static void main(String[] arguments) throws Exception {
    useTables(DynamoDbClient.create());
    useFunctions(LambdaClient.create());
    useOthers();
    System.out.println(new ObjectMapper().writeValueAsString(answers));
  }

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static Map<String, AttributeValue> key(String sort) {
    return Map.of("pk", text("a"), "sk", text(sort));
  }

  static void useTables(DynamoDbClient db) {
    var created = db.createTable(r -> r.tableName(TABLE)
        .attributeDefinitions(definition("pk"), definition("sk"))
        .keySchema(element("pk", KeyType.HASH), element("sk", KeyType.RANGE))
        .billingMode(BillingMode.PAY_PER_REQUEST));
    answers.put("create", created.tableDescription().tableStatusAsString());
    var described = db.waiter().waitUntilTableExists(r -> r.tableName(TABLE)).matched().response();
    answers.put("wait", described.orElseThrow().table().tableStatusAsString());

    Map<String, AttributeValue> item = new TreeMap<>(key("1"));
    item.put("n", AttributeValue.fromN("1"));
    item.put("s", text("é"));
    db.putItem(r -> r.tableName(TABLE).item(item));
    answers.put("get", db.getItem(r -> r.tableName(TABLE).key(key("1"))).item().get("s").s());
    var updated = db.updateItem(r -> r.tableName(TABLE).key(key("1"))
        .updateExpression("ADD n :five")
        .expressionAttributeValues(Map.of(":five", AttributeValue.fromN("5")))
        .returnValues(ReturnValue.UPDATED_NEW));
    answers.put("update", updated.attributes().get("n").n());
    answers.put("condition", false);
    try {
      db.putItem(r -> r.tableName(TABLE).item(item).conditionExpression("attribute_not_exists(pk)"));
    } catch (ConditionalCheckFailedException error) {
      answers.put("condition", true);
    }
    var written = db.batchWriteItem(r -> r.requestItems(Map.of(TABLE, List.of(put("2"), put("3")))));
    answers.put("batch", written.unprocessedItems().size());
    answers.put("query", db.query(r -> r.tableName(TABLE)
        .keyConditionExpression("pk = :a")
        .expressionAttributeValues(Map.of(":a", text("a")))).count());
    answers.put("scan", db.scanPaginator(r -> r.tableName(TABLE).limit(1)).items().stream().count());
    answers.put("units", db.scan(r -> r.tableName(TABLE)
        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)).consumedCapacity().capacityUnits());
    try {
      var conditional = Put.builder().tableName(TABLE).item(item)
          .conditionExpression("attribute_not_exists(pk)").build();
      db.transactWriteItems(r -> r.transactItems(
          TransactWriteItem.builder().put(p -> p.tableName(TABLE).item(key("4"))).build(),
          TransactWriteItem.builder().put(conditional).build()));
    } catch (TransactionCanceledException error) {
      answers.put("transaction", error.cancellationReasons().stream().map(CancellationReason::code).toList());
    }
    try {
      db.getItem(r -> r.tableName("no-such-table").key(key("1")));
    } catch (ResourceNotFoundException error) {
      answers.put("missing", error.awsErrorDetails().errorMessage());
    }
    answers.put("delete", db.deleteTable(r -> r.tableName(TABLE)).tableDescription().tableStatusAsString());
    answers.put("gone", db.waiter().waitUntilTableNotExists(r -> r.tableName(TABLE)).matched().exception().isPresent());
  }

  static AttributeDefinition definition(String name) {
    return AttributeDefinition.builder().attributeName(name).attributeType(ScalarAttributeType.S).build();
  }

  static KeySchemaElement element(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  static WriteRequest put(String sort) {
    return WriteRequest.builder().putRequest(r -> r.item(key(sort))).build();
  }

  static void useFunctions(LambdaClient client) {
    var described = client.getFunctionConfiguration(r -> r.functionName("ola"));
    answers.put("configuration", !described.role().isEmpty() && !described.lastModified().isEmpty()
        && !described.revisionId().isEmpty() && !described.codeSha256().isEmpty()
        && !described.description().isEmpty() && described.codeSize() > 0);
    var payload = SdkBytes.fromUtf8String(System.getenv("EVENT"));
    answers.put("invoke", client.invoke(r -> r.functionName("ola").payload(payload)).payload().asUtf8String());
    answers.put("no function", false);
    try {
      client.invoke(r -> r.functionName("no-such-function"));
    } catch (software.amazon.awssdk.services.lambda.model.ResourceNotFoundException error) {
      answers.put("no function", true);
    }
  }

  static void useOthers() {
    answers.put("account", StsClient.create().getCallerIdentity().account());
    answers.put("s3", false);
    try {
      S3Client.create().listBuckets();
    } catch (AwsServiceException error) {
      answers.put("s3", true);
      answers.put("s3 says", error.awsErrorDetails().errorMessage());
    }
  }
}
