import type { Call, Operation } from '../contract.ts';
import { newAccessKeyId, newSecret } from './access-key-id.ts';
import { isRoot } from './arns.ts';
import type { AccessKey, User } from './entities.ts';
import { limitExceeded, noSuchEntity, validationError } from './errors.ts';
import { type PageInput, page } from './pages.ts';
import { accessKeysPerUser } from './quotas.ts';
import { accountOf, type State } from './state.ts';
import { about, subjectOf, users } from './subject.ts';
import { toSecond } from './unique-id.ts';

interface Input {
  UserName?: string;
}

/** Whose keys a request is about: a user's, or with root's own signature and no name, root's. */
interface Owner {
  user?: User;
  accountId: string;
  keyIds: readonly string[];
}

const ownerOf = (state: State, input: Input, call: Call): Owner => {
  if (input.UserName === undefined && isRoot(call.caller)) {
    const { id, rootKeyIds } = accountOf(state, call.caller.accountId);
    return { accountId: id, keyIds: rootKeyIds };
  }
  const user = subjectOf(users(state), input, call);
  return { user, accountId: user.accountId, keyIds: user.keyIds };
};

const keep = (state: State, { user, accountId }: Owner, keyIds: string[]): void => {
  if (user) state.users.update(user.id, (known) => ({ ...known, keyIds }));
  else accountOf(state, accountId).rootKeyIds.splice(0, Infinity, ...keyIds);
};

/** @throws AwsError NoSuchEntity when the key does not exist or is somebody else's */
const keyOf = (state: State, owner: Owner, id: string): AccessKey => {
  const key = owner.keyIds.includes(id) ? state.keys.get(id) : undefined;
  if (!key) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`);
  return key;
};

/** CreateAccessKey, UpdateAccessKey, DeleteAccessKey and ListAccessKeys. */
export const accessKeyOperations = (state: State): Record<string, Operation> => {
  const aboutOwner = about(users(state));
  return {
    CreateAccessKey: {
      readOnly: false,
      ...aboutOwner,
      run(input: Input, call) {
        const owner = ownerOf(state, input, call);
        if (owner.keyIds.length >= accessKeysPerUser) {
          throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${accessKeysPerUser}`);
        }
        const { accountId, user } = owner;
        const key: AccessKey = {
          id: newAccessKeyId('AKIA', accountId),
          secret: newSecret(),
          accountId,
          status: 'Active',
          createDate: toSecond(call.now),
          ...(user && { userId: user.id }),
        };
        state.keys.set(key.id, key);
        keep(state, owner, [...owner.keyIds, key.id]);
        return { AccessKey: { ...shownKey(key, user), SecretAccessKey: key.secret } };
      },
    },
    UpdateAccessKey: {
      readOnly: false,
      ...aboutOwner,
      run(input: Input & { AccessKeyId: string; Status: string }, call) {
        const key = keyOf(state, ownerOf(state, input, call), input.AccessKeyId);
        if (input.Status !== 'Active' && input.Status !== 'Inactive') {
          throw validationError(`Invalid value for Status: ${input.Status}`);
        }
        state.keys.set(key.id, { ...key, status: input.Status });
        return {};
      },
    },
    DeleteAccessKey: {
      readOnly: false,
      ...aboutOwner,
      run(input: Input & { AccessKeyId: string }, call) {
        const owner = ownerOf(state, input, call);
        const key = keyOf(state, owner, input.AccessKeyId);
        state.keys.delete(key.id);
        keep(
          state,
          owner,
          owner.keyIds.filter((id) => id !== key.id),
        );
        return {};
      },
    },
    ListAccessKeys: {
      readOnly: true,
      ...aboutOwner,
      run(input: Input & PageInput, call) {
        const owner = ownerOf(state, input, call);
        const { shown, ...rest } = page(
          owner.keyIds.map((id) => keyOf(state, owner, id)),
          ({ id }) => id,
          input,
        );
        return { AccessKeyMetadata: shown.map((key) => shownKey(key, owner.user)), ...rest };
      },
    },
  };
};

/** A root key is shown without a user name. */
const shownKey = ({ id, status, createDate }: AccessKey, user: User | undefined) => ({
  ...(user && { UserName: user.name }),
  AccessKeyId: id,
  Status: status,
  CreateDate: createDate,
});
