import { type App, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { flattenDeep } from '../template/flatten.ts';
import { acknowledged } from './acknowledged.ts';
import { reasonFor } from './wildcards.ts';

const pack = (rule: string): string => `AwsSolutions::${rule}`;

interface Flat {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

/** The wildcards of a role that are argued for. The others stay findings, and synthesis ends with them. */
const acknowledgeWildcards = (role: CfnRole): void => {
  const policies = flattenDeep(Stack.of(role).resolve(role.policies ?? [])) as {
    policyDocument: { Statement: Flat[] };
  }[];
  const statements = policies
    .flatMap(({ policyDocument }) => policyDocument.Statement)
    .filter(({ Effect }) => Effect === 'Allow');
  const reasons = new Map<string, Set<string> | undefined>();
  for (const { Action, Resource } of statements)
    for (const resource of [Resource].flat().filter((each) => each.includes('*'))) {
      const reason = reasonFor(resource, [Action].flat());
      const before = reasons.has(resource) ? reasons.get(resource) : new Set<string>();
      reasons.set(resource, reason === undefined ? undefined : before?.add(reason));
    }
  for (const [resource, said] of reasons)
    if (said)
      Validations.of(role).acknowledge({
        id: pack(`AwsSolutions-IAM5[Resource::${resource}]`),
        reason: [...said].join(' '),
      });
};

/** Has an app checked by the AwsSolutions rules of cdk-nag when it is synthesized. */
export const checkApp = (app: App, home: Stack): void => {
  for (const { rule, construct, reason } of acknowledged) {
    const about = home.node.tryFindChild(construct);
    if (about) Validations.of(about).acknowledge({ id: pack(rule), reason });
  }
  for (const child of app.node.findAll()) if (child instanceof CfnRole) acknowledgeWildcards(child);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
};
