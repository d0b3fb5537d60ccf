import { AwsError, type Call, type Operation, type Service, type Shape } from '../../contract.ts';
import { type PerScope, perScope, type Scope, scopeOf } from '../scope.ts';
import { findingRefused } from './check-finding.ts';

/** Security Hub CSPM: findings that are imported, and read again. */
export interface SecurityHub {
  service: Service;
  /** Every finding, in the order in which it first came. */
  findings(): readonly Shape[];
  /** The account is no member of Security Hub any more, as before it is switched on. */
  disable(scope: Scope): void;
}

interface Hub {
  findings: Map<string, Shape>;
  disabled: boolean;
}

/** @param onImport told of each finding that is taken, as it stands then */
export function securityHub(onImport: (scope: Scope, finding: Shape) => void = () => {}): SecurityHub {
  const hubs = perScope((): Hub => ({ findings: new Map(), disabled: false }));
  return {
    service: {
      name: 'securityhub',
      client: '@aws-sdk/client-securityhub',
      eventSource: 'securityhub.amazonaws.com',
      operations: operations(hubs, onImport),
    },
    findings: () => hubs.all().flatMap(({ findings }) => [...findings.values()]),
    disable(scope) {
      hubs.of(scope).disabled = true;
    },
  };
}

/** @throws AwsError InvalidAccessException where Security Hub is not switched on */
function hubOf(hubs: PerScope<Hub>, call: Call): Hub {
  const hub = hubs.of(scopeOf(call));
  if (!hub.disabled) return hub;
  const account = call.caller.accountId;
  throw new AwsError('InvalidAccessException', `Account ${account} is not subscribed to AWS Security Hub`);
}

/** What people decide about a finding stands: an import gives it once and never again. */
const peoples: readonly string[] = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'];

const merged = (known: Shape | undefined, finding: Shape, now: Date): Shape => {
  const { FindingProviderFields: fields = {} } = finding;
  const kept = Object.fromEntries(peoples.map((name) => [name, known?.[name] ?? finding[name]]));
  return {
    RecordState: 'ACTIVE',
    ...finding,
    ...kept,
    Workflow: kept['Workflow'] ?? { Status: 'NEW' },
    Severity: { ...finding.Severity, ...fields.Severity },
    Types: fields.Types ?? finding.Types,
    FirstObservedAt: known?.['FirstObservedAt'] ?? finding.FirstObservedAt,
    ProcessedAt: now.toISOString(),
  };
};

/** An update must be newer than what is there, or it changes nothing. */
const outdated = (known: Shape | undefined, { UpdatedAt }: Shape): boolean =>
  known !== undefined && Date.parse(UpdatedAt) <= Date.parse(known.UpdatedAt);

function importOne(
  { findings }: Hub,
  call: Call,
  finding: Shape,
  onImport: (scope: Scope, finding: Shape) => void,
): Shape | undefined {
  const refused = findingRefused(finding, call);
  if (refused) return { Id: finding.Id ?? '', ...refused };
  const key = `${finding.ProductArn}/${finding.Id}`;
  const known = findings.get(key);
  if (outdated(known, finding)) {
    const ErrorMessage = `UpdatedAt must be later than ${known?.UpdatedAt}`;
    return { Id: finding.Id, ErrorCode: 'InvalidInput', ErrorMessage };
  }
  const now = merged(known, finding, call.now);
  findings.set(key, now);
  onImport(scopeOf(call), now);
  return undefined;
}

const mostFindings = 100;

const matches = (value: string, filters: Shape[] | undefined): boolean =>
  !filters?.length ||
  filters.some(({ Value, Comparison }) =>
    Comparison === 'PREFIX' ? value.startsWith(Value) : value === Value,
  );

/** The filters by id, product, account and record state; others are not emulated. */
const filterable = ['Id', 'ProductArn', 'AwsAccountId', 'RecordState', 'GeneratorId'];

function list({ findings }: Hub, { Filters = {} }: Shape): Shape[] {
  const unknown = Object.keys(Filters).find((name) => Filters[name] && !filterable.includes(name));
  if (unknown) throw new AwsError('InvalidInputException', `The filter ${unknown} is not emulated`);
  return [...findings.values()].filter((finding) =>
    filterable.every((name) => matches(finding[name] ?? '', Filters[name])),
  );
}

const operations = (
  hubs: PerScope<Hub>,
  onImport: (scope: Scope, finding: Shape) => void,
): Record<string, Operation> => ({
  BatchImportFindings: {
    readOnly: false,
    resources: ({ Findings = [] }) => [
      ...new Set<string>(Findings.map(({ ProductArn }: Shape) => ProductArn ?? '*')),
    ],
    run({ Findings = [] }, call) {
      const hub = hubOf(hubs, call);
      if (Findings.length === 0 || Findings.length > mostFindings) {
        throw new AwsError('InvalidInputException', `Findings must be 1 to ${mostFindings}`);
      }
      const FailedFindings = Findings.flatMap(
        (finding: Shape) => importOne(hub, call, finding, onImport) ?? [],
      );
      return {
        FailedCount: FailedFindings.length,
        SuccessCount: Findings.length - FailedFindings.length,
        FailedFindings,
      };
    },
  },
  GetFindings: {
    readOnly: true,
    resources: (_, call) => {
      const { accountId, region } = scopeOf(call);
      return [`arn:aws:securityhub:${region}:${accountId}:hub/default`];
    },
    run: (input, call) => ({ Findings: list(hubOf(hubs, call), input) }),
  },
});
