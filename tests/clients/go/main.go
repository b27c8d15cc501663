// What test_clients.py asks of every client, asked by the AWS SDK for Go v2.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

const table = "clients-go"

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func text(value string) types.AttributeValue   { return &types.AttributeValueMemberS{Value: value} }
func number(value string) types.AttributeValue { return &types.AttributeValueMemberN{Value: value} }

func key(sort string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": text("a"), "sk": text(sort)}
}

func main() {
	ctx := context.Background()
	cfg := must(config.LoadDefaultConfig(ctx))
	answers := map[string]any{}
	useTables(ctx, dynamodb.NewFromConfig(cfg), answers)
	useFunctions(ctx, lambda.NewFromConfig(cfg), answers)
	useOthers(ctx, cfg, answers)
	must(0, json.NewEncoder(os.Stdout).Encode(answers))
}

func useTables(ctx context.Context, db *dynamodb.Client, answers map[string]any) {
	name := aws.String(table)
	created := must(db.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: name,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
		BillingMode: types.BillingModePayPerRequest,
	}))
	answers["create"] = string(created.TableDescription.TableStatus)
	exists := dynamodb.NewTableExistsWaiter(db)
	described := must(exists.WaitForOutput(ctx, &dynamodb.DescribeTableInput{TableName: name}, time.Minute))
	answers["wait"] = string(described.Table.TableStatus)

	item := key("1")
	item["n"], item["s"] = number("1"), text("é")
	must(db.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: item}))
	got := must(db.GetItem(ctx, &dynamodb.GetItemInput{TableName: name, Key: key("1")}))
	answers["get"] = got.Item["s"].(*types.AttributeValueMemberS).Value
	updated := must(db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: name, Key: key("1"),
		UpdateExpression:          aws.String("ADD n :five"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":five": number("5")},
		ReturnValues:              types.ReturnValueUpdatedNew,
	}))
	answers["update"] = updated.Attributes["n"].(*types.AttributeValueMemberN).Value
	_, err := db.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: name, Item: item, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	})
	var failed *types.ConditionalCheckFailedException
	answers["condition"] = errors.As(err, &failed)
	writes := []types.WriteRequest{
		{PutRequest: &types.PutRequest{Item: key("2")}}, {PutRequest: &types.PutRequest{Item: key("3")}},
	}
	written := must(db.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{table: writes},
	}))
	answers["batch"] = len(written.UnprocessedItems)
	queried := must(db.Query(ctx, &dynamodb.QueryInput{
		TableName: name, KeyConditionExpression: aws.String("pk = :a"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":a": text("a")},
	}))
	answers["query"] = queried.Count
	pages, scanned := dynamodb.NewScanPaginator(db, &dynamodb.ScanInput{TableName: name, Limit: aws.Int32(1)}), 0
	for pages.HasMorePages() {
		scanned += int(must(pages.NextPage(ctx)).Count)
	}
	answers["scan"] = scanned
	once := must(db.Scan(ctx, &dynamodb.ScanInput{
		TableName: name, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}))
	answers["units"] = *once.ConsumedCapacity.CapacityUnits
	_, err = db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: name, Item: key("4")}},
		{Put: &types.Put{TableName: name, Item: item, ConditionExpression: aws.String("attribute_not_exists(pk)")}},
	}})
	var cancelled *types.TransactionCanceledException
	reasons := []string{}
	if errors.As(err, &cancelled) {
		for _, reason := range cancelled.CancellationReasons {
			reasons = append(reasons, aws.ToString(reason.Code))
		}
	}
	answers["transaction"] = reasons
	_, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("no-such-table"), Key: key("1")})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		answers["missing"] = missing.ErrorMessage()
	}
	deleted := must(db.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name}))
	answers["delete"] = string(deleted.TableDescription.TableStatus)
	gone := dynamodb.NewTableNotExistsWaiter(db)
	answers["gone"] = gone.Wait(ctx, &dynamodb.DescribeTableInput{TableName: name}, time.Minute) == nil
}

func useFunctions(ctx context.Context, client *lambda.Client, answers map[string]any) {
	name := aws.String("ola")
	described := must(client.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: name}))
	// As programs do: without asking whether there is something to dereference.
	answers["configuration"] = *described.Role != "" && *described.LastModified != "" &&
		*described.RevisionId != "" && *described.CodeSha256 != "" && *described.Description != "" &&
		described.CodeSize > 0
	invoked := must(client.Invoke(ctx, &lambda.InvokeInput{FunctionName: name, Payload: []byte(os.Getenv("EVENT"))}))
	answers["invoke"] = string(invoked.Payload)
	_, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String("no-such-function")})
	var missing *lambdatypes.ResourceNotFoundException
	answers["no function"] = errors.As(err, &missing)
}

func useOthers(ctx context.Context, cfg aws.Config, answers map[string]any) {
	answers["account"] = *must(sts.NewFromConfig(cfg).GetCallerIdentity(ctx, nil)).Account
	_, err := s3.NewFromConfig(cfg).ListBuckets(ctx, nil)
	var refused smithy.APIError
	answers["s3"] = errors.As(err, &refused) && refused.ErrorMessage() != ""
	if refused != nil {
		answers["s3 says"] = refused.ErrorMessage()
	}
}
