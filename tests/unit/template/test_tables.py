import pytest

from harness.model.table import (
    BillingMode,
    Index,
    IndexType,
    KeyAttribute,
    KeySchema,
    OnDemandMaximum,
    Projection,
    Table,
    TableClass,
    Throughput,
)

FULL = """\
Parameters: {Units: {Type: Number, Default: 4}}
Resources:
  Owners:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: proprietarios
      BillingMode: PROVISIONED
      AttributeDefinitions:
        - {AttributeName: cpf, AttributeType: S}
        - {AttributeName: placa, AttributeType: S}
        - {AttributeName: ano, AttributeType: N}
      KeySchema:
        - {AttributeName: cpf, KeyType: HASH}
        - {AttributeName: placa, KeyType: RANGE}
      ProvisionedThroughput:
        ReadCapacityUnits: !Ref Units
        WriteCapacityUnits: 3
      LocalSecondaryIndexes:
        - IndexName: by-year
          KeySchema:
            - {AttributeName: cpf, KeyType: HASH}
            - {AttributeName: ano, KeyType: RANGE}
          Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [cor]}
      GlobalSecondaryIndexes:
        - IndexName: by-plate
          KeySchema:
            - {AttributeName: placa, KeyType: HASH}
          Projection: {ProjectionType: KEYS_ONLY}
          ProvisionedThroughput: {ReadCapacityUnits: 2, WriteCapacityUnits: 1}
      StreamSpecification: {StreamViewType: NEW_IMAGE}
"""
CPF, PLACA, ANO = (KeyAttribute(*pair) for pair in (("cpf", "S"), ("placa", "S"), ("ano", "N")))


def test_a_table_has_all_that_the_template_says(load) -> None:
    assert load(FULL).tables == (
        Table(
            name="proprietarios",
            key=KeySchema(CPF, PLACA),
            billing_mode=BillingMode.PROVISIONED,
            throughput=Throughput(4, 3),
            indexes=(
                Index(
                    "by-year", IndexType.LOCAL, KeySchema(CPF, ANO), Projection("INCLUDE", ("cor",))
                ),
                Index(
                    "by-plate",
                    IndexType.GLOBAL,
                    KeySchema(PLACA),
                    Projection("KEYS_ONLY"),
                    Throughput(2, 1),
                ),
            ),
            stream_view_type="NEW_IMAGE",
        ),
    )


@pytest.mark.parametrize("table_class", TableClass)
def test_its_table_class_is_the_template_s(load, table_class) -> None:
    (table,) = load(f"{FULL}      TableClass: {table_class}\n").tables
    assert table.table_class is table_class


def test_provisioned_is_the_default_billing_mode(load) -> None:
    (table,) = load(FULL.replace("      BillingMode: PROVISIONED\n", "")).tables
    assert table.billing_mode is BillingMode.PROVISIONED


def test_a_parameter_may_switch_a_table_and_its_index_to_on_demand(load) -> None:
    text = """
        Parameters: {Mode: {Type: String, Default: PROVISIONED}}
        Conditions: {Paid: !Equals [!Ref Mode, PROVISIONED]}
        Resources:
          Cars:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: !Ref Mode
              AttributeDefinitions: [{AttributeName: id, AttributeType: B}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              ProvisionedThroughput:
                !If [Paid, {ReadCapacityUnits: 1, WriteCapacityUnits: 2}, !Ref AWS::NoValue]
              GlobalSecondaryIndexes:
                - IndexName: again
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  Projection: {ProjectionType: ALL}
                  ProvisionedThroughput:
                    !If [Paid, {ReadCapacityUnits: 3, WriteCapacityUnits: 4}, !Ref AWS::NoValue]
        """
    (table,) = load(text).tables
    assert (table.throughput, table.indexes[0].throughput) == (Throughput(1, 2), Throughput(3, 4))
    (table,) = load(text, {"Mode": "PAY_PER_REQUEST"}).tables
    assert table.billing_mode is BillingMode.PAY_PER_REQUEST
    assert (table.throughput, table.indexes[0].throughput) == (None, None)


