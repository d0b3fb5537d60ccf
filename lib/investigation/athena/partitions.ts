/** The partition columns of a table over CloudTrail's files, by what they hold. */
export interface Partitions {
  /** The account's folder, 12 digits. */
  account?: string;
  /** The Region's folder. */
  region?: string;
  /** One column that holds `yyyy/MM/dd`, or the three `year`, `month` and `day` with leading zeros. */
  day: readonly string[];
}

/** Names as Glue keeps them. They stand in the statement itself, since no parameter can name a table or a column. */
export const isIdentifier = (name: string): boolean => /^[a-z_][a-z0-9_]{0,127}$/.test(name);

type Kind = 'account' | 'region' | 'day' | 'year' | 'month';

/** What columns are called in the definitions that AWS and others publish. */
const kindsByName: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['account', 'account'],
  ['accountid', 'account'],
  ['account_id', 'account'],
  ['region', 'region'],
  ['timestamp', 'day'],
  ['date', 'day'],
  ['year', 'year'],
  ['month', 'month'],
  ['day', 'day'],
]);

/** A table for one account, with partition projection over Regions and days. */
export const defaultPartitions: Partitions = { region: 'region', day: ['timestamp'] };

const daysOf = (found: ReadonlyMap<Kind, string>): readonly string[] | { reason: string } => {
  const [year, month, day] = [found.get('year'), found.get('month'), found.get('day')];
  if (day && year && month) return [year, month, day];
  // A column named day holds the day of the month: compared with whole dates it would match nothing at all.
  const alone = year || month || day === 'day';
  if (!day || alone) return { reason: 'needs timestamp, or date, or all of year,month,day' };
  return [day];
};

/**
 * Reads a list such as `account,region,timestamp`: the columns of PARTITIONED BY, in any order. A column of another
 * name is written with what it holds, `day=dt`. Without the day each look would read, and cost, the whole trail.
 */
export const readPartitions = (list: string): Partitions | { reason: string } => {
  const found = new Map<Kind, string>();
  for (const entry of list.split(',').map((each) => each.trim())) {
    const equals = entry.indexOf('=');
    const column = entry.slice(equals + 1);
    const held = kindsByName.get(equals < 0 ? column : entry.slice(0, equals));
    if (!held || !isIdentifier(column)) {
      return { reason: 'is a list of account, region and timestamp, or of names as in day=dt' };
    }
    if (found.has(held)) return { reason: `names two columns for the ${held}` };
    found.set(held, column);
  }
  const day = daysOf(found);
  if ('reason' in day) return day;
  const [account, region] = [found.get('account'), found.get('region')];
  return { ...(account && { account }), ...(region && { region }), day };
};
