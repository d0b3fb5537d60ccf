import { describe, expect, test } from 'vitest';
import { columns } from '#lib/investigation/athena/columns.ts';
import { isHeader, recordOfRow } from '#lib/investigation/athena/record-of-row.ts';
import { rowWith } from './rows.ts';

describe('a record put together from a row', () => {
  test('has no field for a cell without a value', () => {
    expect(recordOfRow(rowWith({ eventname: 'ListBuckets' }))).toEqual({
      detail: { eventName: 'ListBuckets' },
      damaged: [],
    });
  });

  test('keeps what a session tells of its origin', () => {
    const useridentity = JSON.stringify({
      type: 'WebIdentityUser',
      onbehalfof: {
        userid: 'u-1',
        identitystorearn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
      },
      sessioncontext: {
        attributes: { mfaauthenticated: null, creationdate: null },
        sessionissuer: null,
        ec2roledelivery: '2.0',
        webidfederationdata: { federatedprovider: 'cognito', attributes: { 'www.amazon.com:app_id': 'x' } },
      },
      somethingnew: 'kept as it is',
    });
    expect(recordOfRow(rowWith({ useridentity })).detail['userIdentity']).toEqual({
      type: 'WebIdentityUser',
      onBehalfOf: {
        userId: 'u-1',
        identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
      },
      sessionContext: {
        ec2RoleDelivery: '2.0',
        webIdFederationData: {
          federatedProvider: 'cognito',
          attributes: { 'www.amazon.com:app_id': 'x' },
        },
      },
      somethingnew: 'kept as it is',
    });
  });

  test.each([
    ['true', true],
    ['false', false],
    ['perhaps', 'perhaps'],
  ])('reads readOnly %s', (readonly, value) => {
    expect(recordOfRow(rowWith({ readonly })).detail).toEqual({ readOnly: value });
  });

  test('drops every secret, at any depth, and keeps the ids', () => {
    const responseelements = JSON.stringify({
      credentials: { accessKeyId: 'ASIATOURNIQUETTEST01', sessionToken: 'IQoJ', expiration: 'soon' },
      credentialSet: [{ credentials: { secretAccessKey: 'x', accessKeyId: 'ASIA2' } }],
      nextToken: 'page 2',
      passwordResetRequired: true,
      password: null,
    });
    expect(recordOfRow(rowWith({ responseelements })).detail['responseElements']).toEqual({
      credentials: { accessKeyId: 'ASIATOURNIQUETTEST01', expiration: 'soon' },
      credentialSet: [{ credentials: { accessKeyId: 'ASIA2' } }],
      nextToken: 'page 2',
      passwordResetRequired: true,
      password: null,
    });
  });

  test('a secret in words is redacted', () => {
    const requestparameters = 'sessionToken=IQoJb3JpZ2luX2VjEBAaCXVzLWVhc3QtMSJHMEUCIQDexample';
    const { requestParameters } = recordOfRow(rowWith({ requestparameters })).detail;
    expect(requestParameters).toBe('sessionToken=[redacted]');
  });

  test.each([
    ['null', null],
    [' null ', null],
    ['[1]', [1]],
    ['"a word"', 'a word'],
    ['HIDDEN_DUE_TO_SECURITY_REASONS', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
  ])('reads the document %s', (responseelements, value) => {
    const { detail, damaged } = recordOfRow(rowWith({ responseelements }));
    expect(detail).toEqual(value === null ? {} : { responseElements: value });
    expect(damaged).toEqual([]);
  });

  test.each([
    ['requestparameters', '{"userName":"ci","policyDocum', 'requestParameters'],
    ['responseelements', '{"a":', 'responseElements'],
    ['useridentity', '{"type":', 'userIdentity'],
    ['useridentity', '["IAMUser","AIDATOURNIQUETTEST01"]', 'userIdentity'],
    ['useridentity', '"IAMUser"', 'userIdentity'],
    ['resources', '{"arn":"arn:aws:s3:::b"}', 'resources'],
    ['additionaleventdata', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'additionalEventData'],
  ] as const)('names a %s that cannot be read, and keeps the rest', (column, text, field) => {
    const { detail, damaged } = recordOfRow(rowWith({ eventname: 'CreateUser', [column]: text }));
    expect(damaged).toEqual([field]);
    expect(detail).toEqual({ eventName: 'CreateUser' });
  });

  test('a struct that is null is a field that is not there', () => {
    expect(recordOfRow(rowWith({ useridentity: 'null', resources: 'null' }))).toEqual({
      detail: {},
      damaged: [],
    });
  });

  test('a member that calls itself __proto__ stays a member', () => {
    const requestparameters = '{"__proto__":{"polluted":true}}';
    const { requestParameters } = recordOfRow(rowWith({ requestparameters })).detail;
    expect(JSON.stringify(requestParameters)).toBe(requestparameters);
    expect({}).not.toHaveProperty('polluted');
  });
});

test('only a row that repeats every name is the header', () => {
  const names = Object.fromEntries(columns.map(({ column }) => [column, column]));
  expect(isHeader(rowWith(names))).toBe(true);
  expect(isHeader(rowWith({ ...names, eventname: 'GetObject' }))).toBe(false);
  expect(isHeader({})).toBe(false);
});

test('the columns are pinned: one that an older table lacks would fail every query', () => {
  expect(columns.map(({ column }) => column).join(' ')).toBe(
    'eventversion useridentity eventtime eventsource eventname awsregion sourceipaddress useragent errorcode ' +
      'errormessage requestparameters responseelements additionaleventdata requestid eventid readonly resources ' +
      'eventtype apiversion recipientaccountid serviceeventdetails sharedeventid vpcendpointid',
  );
  for (const { column, field } of columns) expect(field.toLowerCase()).toBe(column);
});
