import { randomBytes } from 'node:crypto';
import { AwsError, type Call, type Clock, type Operation, type Service, type Shape } from '../contract.ts';
import { checkOpsItem, dedupKey, opsItemInvalid } from './ops-item-input.ts';
import { arnOf, type PerScope, perScope, type Scope, scopeOf } from './scope.ts';
import { parameterOperations } from './ssm-parameters.ts';

/** An OpsItem as GetOpsItem shows it. */
export interface OpsItem {
  OpsItemId: string;
  OpsItemArn: string;
  Title: string;
  Description: string;
  Status: string;
  Severity?: string;
  Category?: string;
  OperationalData: Record<string, { Value?: string; Type?: string }>;
  [member: string]: unknown;
}

interface Held {
  item: OpsItem;
  /** What makes another one a duplicate; absent where nothing does. */
  hash: string | undefined;
}

/** OpsCenter and plain parameters, the parts of Systems Manager that are here. */
export interface Ssm {
  service: Service;
  /** Every OpsItem of every account and region, oldest first. */
  opsItems(): readonly OpsItem[];
}

export function ssm({ clock }: { clock: Clock }): Ssm {
  const held = perScope(() => new Map<string, Held>());
  return {
    service: {
      name: 'ssm',
      client: '@aws-sdk/client-ssm',
      eventSource: 'ssm.amazonaws.com',
      operations: { ...operations(held, clock), ...parameterOperations(clock) },
    },
    opsItems: () => held.all().flatMap((items) => [...items.values()].map(({ item }) => item)),
  };
}

/** Statuses in which an OpsItem keeps a second one of its deduplication string away. */
const open: readonly string[] = ['Open', 'InProgress'];

const fields = ['Title', 'Description', 'Severity', 'Category', 'Priority', 'Status', 'RelatedOpsItems'];

const given = (input: Shape): Shape =>
  Object.fromEntries(fields.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]));

/** @throws AwsError OpsItemAlreadyExistsException with the id of the one that is open */
function refuseDuplicate(items: Map<string, Held>, hash: string | undefined): void {
  if (hash === undefined) return;
  const first = [...items.values()].find((one) => one.hash === hash && open.includes(one.item.Status));
  if (!first) return;
  const { OpsItemId } = first.item;
  const error = new AwsError(
    'OpsItemAlreadyExistsException',
    `An OpsItem with the same deduplication string is open: ${OpsItemId}`,
  );
  throw Object.assign(error, { OpsItemId });
}

function create(items: Map<string, Held>, scope: Scope, call: Call, now: Date, input: Shape): OpsItem {
  checkOpsItem(input, ['Title', 'Description', 'Source']);
  const hash = dedupKey(input.OperationalData);
  refuseDuplicate(items, hash);
  const OpsItemId = `oi-${randomBytes(6).toString('hex')}`;
  const item: OpsItem = {
    ...given(input),
    Title: input.Title,
    Description: input.Description,
    Source: input.Source,
    OperationalData: input.OperationalData ?? {},
    OpsItemType: input.OpsItemType ?? '/aws/issue',
    Status: 'Open',
    OpsItemId,
    OpsItemArn: arnOf('ssm', scope, `opsitem/${OpsItemId}`),
    CreatedBy: call.caller.arn,
    CreatedTime: now,
    LastModifiedBy: call.caller.arn,
    LastModifiedTime: now,
    Version: '1',
  };
  items.set(OpsItemId, { item, hash });
  return item;
}

/** @throws AwsError OpsItemNotFoundException */
function existing(items: Map<string, Held>, id: string | undefined): OpsItem {
  const found = items.get(id ?? '');
  if (found) return found.item;
  throw new AwsError('OpsItemNotFoundException', `OpsItem ID ${id} was not found`);
}

function update(item: OpsItem, call: Call, now: Date, input: Shape): void {
  checkOpsItem(input, []);
  if (input.OperationalData?.['/aws/dedup']) {
    throw opsItemInvalid('OperationalData', 'the deduplication string of an OpsItem cannot be changed');
  }
  const data = { ...item.OperationalData, ...input.OperationalData };
  for (const key of input.OperationalDataToDelete ?? []) delete data[key];
  Object.assign(item, given(input), {
    OperationalData: data,
    LastModifiedBy: call.caller.arn,
    LastModifiedTime: now,
    Version: String(Number(item['Version']) + 1),
  });
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-working-deduplication.html */
const operations = (held: PerScope<Map<string, Held>>, clock: Clock): Record<string, Operation> => {
  const of = (call: Call) => held.of(scopeOf(call));
  const arn = (id: string) => (_: Shape, call: Call) => [arnOf('ssm', scopeOf(call), `opsitem/${id}`)];
  const named = (input: Shape, call: Call) => arn(input.OpsItemId ?? '*')(input, call);
  return {
    CreateOpsItem: {
      readOnly: false,
      resources: arn('*'),
      run(input, call) {
        const { OpsItemId, OpsItemArn } = create(of(call), scopeOf(call), call, clock.now(), input);
        return { OpsItemId, OpsItemArn };
      },
    },
    UpdateOpsItem: {
      readOnly: false,
      resources: named,
      run(input, call) {
        update(existing(of(call), input.OpsItemId), call, clock.now(), input);
        return {};
      },
    },
    GetOpsItem: {
      readOnly: true,
      resources: named,
      run: (input, call) => ({ OpsItem: existing(of(call), input.OpsItemId) }),
    },
  };
};
