import { manifestName } from '#lib/evidence/manifest.ts';
import type { LookVerdict, Problem, SignatureState, Verdict } from '#lib/evidence/verify/verdict.ts';
import { count, indent, inert, table } from '#lib/platform/plain-text.ts';

export interface Proved {
  proved: string[];
  notProved: string[];
}

/**
 * What the verification proves and what it does not, in sentences. A manifest without a signature proves only that files
 * fit together: whoever rewrote one may have rewritten the other.
 * @param key as it was given; undefined where none was
 */
export const provedBy = ({ fits, looks }: Verdict, key: string | undefined): Proved => {
  const unchecked = looks.filter(({ signature }) => signature.state !== 'valid');
  const always = `that no look's folder is missing here: compare with "tourniquet evidence", which lists them`;
  if (!fits) return { proved: [], notProved: ['that the files named above are what was written', always] };
  if (unchecked.length === 0)
    return {
      proved: [`every file is byte for byte what was listed when the manifests were signed with ${key}`],
      notProved: [always],
    };
  return {
    proved: ['the files fit their manifests: nothing was altered by accident'],
    notProved: [
      `that nobody rewrote files and manifests together: ${whyUnsigned(unchecked)}. The SHA-256 of a ${manifestName}, as "tourniquet evidence" has it, tells as well`,
      always,
    ],
  };
};

const whyUnsigned = (unchecked: readonly LookVerdict[]): string =>
  unchecked.every(({ signature }) => signature.state === 'unsigned')
    ? 'they are not signed'
    : 'give --key with the public key to check the signatures';

const signatureWords: Record<SignatureState, string> = {
  valid: 'valid',
  invalid: 'DOES NOT FIT',
  missing: 'MISSING',
  unsigned: 'not signed',
  'not-checked': 'not checked: no key was given',
  unknown: 'unknown: the manifest cannot be read',
};

const kindWords: Record<Problem['problem'], string> = {
  altered: 'ALTERED',
  missing: 'MISSING',
  'not-listed': 'NOT LISTED',
  'not-a-file': 'NOT A FILE',
  unreadable: 'UNREADABLE',
};

/** What `verify` tells a person. File names and what stands in a manifest are untrusted. */
export const verdictText = ({ fits, looks, problems }: Verdict, { proved, notProved }: Proved): string => {
  const wrong = [...looks.flatMap((look) => look.problems), ...problems];
  return [
    fits ? 'All fits.' : `DOES NOT FIT: ${count(wrong.length, 'thing')} below.`,
    '',
    ...looks.flatMap(lookLines),
    ...(problems.length > 0 ? ["Beside the looks' folders", ...problemLines(problems)] : []),
    ...proved.map((each) => `Proved: ${each}.`),
    ...notProved.map((each) => `Not proved: ${each}.`),
  ].join('\n');
};

const lookLines = (look: LookVerdict): string[] => {
  const { folder, incidentId, writtenAt, files, manifestSha256, signature, problems } = look;
  const of = incidentId === null ? 'evidence' : `evidence of ${inert(incidentId, 240)}`;
  const number = look.look === null ? '' : `, look ${look.look}`;
  const at = writtenAt === null ? '' : `, written ${inert(writtenAt, 40)}`;
  const key = signature.keyArn === undefined ? '' : ` (made with ${inert(signature.keyArn, 200)}, it says)`;
  return [
    `${inert(folder, 300)}: ${of}${number}${at}, ${count(files, 'file')}`,
    ...indent([
      `signature  ${signatureWords[signature.state]}${key}`,
      ...(manifestSha256 === null ? [] : [`manifest   SHA-256 ${manifestSha256}`]),
    ]),
    ...problemLines(problems),
    '',
  ];
};

const problemLines = (problems: readonly Problem[]): string[] =>
  indent(
    table(problems.map(({ path, problem, detail }) => [kindWords[problem], inert(path, 300), inert(detail)])),
  );
