import { basename, dirname } from 'node:path';
import { manifestName } from '../manifest.ts';
import type { LookVerdict, Problem } from './verdict.ts';

/** How the folders of looks and of incidents are called (look-folder.ts). Any other name is somebody's own and says nothing. */
const lookName = /^look-(\d+)-\d{8}T\d{9}Z$/;
const incidentName = /^(?:A[A-Z]{3}[A-Z0-9]{12,124}-\d+|(?:user|role)-\d{12}-.+)$/;

/** A look as it was found, with the folder that it lies in. */
export type Placed = Pick<LookVerdict, 'incidentId' | 'look' | 'manifestSha256'> & {
  /** Below the folder that was verified. */
  folder: string;
  /** Its absolute path. */
  at: string;
};

/**
 * Whether looks stand where they were written. A signature proves a manifest wherever somebody puts it: the quiet first
 * look in the place of a later one would fit by itself.
 * @returns what is wrong, by folder
 */
export const checkPlaces = (looks: readonly Placed[]): Map<string, Problem[]> => {
  const first = new Map<string, string>();
  return new Map(
    looks.map((look) => {
      const { folder, manifestSha256 } = look;
      const same = manifestSha256 === null ? undefined : first.get(manifestSha256);
      if (manifestSha256 !== null && same === undefined) first.set(manifestSha256, folder);
      return [folder, [...wrongPlace(look), ...(same === undefined ? [] : [copied(same)])].map(problem)];
    }),
  );
};

const problem = (detail: string): Problem => ({ path: manifestName, problem: 'altered', detail });

const copied = (folder: string): string => `it is that of ${folder} once more`;

const wrongPlace = ({ at, incidentId, look, manifestSha256 }: Placed): string[] => {
  const [, number] = lookName.exec(basename(at)) ?? [];
  if (number === undefined || manifestSha256 === null) return [];
  const parent = basename(dirname(at));
  return [
    ...(look === Number(number)
      ? []
      : [`the folder is that of look ${number}, and it is of look ${look ?? 'none'}`]),
    ...(!incidentName.test(parent) || parent === incidentId
      ? []
      : [`the folder is that of ${parent}, and it is of ${incidentId ?? 'no incident'}`]),
  ];
};
