import { config } from '#lib/platform/config.ts';
import { ConfigError } from '#lib/platform/config-error.ts';
import { defaultPartitions, isIdentifier, type Partitions, readPartitions } from './partitions.ts';
import { regionForm } from './question.ts';

export interface AthenaTable {
  /** A data catalog of Athena; its own default, `AwsDataCatalog`, where none is named. */
  catalog?: string;
  database: string;
  table: string;
}

export interface AthenaSettings {
  table: AthenaTable;
  workGroup: string;
  /** Where Athena runs: the Region of the bucket, as a rule. */
  region: string;
  partitions: Partitions;
}

const tableSetting = 'TOURNIQUET_ATHENA_TABLE';

const readTable = (setting: string, catalog: string | undefined): AthenaTable => {
  const [database = '', table = '', ...more] = setting.split('.');
  if (!isIdentifier(database) || !isIdentifier(table) || more.length > 0) {
    throw new ConfigError(tableSetting, 'is not database.table in lower-case letters, digits and _');
  }
  return { ...(catalog && { catalog }), database, table };
};

const matching = (setting: string, value: string | undefined, form: RegExp, means: string) => {
  if (value !== undefined && !form.test(value)) throw new ConfigError(setting, `is not ${means}`);
  return value;
};

const partitionsFrom = (setting: string | undefined): Partitions => {
  if (setting === undefined) return defaultPartitions;
  const partitions = readPartitions(setting);
  if ('reason' in partitions) throw new ConfigError('TOURNIQUET_ATHENA_PARTITIONS', partitions.reason);
  return partitions;
};

// Half a configuration is a slip: whoever set a workgroup expects that the trail in S3 is asked.
const refuseHalf = (others: Record<string, string | undefined>): void => {
  const lonely = Object.keys(others).find((setting) => others[setting] !== undefined);
  if (lonely) throw new ConfigError(tableSetting, `is not set, but ${lonely} is`);
};

/**
 * The table to ask, or undefined where none is configured.
 * @throws ConfigError naming the setting that is wrong or missing
 */
export const athenaSettings = (): AthenaSettings | undefined => {
  const [workGroup, catalog, region] = [
    config.athenaWorkGroup(),
    config.athenaCatalog(),
    config.athenaRegion(),
  ];
  const table = config.athenaTable();
  if (table === undefined) {
    refuseHalf({
      TOURNIQUET_ATHENA_WORKGROUP: workGroup,
      TOURNIQUET_ATHENA_CATALOG: catalog,
      TOURNIQUET_ATHENA_REGION: region,
      TOURNIQUET_ATHENA_PARTITIONS: config.athenaPartitions(),
    });
    return undefined;
  }
  if (workGroup === undefined) throw new ConfigError('TOURNIQUET_ATHENA_WORKGROUP', 'is not set');
  matching('TOURNIQUET_ATHENA_WORKGROUP', workGroup, /^[A-Za-z0-9._-]{1,128}$/, 'the name of a workgroup');
  matching('TOURNIQUET_ATHENA_CATALOG', catalog, /^[A-Za-z0-9_@-]{1,256}$/, 'the name of a data catalog');
  matching('TOURNIQUET_ATHENA_REGION', region, regionForm, 'a Region');
  return {
    table: readTable(table, catalog),
    workGroup,
    region: region ?? config.region(),
    partitions: partitionsFrom(config.athenaPartitions()),
  };
};