def test_a_simple_table_is_keyed_by_id_and_on_demand_unless_it_says_otherwise(load) -> None:
    text = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Plain: {Type: AWS::Serverless::SimpleTable}
          Paid:
            Type: AWS::Serverless::SimpleTable
            Properties:
              TableName: paid
              PrimaryKey: {Name: n, Type: Number}
              ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 6}
        """
    assert load(text).tables == (
        Table("Plain", KeySchema(KeyAttribute("id", "S")), BillingMode.PAY_PER_REQUEST),
        Table("paid", KeySchema(KeyAttribute("n", "N")), BillingMode.PROVISIONED, Throughput(5, 6)),
    )


HASH = "{AttributeName: cpf, KeyType: HASH}\n        - {"
RANGE = "        - {AttributeName: placa, KeyType: RANGE}"
WRITE = "ProvisionedThroughput.WriteCapacityUnits"
LOCAL = "LocalSecondaryIndexes"
GLOBAL = "GlobalSecondaryIndexes"


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("BillingMode: P", "BilingMode: P", "7 .BilingMode", "there is no such property"),
        ("BillingMode: PROV", "BillingMode: PREV", "7 .BillingMode", "must be one of PROVISIONED"),
        ("TableName: proprietarios", "TableName: ab", "6 .TableName", "3 to 255"),
        ("TableName: proprietarios", "TableName: a/bc", "6 .TableName", "a-z A-Z 0-9 _ . -"),
        ("TableName: proprietarios", "TableName: [a]", "6 .TableName", "not a list"),
        ("Type: N}", "Type: X}", "11 .AttributeDefinitions[2].AttributeType", "S, N, B"),
        (
            "{AttributeName: ano, AttributeType",
            "{AttributeName: cpf, AttributeType",
            "11 .AttributeDefinitions[2]",
            '"cpf" is defined twice',
        ),
        (
            HASH,
            HASH.replace("cpf", "cfp"),
            "13 .KeySchema[0].AttributeName",
            '"cfp" is not in AttributeDefinitions',
        ),
        (
            "placa, KeyType: RANGE",
            "cpf, KeyType: RANGE",
            "14 .KeySchema[1].AttributeName",
            "already",
        ),
        (
            "placa, KeyType: RANGE",
            "placa, KeyType: HASH",
            "14 .KeySchema[1].KeyType",
            "one of RANGE",
        ),
        (
            RANGE,
            RANGE + "\n        - {}",
            "12 .KeySchema",
            "one HASH and at most one RANGE element, not 3",
        ),
        (
            "WriteCapacityUnits: 3",
            "WriteCapacityUnits: 0",
            f"17 .{WRITE}",
            "must be an integer of 1 or more units, not 0",
        ),
        (
            "WriteCapacityUnits: 3",
            "WriteCapacityUnits: 1.5",
            f"17 .{WRITE}",
            "must be an integer of 1 or more units, not 1.5",
        ),
        ("!Ref Units", "many", "16 .ProvisionedThroughput.ReadCapacityUnits", 'not "many"'),
        (
            "        WriteCapacityUnits: 3",
            "",
            "15 .ProvisionedThroughput",
            "WriteCapacityUnits is missing",
        ),
        (
            "Mode: PROVISIONED",
            "Mode: PAY_PER_REQUEST",
            "15 .ProvisionedThroughput",
            "is not allowed where BillingMode is PAY_PER_REQUEST",
        ),
        (
            "ProvisionedThroughput: {ReadCapacityUnits: 2, WriteCapacityUnits: 1}",
            "",
            f"25 .{GLOBAL}[0]",
            "ProvisionedThroughput is missing",
        ),
        (
            "IndexName: by-year",
            "IndexName: by",
            f"19 .{LOCAL}[0].IndexName",
            'refuses the name "by"',
        ),
        ("IndexName: by-plate", "IndexName: by-year", f"25 .{GLOBAL}[0].IndexName", "two indexes"),
        (
            "- {AttributeName: ano, KeyType: RANGE}",
            "",
            f"20 .{LOCAL}[0].KeySchema",
            "a RANGE of its own",
        ),
        (RANGE, "", f"18 .{LOCAL}", "table with a sort key"),
        (
            "AttributeName: ano, KeyType",
            "AttributeName: placa, KeyType",
            "11 .AttributeDefinitions[2].AttributeName",
            '"ano" is no key of the table or of an index',
        ),
        (
            "Projection: {ProjectionType: INCLUDE,",
            "Projection: {ProjectionType: ALL,",
            f"23 .{LOCAL}[0].Projection",
            "NonKeyAttributes go with INCLUDE",
        ),
        (
            "Projection: {ProjectionType: KEYS_ONLY}",
            "Projection: {}",
            f"28 .{GLOBAL}[0].Projection",
            "ProjectionType is missing",
        ),
        (
            "Projection: {ProjectionType: KEYS_ONLY}",
            "",
            f"25 .{GLOBAL}[0]",
            "Projection is missing",
        ),
        (
            "by-plate\n",
            "by-plate\n          Colour: red\n",
            f"26 .{GLOBAL}[0].Colour",
            "no such property",
        ),
        ("NEW_IMAGE", "NEW", "30 .StreamSpecification.StreamViewType", "must be one of KEYS_ONLY"),
        (
            "      StreamSpecification:",
            "      TableClass: INFREQUENT\n      StreamSpecification:",
            "30 .TableClass",
            "must be one of STANDARD, STANDARD_INFREQUENT_ACCESS",
        ),
    ],
)
def test_what_create_table_would_refuse_is_refused_at_its_line(
    refusal, old, new, where, what
) -> None:
    assert old in FULL
    found = refusal(FULL.replace(old, new, 1))
    assert f"{found.line} {found.name}" == where.replace(" .", " Owners.Properties.")
    assert what in found.what


def test_the_course_s_accent_is_refused_with_the_name_to_use(refusal) -> None:
    found = refusal(FULL.replace("proprietarios", "proprietários"))
    assert (found.line, found.name) == (6, "Owners.Properties.TableName")
    assert 'DynamoDB refuses the name "proprietários"' in found.what
    assert found.hint == 'for example "proprietarios"'


def test_provisioned_without_throughput_says_both_ways_out(refusal) -> None:
    text = """
        Resources:
          Cars:
            Type: AWS::DynamoDB::Table
            Properties:
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
        """
    found = refusal(text)
    assert (found.line, found.name) == (4, "Cars.Properties")
    assert found.what.startswith("ProvisionedThroughput is missing")
    assert found.hint == "add it, or set BillingMode to PAY_PER_REQUEST"


ON_DEMAND = """
    Resources:
      Cars:
        Type: AWS::DynamoDB::Table
        Properties:
          BillingMode: PAY_PER_REQUEST
          AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
          KeySchema: [{AttributeName: id, KeyType: HASH}]
          OnDemandThroughput: {MaxReadRequestUnits: 100}
          WarmThroughput: {ReadUnitsPerSecond: 13000}
          GlobalSecondaryIndexes:
            - IndexName: again
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              Projection: {ProjectionType: ALL}
              OnDemandThroughput: {MaxReadRequestUnits: 7, MaxWriteRequestUnits: 8}
              WarmThroughput: {ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4001}
    """


def test_maxima_on_demand_and_warm_throughput_are_read_of_the_table_and_of_an_index(load) -> None:
    application = load(ON_DEMAND)
    (table,) = application.tables
    assert table.on_demand_maximum == OnDemandMaximum(100, None)
    assert table.warm_throughput == Throughput(13_000, 4_000)
    assert table.indexes[0].on_demand_maximum == OnDemandMaximum(7, 8)
    assert table.indexes[0].warm_throughput == Throughput(12_000, 4_001)
    assert application.ignored == ()


def test_warm_throughput_of_a_provisioned_table_is_at_least_what_it_provisions(load) -> None:
    warm = "      WarmThroughput: {WriteUnitsPerSecond: 9}\n"
    (table,) = load(FULL + warm).tables
    assert table.warm_throughput == Throughput(4, 9)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        (
            "MaxReadRequestUnits: 100",
            "MaxReadRequestUnits: 0",
            "8 .OnDemandThroughput.MaxReadRequestUnits",
            "must be an integer of 1 or more units, not 0",
        ),
        (
            "{MaxReadRequestUnits: 100}",
            "{MaxReads: 100}",
            "8 .OnDemandThroughput.MaxReads",
            "there is no such property",
        ),
        (
            "ReadUnitsPerSecond: 13000",
            "ReadUnitsPerSecond: 11999",
            "9 .WarmThroughput.ReadUnitsPerSecond",
            "must be an integer of 12000 or more units, not 11999",
        ),
        (
            "WriteUnitsPerSecond: 4001",
            "WriteUnitsPerSecond: many",
            "15 .GlobalSecondaryIndexes[0].WarmThroughput.WriteUnitsPerSecond",
            'not "many"',
        ),
    ],
)
def test_maxima_and_warm_throughput_are_held_to_aws_s_bounds(
    refusal, old, new, where, what
) -> None:
    assert old in ON_DEMAND
    found = refusal(ON_DEMAND.replace(old, new, 1))
    assert f"{found.line} {found.name}" == where.replace(" .", " Cars.Properties.")
    assert what in found.what


def test_a_provisioned_table_has_no_maximum_on_demand(refusal) -> None:
    found = refusal(FULL + "      OnDemandThroughput: {MaxReadRequestUnits: 1}\n")
    assert (found.line, found.name) == (31, "Owners.Properties.OnDemandThroughput")
    assert found.what == "is not allowed where BillingMode is PROVISIONED"
    assert found.hint == "remove it, or set BillingMode to PAY_PER_REQUEST"


MULTI_ATTRIBUTE = """
    Resources:
      Matches:
        Type: AWS::DynamoDB::Table
        Properties:
          BillingMode: PAY_PER_REQUEST
          AttributeDefinitions:
            - {AttributeName: a, AttributeType: S}
            - {AttributeName: b, AttributeType: N}
            - {AttributeName: c, AttributeType: S}
            - {AttributeName: d, AttributeType: B}
            - {AttributeName: e, AttributeType: S}
          KeySchema: [{AttributeName: a, KeyType: HASH}]
          GlobalSecondaryIndexes:
            - IndexName: all
              KeySchema: [KEY]
              Projection: {ProjectionType: ALL}
    """


def multi_attribute(key: str) -> str:
    """``a b | c``: two HASH attributes, one RANGE attribute."""
    partitions, _, sorts = key.partition("|")
    elements = [
        f"{{AttributeName: {name}, KeyType: {role}}}"
        for role, names in (("HASH", partitions), ("RANGE", sorts))
        for name in names.split()
    ]
    used = {name for name in "abcde" if name in key} | {"a"}
    unused = [f"            - {{AttributeName: {n}, " for n in "abcde" if n not in used]
    kept = [
        line
        for line in MULTI_ATTRIBUTE.splitlines(keepends=True)
        if not any(line.startswith(start) for start in unused)
    ]
    return "".join(kept).replace("KEY]", ", ".join(elements) + "]")


@pytest.mark.parametrize(
    ("key", "partitions", "sorts"),
    [
        ("a b", "ab", ""),
        ("a b c d", "abcd", ""),
        ("b c | d e", "bc", "de"),
        ("a | b c d e", "a", "bcde"),
    ],
)
def test_a_global_index_may_have_four_attributes_of_each_role(load, key, partitions, sorts) -> None:
    (table,) = load(multi_attribute(key)).tables
    schema = table.indexes[0].key
    assert "".join(part.name for part in schema.partitions) == partitions
    assert "".join(part.name for part in schema.sorts) == sorts


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("a b c d e", 'must be one of RANGE, not "HASH"'),
        ("| a b", 'must be one of HASH, not "RANGE"'),
        ("a b | a", '"a" is already a HASH attribute'),
        ("a | b b", '"b" is already a RANGE attribute'),
        ("a | b c d e a", "already"),
    ],
)
def test_a_key_of_other_shape_is_refused(refusal, key, what) -> None:
    assert what in refusal(multi_attribute(key)).what


def test_a_table_and_a_local_index_have_one_of_each(refusal) -> None:
    more = RANGE + "\n        - {AttributeName: ano, KeyType: RANGE}"
    assert "at most one RANGE" in refusal(FULL.replace(RANGE, more, 1)).what


@pytest.mark.parametrize(
    ("specification", "attribute"),
    [
        ("{AttributeName: expires, Enabled: true}", "expires"),
        ('{AttributeName: expires, Enabled: "true"}', "expires"),
        ("{AttributeName: id, Enabled: true}", "id"),  # AWS takes a key too
        ("{AttributeName: expires, Enabled: false}", None),
        ("{Enabled: false}", None),
    ],
)
def test_time_to_live_is_read_of_the_template(load, specification, attribute) -> None:
    text = ON_DEMAND + f"      TimeToLiveSpecification: {specification}\n"
    (table,) = load(text).tables
    assert table.time_to_live == attribute


@pytest.mark.parametrize(
    ("specification", "name", "what"),
    [
        ("{AttributeName: a}", "", "Enabled is missing"),
        ("{Enabled: true}", "", "AttributeName is missing"),
        ("{AttributeName: a, Enabled: yes please}", ".Enabled", "must be one of true, false"),
        ('{AttributeName: "", Enabled: true}', ".AttributeName", "of 1 to 255 characters"),
        (f"{{AttributeName: {'a' * 256}, Enabled: true}}", ".AttributeName", "of 1 to 255"),
        ("{AttributeName: a, Enabled: true, Unit: s}", ".Unit", "no such property"),
    ],
)
def test_another_time_to_live_is_refused(refusal, specification, name, what) -> None:
    found = refusal(ON_DEMAND + f"      TimeToLiveSpecification: {specification}\n")
    assert found.name == f"Cars.Properties.TimeToLiveSpecification{name}"
    assert what in found.what
