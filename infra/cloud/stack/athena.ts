import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { type Binding, bind } from './binding.ts';

/** The trail in S3 as a table of Athena, where an organization has one (docs/athena.md): nothing of it is ours. */
export const bindAthena = (scope: Construct, { athena, region: home }: Settings): Binding => {
  if (!athena) return bind({});
  const { workGroup, catalog, partitions, trailBucket, results } = athena;
  const region = athena.region ?? home;
  const [database = '', table = ''] = athena.table.split('.');
  const arn = (service: string, resource: string, resourceName?: string) =>
    Stack.of(scope).formatArn({
      service,
      region,
      resource,
      ...(resourceName ? { resourceName } : { arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    });
  const catalogArns = [
    arn('glue', 'catalog'),
    arn('glue', 'database', database),
    arn('glue', 'table', `${database}/${table}`),
  ];
  return bind(
    {
      athena: {
        workGroupArn: arn('athena', 'workgroup', workGroup),
        catalogArns,
        trailBucketArn: trailBucket,
        resultsArn: results,
      },
    },
    {
      TOURNIQUET_ATHENA_TABLE: athena.table,
      TOURNIQUET_ATHENA_WORKGROUP: workGroup,
      TOURNIQUET_ATHENA_REGION: region,
      ...(catalog && { TOURNIQUET_ATHENA_CATALOG: catalog }),
      ...(partitions && { TOURNIQUET_ATHENA_PARTITIONS: partitions }),
    },
  );
};
