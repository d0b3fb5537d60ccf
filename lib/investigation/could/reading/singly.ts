import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListGroupsForUser,
  paginateListRolePolicies,
  paginateListUserPolicies,
} from '@aws-sdk/client-iam';
import type { Principal } from '#lib/incident/incident.ts';
import { inParallel } from '#lib/platform/in-parallel.ts';
import { type Carried, decoded, type PolicyText, type Reading, tagsOf, type Unread } from './carried.ts';
import { unreadBecause } from './unread.ts';

const atOnce = 4;

/** The text of the version of a managed policy that is in force. */
export const readDocument = async (
  iam: IAMClient,
  PolicyArn: string,
  abortSignal: AbortSignal,
): Promise<string> => {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }), { abortSignal });
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }), {
    abortSignal,
  });
  return decoded(PolicyVersion?.Document);
};

/**
 * Reads a principal and what it carries call by call. What IAM refuses is told in `unread`, and the rest is read.
 * @throws what IAM throws about the principal itself
 */
export const readSingly = async (
  iam: IAMClient,
  { kind, name }: Principal,
  abortSignal: AbortSignal,
): Promise<Reading> => {
  const unread: Unread[] = [];
  const read = new PieceReader(iam, abortSignal, unread);
  const carried = await (kind === 'role' ? read.role(name) : read.user(name));
  return { carried, unread, document: (arn) => readDocument(iam, arn, abortSignal) };
};

class PieceReader {
  readonly #iam: IAMClient;
  readonly #options: { abortSignal: AbortSignal };
  readonly #unread: Unread[];

  constructor(iam: IAMClient, abortSignal: AbortSignal, unread: Unread[]) {
    this.#iam = iam;
    this.#options = { abortSignal };
    this.#unread = unread;
  }

  async user(UserName: string): Promise<Carried> {
    const input = { UserName };
    const { User } = await this.#iam.send(new GetUserCommand(input), this.#options);
    const [attached, inline, groups] = await Promise.all([
      this.#listed(paginateListAttachedUserPolicies, 'iam:ListAttachedUserPolicies', input, (page) =>
        page.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
      ),
      this.#inline(
        paginateListUserPolicies,
        'iam:ListUserPolicies',
        input,
        'iam:GetUserPolicy',
        (PolicyName) => this.#iam.send(new GetUserPolicyCommand({ ...input, PolicyName }), this.#options),
      ),
      this.#listed(paginateListGroupsForUser, 'iam:ListGroupsForUser', input, (page) =>
        page.Groups?.map(({ GroupName }) => GroupName),
      ),
    ]);
    return {
      id: User?.UserId ?? '',
      tags: tagsOf(User?.Tags),
      boundary: User?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
      inline,
      attached,
      groups: await inParallel(groups, atOnce, (group) => this.#group(group)),
    };
  }

  async role(RoleName: string): Promise<Carried> {
    const input = { RoleName };
    const { Role } = await this.#iam.send(new GetRoleCommand(input), this.#options);
    const [attached, inline] = await Promise.all([
      this.#listed(paginateListAttachedRolePolicies, 'iam:ListAttachedRolePolicies', input, (page) =>
        page.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
      ),
      this.#inline(
        paginateListRolePolicies,
        'iam:ListRolePolicies',
        input,
        'iam:GetRolePolicy',
        (PolicyName) => this.#iam.send(new GetRolePolicyCommand({ ...input, PolicyName }), this.#options),
      ),
    ]);
    return {
      id: Role?.RoleId ?? '',
      tags: tagsOf(Role?.Tags),
      boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
      inline,
      attached,
      groups: [],
    };
  }

  async #group(GroupName: string): Promise<Carried['groups'][number]> {
    const input = { GroupName };
    const [attached, inline] = await Promise.all([
      this.#listed(paginateListAttachedGroupPolicies, 'iam:ListAttachedGroupPolicies', input, (page) =>
        page.AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
      ),
      this.#inline(
        paginateListGroupPolicies,
        'iam:ListGroupPolicies',
        input,
        'iam:GetGroupPolicy',
        (PolicyName) => this.#iam.send(new GetGroupPolicyCommand({ ...input, PolicyName }), this.#options),
      ),
    ]);
    return { name: GroupName, inline, attached };
  }

  async #attempt<T>(operation: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.#unread.push(unreadBecause('identity', operation, error));
      return undefined;
    }
  }

  async #listed<Input, Page>(
    paginate: Paginate<Input, Page>,
    operation: string,
    input: Input,
    namesIn: (page: Page) => (string | undefined)[] | undefined,
  ): Promise<string[]> {
    const names: string[] = [];
    await this.#attempt(operation, async () => {
      for await (const page of paginate({ client: this.#iam }, input, this.#options))
        names.push(...(namesIn(page) ?? []).filter((name) => name !== undefined));
    });
    return names;
  }

  async #inline<Input, Page extends { PolicyNames?: string[] | undefined }>(
    paginate: Paginate<Input, Page>,
    listing: string,
    input: Input,
    getting: string,
    get: (name: string) => Promise<{ PolicyDocument?: string | undefined }>,
  ): Promise<PolicyText[]> {
    const names = await this.#listed(paginate, listing, input, (page) => page.PolicyNames);
    const texts = await inParallel(names, atOnce, async (name) => {
      const answer = await this.#attempt(getting, () => get(name));
      return answer && { name, text: decoded(answer.PolicyDocument) };
    });
    return texts.filter((text) => text !== undefined);
  }
}

type Paginate<Input, Page> = (
  config: { client: IAMClient },
  input: Input,
  options: { abortSignal: AbortSignal },
) => AsyncIterable<Page>;
