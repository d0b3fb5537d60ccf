/** The columns of the table, and the names that the fields have in a CloudTrail record. */

/**
 * Only columns that every published definition of the table has (Athena user guide, "Query AWS CloudTrail logs"):
 * one that an older table lacks would fail the whole query. `text` stands as it is in the record, `flag` is true or
 * false, `json` is the text of a JSON document, `struct` and `structs` are columns with fields of their own.
 */
export const columns = [
  { column: 'eventversion', field: 'eventVersion', form: 'text' },
  { column: 'useridentity', field: 'userIdentity', form: 'struct' },
  { column: 'eventtime', field: 'eventTime', form: 'text' },
  { column: 'eventsource', field: 'eventSource', form: 'text' },
  { column: 'eventname', field: 'eventName', form: 'text' },
  { column: 'awsregion', field: 'awsRegion', form: 'text' },
  { column: 'sourceipaddress', field: 'sourceIPAddress', form: 'text' },
  { column: 'useragent', field: 'userAgent', form: 'text' },
  { column: 'errorcode', field: 'errorCode', form: 'text' },
  { column: 'errormessage', field: 'errorMessage', form: 'text' },
  { column: 'requestparameters', field: 'requestParameters', form: 'json' },
  { column: 'responseelements', field: 'responseElements', form: 'json' },
  { column: 'additionaleventdata', field: 'additionalEventData', form: 'json' },
  { column: 'requestid', field: 'requestID', form: 'text' },
  { column: 'eventid', field: 'eventID', form: 'text' },
  { column: 'readonly', field: 'readOnly', form: 'flag' },
  { column: 'resources', field: 'resources', form: 'structs' },
  { column: 'eventtype', field: 'eventType', form: 'text' },
  { column: 'apiversion', field: 'apiVersion', form: 'text' },
  { column: 'recipientaccountid', field: 'recipientAccountId', form: 'text' },
  { column: 'serviceeventdetails', field: 'serviceEventDetails', form: 'json' },
  { column: 'sharedeventid', field: 'sharedEventID', form: 'text' },
  { column: 'vpcendpointid', field: 'vpcEndpointId', form: 'text' },
] as const;

export type Column = (typeof columns)[number];

/** Glue keeps names in lower case: these are the fields of userIdentity that have capitals in a record. */
export const identityFields: ReadonlyMap<string, string> = new Map(
  [
    'principalId',
    'accountId',
    'accessKeyId',
    'userName',
    'invokedBy',
    'sessionContext',
    'mfaAuthenticated',
    'creationDate',
    'sessionIssuer',
    'ec2RoleDelivery',
    'webIdFederationData',
    'federatedProvider',
    'onBehalfOf',
    'userId',
    'identityStoreArn',
    'identityProvider',
    'credentialId',
    'inScopeOf',
    'sourceArn',
    'sourceAccount',
    'issuerType',
    'credentialsIssuedTo',
  ].map((field) => [field.toLowerCase(), field]),
);

/** An entry of `resources` writes its ARN in capitals. */
export const resourceFields: ReadonlyMap<string, string> = new Map([
  ['arn', 'ARN'],
  ['accountid', 'accountId'],
]);
