import { flatten } from '../../template/flatten.ts';
import { resourcesOf, type Template, type TemplateStatement } from '../../template/template.ts';

/** What an action changes, in words. What only reads is not here. */
export const words: Readonly<Record<string, string>> = {
  'athena:StartQueryExecution': 'start queries of Athena',
  'athena:StopQueryExecution': 'stop queries of Athena',
  'dynamodb:UpdateItem': 'write incidents',
  'events:PutEvents': 'put events on the bus',
  'iam:AttachRolePolicy': 'attach to roles',
  'iam:AttachUserPolicy': 'attach to users',
  'iam:DeleteRolePermissionsBoundary': 'remove boundaries of roles',
  'iam:DeleteRolePolicy': 'remove inline policies of roles',
  'iam:DeleteUserPermissionsBoundary': 'remove boundaries of users',
  'iam:DetachRolePolicy': 'detach from roles',
  'iam:DetachUserPolicy': 'detach from users',
  'iam:PutRolePermissionsBoundary': 'set as the boundary of roles',
  'iam:PutRolePolicy': 'write inline policies of roles',
  'iam:PutUserPermissionsBoundary': 'set as the boundary of users',
  'iam:TagRole': 'tag roles',
  'iam:TagUser': 'tag users',
  'iam:UntagRole': 'untag roles',
  'iam:UntagUser': 'untag users',
  'iam:UpdateAccessKey': 'switch access keys off and on',
  'iam:UpdateServiceSpecificCredential': 'switch service-specific credentials off and on',
  'kms:Sign': 'sign evidence',
  'lambda:InvokeFunction': 'start other functions of Tourniquet',
  's3:AbortMultipartUpload': 'drop what it has written in part',
  's3:PutObject': 'write evidence',
  'securityhub:BatchImportFindings': 'import its findings',
  'ses:SendEmail': 'send mail',
  'sns:Publish': 'send mails and pages',
  'sqs:DeleteMessage': 'take messages from its queue',
  'sqs:ReceiveMessage': 'take messages from its queue',
  'sqs:SendMessage': 'put messages on queues of Tourniquet',
  'ssm:CreateOpsItem': 'open OpsItems',
  'ssm:UpdateOpsItem': 'update OpsItems',
  'sts:AssumeRole': 'enter other accounts by their member role',
};

/** What every function does for itself: its log, its traces, its checkpoints, the keys of its own queues. */
const forItself =
  /^(?:logs|xray):|^lambda:Checkpoint|^sts:TagSession$|^kms:(?:Decrypt|GenerateDataKey|Encrypt|ReEncrypt)/;

const readsOnly = /:(?:BatchGet|Describe|Get|List|Lookup|Query|Scan|Simulate|Verify)/;

export const needsWords = (action: string): boolean => !readsOnly.test(action) && !forItself.test(action);

/** The policies that an action is bound to by a condition, by their names. */
const boundTo = ({ Condition = {} }: TemplateStatement): string[] =>
  Object.values(Condition)
    .flatMap((test) =>
      ['iam:PolicyARN', 'iam:PermissionsBoundary'].flatMap((key) => [test[key] ?? []].flat()),
    )
    .map((policy) => flatten(policy).split('/').at(-1) ?? '');

const changesPolicies = /^iam:(?:Attach|Detach|Put|Delete)(?:User|Role)(?:Policy|PermissionsBoundary)$/;

const said = (action: string, statement: TemplateStatement): string => {
  const text = words[action] ?? action;
  if (!changesPolicies.test(action)) return text;
  const policies = boundTo(statement);
  return `${text}: ${policies.length === 0 ? 'any policy' : `${policies.join(', ')} and nothing else`}`;
};

export interface ShownRole {
  name: string;
  changes: string[];
}

const inRegion =
  (region: string) =>
  (reference: string): string =>
    reference === 'AWS::Region' ? region : `<${reference}>`;

/** What each role of a template may change in words. */
export const rolesIn = ({ template, region }: { template: Template; region: string }): ShownRole[] =>
  resourcesOf(template, 'AWS::IAM::Role').map(([id, { Properties }]) => {
    const statements: TemplateStatement[] = (Properties.Policies ?? []).flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: TemplateStatement[] } }) =>
        PolicyDocument.Statement,
    );
    const changes = statements
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap((statement) =>
        [statement.Action]
          .flat()
          .filter(needsWords)
          .map((action) => said(action, statement)),
      );
    return { name: flatten(Properties.RoleName ?? id, inRegion(region)), changes: [...new Set(changes)] };
  });
