import { validationError } from './errors.ts';

const longest = { user: 64, role: 64, group: 128, policy: 128, instanceProfile: 128 } as const;

/** @throws AwsError ValidationError for a name that IAM does not take */
export const checkName = (kind: keyof typeof longest, name: string | undefined): string => {
  if (name === undefined || !/^[\w+=,.@-]+$/.test(name) || name.length > longest[kind]) {
    throw validationError(
      `The specified value for ${kind}Name is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
};

/** @throws AwsError ValidationError for a path that does not begin and end with a slash */
export const checkPath = (path = '/'): string => {
  if (!/^\/$|^\/[\u0021-\u007e]+\/$/.test(path) || path.length > 512) {
    throw validationError(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
};
