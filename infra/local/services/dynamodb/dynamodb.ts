import type { Call, Clock, Operation, Service, Shape } from '../../contract.ts';
import { arnOf, type PerScope, parseArn, perScope, type Scope, scopeOf } from '../scope.ts';
import { dynaliteTables, type Tables } from './dynalite.ts';
import { described, untilActive } from './table-description.ts';

/** DynamoDB as far as an incident store needs it: no transactions, no TTL, no streams. */
export interface DynamoDb {
  service: Service;
  /** Every item of a table as attribute values, for tests and the drill. @throws AwsError ResourceNotFoundException */
  items(tableArn: string): Promise<Record<string, Shape>[]>;
}

export function dynamodb({ clock }: { clock: Clock }): DynamoDb {
  const tables = perScope(dynaliteTables);
  const createdAt = new Map<string, Date>();
  return {
    service: {
      name: 'dynamodb',
      client: '@aws-sdk/client-dynamodb',
      eventSource: 'dynamodb.amazonaws.com',
      operations: { ...tableOperations(tables, clock, createdAt), ...itemOperations(tables) },
    },
    items: (tableArn) => scan(tables, tableArn),
  };
}

function tableOperations(
  tables: PerScope<Tables>,
  clock: Clock,
  createdAt: Map<string, Date>,
): Record<string, Operation> {
  return {
    CreateTable: {
      readOnly: false,
      resources: tableArns,
      async run(input, call) {
        const { scope, name } = tableOf(input, call);
        createdAt.set(tableArns(input, call)[0] ?? '', clock.now());
        await tables.of(scope).run('CreateTable', { ...input, TableName: name });
        const table = await untilActive(() => describe(tables, input, call));
        return { TableDescription: described(table, createdAt) };
      },
    },
    DescribeTable: {
      readOnly: true,
      resources: tableArns,
      run: async (input, call) => ({ Table: described(await describe(tables, input, call), createdAt) }),
    },
    ListTables: {
      readOnly: true,
      run: (input, call) => tables.of(scopeOf(call)).run('ListTables', input),
    },
  };
}

const readOnly = {
  GetItem: true,
  Query: true,
  Scan: true,
  PutItem: false,
  UpdateItem: false,
  DeleteItem: false,
};

function itemOperations(tables: PerScope<Tables>): Record<string, Operation> {
  const operation = ([name, reads]: [string, boolean]): [string, Operation] => [
    name,
    {
      readOnly: reads,
      recorded: 'data',
      resources: tableArns,
      run(input, call) {
        const { scope, name: TableName } = tableOf(input, call);
        return tables.of(scope).run(name, { ...input, TableName });
      },
    },
  ];
  return Object.fromEntries(Object.entries(readOnly).map(operation));
}

/** A table is named, or given by its ARN, which may be another account's. */
function tableOf(input: Shape, call: Call): { scope: Scope; name: string } {
  const arn = parseArn(input.TableName ?? '');
  if (!arn) return { scope: scopeOf(call), name: input.TableName };
  return { scope: arn, name: arn.resource.replace(/^table\//, '') };
}

/** The table, or the index where one is read: IAM asks for the index alone then. */
function tableArns(input: Shape, call: Call): string[] {
  const { scope, name } = tableOf(input, call);
  const table = arnOf('dynamodb', scope, `table/${name}`);
  return [input.IndexName ? `${table}/index/${input.IndexName}` : table];
}

async function describe(tables: PerScope<Tables>, input: Shape, call: Call): Promise<Shape> {
  const { scope, name } = tableOf(input, call);
  return (await tables.of(scope).run('DescribeTable', { TableName: name })).Table;
}

async function scan(tables: PerScope<Tables>, tableArn: string): Promise<Record<string, Shape>[]> {
  const arn = parseArn(tableArn);
  const TableName = arn?.resource.replace(/^table\//, '');
  const found: Record<string, Shape>[] = [];
  let ExclusiveStartKey: Shape;
  do {
    const page = await tables
      .of(arn ?? { accountId: '', region: '' })
      .run('Scan', { TableName, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
    found.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}
