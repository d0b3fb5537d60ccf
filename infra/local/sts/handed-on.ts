import { AwsError, type Call } from '../contract.ts';
import { accessDenied, validationError } from '../iam/errors.ts';
import type { State } from '../iam/state.ts';
import type { Tag } from '../iam/tags.ts';

/** What a role session carries besides its name, and hands on to the roles that are assumed from it. */
export interface HandedOn {
  tags: Tag[];
  transitiveTagKeys: string[];
  sourceIdentity: string | undefined;
}

interface Input {
  Tags?: Tag[];
  TransitiveTagKeys?: string[];
  SourceIdentity?: string;
}

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** @throws AwsError ValidationError (STS API reference, Tag) */
const checkTags = (tags: Tag[]): void => {
  const wrong = tags.find(
    ({ Key, Value }) =>
      Key.length === 0 ||
      Key.length > 128 ||
      Value.length > 256 ||
      !tagText.test(Key) ||
      !tagText.test(Value),
  );
  if (wrong) throw validationError(`Invalid session tag ${wrong.Key}`);
  if (tags.length > 50) throw validationError('The number of session tags exceeds the limit: 50');
};

/**
 * The tags and the source identity of a new role session. A session that assumes a further role hands its
 * transitive tags and its source identity on, and neither can be replaced on the way (IAM guide, "Chaining roles
 * with session tags", "Monitor and control actions taken with assumed roles").
 *
 * @throws AwsError ValidationError, InvalidParameterValue, AccessDenied
 */
export const handedOn = (state: State, { caller }: Call, input: Input): HandedOn => {
  const { Tags = [], TransitiveTagKeys = [], SourceIdentity } = input;
  checkTags(Tags);
  const session = state.sessions.get(caller.accessKeyId);
  const inherited = session?.transitiveTagKeys ?? [];
  if (Tags.some(({ Key }) => inherited.includes(Key))) {
    throw new AwsError('InvalidParameterValue', 'A session tag is already set as a transitive tag.');
  }
  const fixed = session?.sourceIdentity;
  if (fixed !== undefined && SourceIdentity !== undefined && SourceIdentity !== fixed) {
    throw accessDenied('The source identity of a session cannot be changed.');
  }
  const tagOf = (Key: string): Tag => ({ Key, Value: caller.sessionTags?.[Key] ?? '' });
  return {
    tags: [...inherited.map(tagOf), ...Tags],
    transitiveTagKeys: [...inherited, ...TransitiveTagKeys],
    sourceIdentity: SourceIdentity ?? fixed,
  };
};
