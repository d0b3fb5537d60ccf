/** Options that more than one command has. */
export const dryRunOption = {
  type: 'boolean',
  default: false,
  help: 'show what would be done; change and store nothing',
} as const;

export const stateOption = {
  type: 'string',
  value: 'DIR',
  help: 'keep incidents here, and not in the deployed table (TOURNIQUET_TABLE) or in your state folder',
} as const;

export const jsonOption = {
  type: 'boolean',
  default: false,
  help: 'print one JSON document and nothing else',
} as const;
