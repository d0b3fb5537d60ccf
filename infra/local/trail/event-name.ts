/**
 * The eventName of a call, where it is not the API's own name. Lambda's names carry the date of the API version
 * that an operation came with (Lambda developer guide, "Lambda API calls in CloudTrail").
 */
const names: Record<string, Record<string, string>> = {
  lambda: {
    AddPermission: 'AddPermission20150331v2',
    CreateEventSourceMapping: 'CreateEventSourceMapping20150331',
    CreateFunction: 'CreateFunction20150331',
    DeleteEventSourceMapping: 'DeleteEventSourceMapping20150331',
    DeleteFunction: 'DeleteFunction20150331',
    GetFunction: 'GetFunction20150331v2',
    GetFunctionConfiguration: 'GetFunctionConfiguration20150331v2',
    GetPolicy: 'GetPolicy20150331v2',
    ListEventSourceMappings: 'ListEventSourceMappings20150331',
    ListFunctions: 'ListFunctions20150331',
    PublishVersion: 'PublishVersion20150331',
    RemovePermission: 'RemovePermission20150331v2',
    UpdateEventSourceMapping: 'UpdateEventSourceMapping20150331',
    UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
    UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  },
  s3: { ListObjectsV2: 'ListObjects' },
};

export const eventNameOf = (service: string, operation: string): string =>
  names[service]?.[operation] ?? operation;
