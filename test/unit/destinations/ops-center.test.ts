import {
  CreateOpsItemCommand,
  OpsItemAlreadyExistsException,
  OpsItemNotFoundException,
  SSMClient,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { opsCenter } from '#lib/destinations/ops-center.ts';
import type { DestinationOutcome } from '#lib/incident/destinations.ts';
import type { Incident } from '#lib/incident/incident.ts';
import { signal } from '#test/unit/containment/fake-account.ts';
import { incident, step } from '#test/unit/containment/incidents.ts';

const ssm = mockClient(SSMClient);
const teller = opsCenter({
  client: new SSMClient({ region: 'eu-west-1' }),
  ways: { restoreFunction: 'tourniquet-restore', region: 'eu-west-1' },
  evidence: async () => 's3://evidence/AKIA-1/look-0/',
});

const known: DestinationOutcome = {
  destination: 'ops-center',
  outcome: 'done',
  reference: 'oi-000000000001',
  status: 'contained',
  at: '2026-11-23T03:00:05.000Z',
};

const created = () => ssm.commandCalls(CreateOpsItemCommand).map(({ args: [{ input }] }) => input);
const updated = () => ssm.commandCalls(UpdateOpsItemCommand).map(({ args: [{ input }] }) => input);
const metadata = { $metadata: {}, message: 'no' };

const open: Partial<Incident> = {
  status: 'not-contained',
  steps: [step('deactivate-key', 'failed', { reason: 'AccessDenied' })],
};

beforeEach(() => {
  ssm.reset();
  ssm.on(CreateOpsItemCommand).resolves({ OpsItemId: 'oi-00000000000a' });
  ssm.on(UpdateOpsItemCommand).resolves({});
});

describe('an incident as an OpsItem', () => {
  it('is opened once, with what happened, what is to be done and what it is about', async () => {
    const one = incident();
    expect(await teller.tell(one, undefined)).toEqual({ outcome: 'done', reference: 'oi-00000000000a' });
    const [item] = created();
    expect(item).toMatchObject({
      Source: 'tourniquet',
      Category: 'Security',
      Severity: '3',
      Title: expect.stringMatching(/^Contained: AWS key AKIA\w+ of deploy-bot$/),
      OperationalData: {
        '/aws/dedup': {
          Value: JSON.stringify({ dedupString: `tourniquet-${one.incidentId}` }),
          Type: 'SearchableString',
        },
        '/aws/resources': {
          Value: JSON.stringify([{ arn: one.principal?.arn }]),
          Type: 'SearchableString',
        },
        'tourniquet-incident': { Value: one.incidentId },
        'tourniquet-status': { Value: 'contained' },
        evidence: { Value: 's3://evidence/AKIA-1/look-0/' },
      },
    });
    expect(item?.Description).toMatch(/^```\nCONTAINED\. The leaked key no longer works\.\n/);
    expect(item?.Description).toMatch(/\d\. .*Delete the leaked key/);
    expect(item?.Description).toContain('  done     ');
    expect(updated()).toEqual([]);
  });

  it.each([
    ['not-contained', '1'],
    ['partly-contained', '2'],
    ['protected', '2'],
    ['contained', '3'],
    ['observed', '3'],
  ] as const)('of one that is %s has severity %s', async (status, Severity) => {
    await teller.tell(incident({ ...(status === 'contained' ? {} : open), status }), undefined);
    expect(created()).toMatchObject([{ Severity }]);
  });

  it('is changed where it stands when the incident goes on, and opened again where somebody must act', async () => {
    await teller.tell(incident(), known);
    await teller.tell(incident(open), known);
    expect(created()).toEqual([]);
    expect(updated()).toMatchObject([
      { OpsItemId: known.reference, Severity: '3' },
      { OpsItemId: known.reference, Severity: '1', Status: 'Open' },
    ]);
    // A deduplication string cannot be changed, and what people did with one that needs nobody stands.
    expect(updated()[0]?.OperationalData).not.toHaveProperty('/aws/dedup');
    expect(updated()[0]).not.toHaveProperty('Status');
  });

  it('is resolved once the incident is restored', async () => {
    await teller.tell(incident({ status: 'restored' }), known);
    expect(updated()).toMatchObject([{ OpsItemId: known.reference, Severity: '4', Status: 'Resolved' }]);
  });

  it('is the one that was made and not noted, as AWS names it', async () => {
    ssm
      .on(CreateOpsItemCommand)
      .rejects(new OpsItemAlreadyExistsException({ ...metadata, OpsItemId: 'oi-00000000000b' }));
    expect(await teller.tell(incident(), undefined)).toEqual({
      outcome: 'done',
      reference: 'oi-00000000000b',
    });
    expect(updated()).toMatchObject([{ OpsItemId: 'oi-00000000000b' }]);
  });

  it('is made anew where people deleted it', async () => {
    ssm.on(UpdateOpsItemCommand).rejects(new OpsItemNotFoundException(metadata));
    expect(await teller.tell(incident(), known)).toEqual({ outcome: 'done', reference: 'oi-00000000000a' });
  });

  it.each([
    ['not ours', { status: 'not-ours' }],
    ['dismissed', { status: 'observed', decidedBy: 'dismissed' }],
  ] as const)('is not opened for what is %s, and resolved where it was', async (_, over) => {
    expect(await teller.tell(incident({ ...over, steps: [] }), undefined)).toBeUndefined();
    expect(ssm.calls()).toEqual([]);
    await teller.tell(incident({ ...over, steps: [] }), known);
    expect(updated()).toMatchObject([{ Status: 'Resolved' }]);
  });

  const toldElsewhere: [string, Partial<Incident>][] = [
    ['waits in the backlog', { status: 'observed', decidedBy: 'backlog', steps: [] }],
    [
      'the investigation found and contained',
      { descendantOf: 'AKIAT3SKF7WXYQ2ZNM5C-1', signals: [signal({ source: 'lineage' })] },
    ],
  ];
  it.each(toldElsewhere)('is not opened for what %s: that is told elsewhere', async (_, over) => {
    expect(await teller.tell(incident(over), undefined)).toBeUndefined();
    expect(ssm.calls()).toEqual([]);
  });

  it('is opened for what came from the leak and is not contained', async () => {
    const came = { descendantOf: 'AKIAT3SKF7WXYQ2ZNM5C-1', signals: [signal({ source: 'lineage' })] };
    await teller.tell(incident({ ...open, ...came }), undefined);
    expect(created()).toMatchObject([{ Severity: '1' }]);
  });

  it('fails as AWS fails', async () => {
    ssm.on(CreateOpsItemCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(teller.tell(incident(), undefined)).rejects.toThrow('no');
  });
});
