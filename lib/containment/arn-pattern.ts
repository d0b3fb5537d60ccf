/** Whether an ARN fits a pattern in which `*` stands for any characters and `?` for one, as in a policy of IAM. */
export const fitsPattern = (arn: string, pattern: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(arn);
};
