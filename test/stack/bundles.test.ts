import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, clientsAmong, forEachName, loadsOf } from '../../scripts/bundle.mjs';
import { reachOf } from './reach.ts';
import { functionNames, root } from './template.ts';

/** The SDK's client for each service of IAM's actions; Secrets Manager is asked without one. */
const clients: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  events: 'eventbridge',
  s3: 's3',
  sns: 'sns',
  ssm: 'ssm',
  states: 'sfn',
  sts: 'sts',
};

/** What requests are sent with, what every client of the SDK is made of, and what each brings besides. */
const sockets = ['@smithy/core', '@smithy/node-http-handler'];
const sdk = [
  '@aws-sdk/core',
  '@aws-sdk/credential-provider-env',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
];
const parts: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [
    '@aws-sdk/dynamodb-codec',
    '@aws-sdk/lib-dynamodb',
    '@aws-sdk/middleware-endpoint-discovery',
    '@aws-sdk/util-dynamodb',
  ],
  ec2: ['@aws-sdk/xml-builder'],
  eventbridge: ['@aws-sdk/signature-v4-multi-region'],
  s3: [
    '@aws-sdk/checksums',
    '@aws-sdk/middleware-sdk-s3',
    '@aws-sdk/signature-v4-multi-region',
    '@aws-sdk/xml-builder',
  ],
  sns: ['@aws-sdk/xml-builder'],
  sts: ['@aws-sdk/signature-v4-multi-region', '@aws-sdk/xml-builder'],
};

const loads = new Map(
  await forEachName(functionNames, async (name) => {
    const { metafile, outputFiles } = await bundle(`${root}functions/${name}.ts`, `${root}dist/${name}`, {
      metafile: true,
      write: false,
    });
    const text = outputFiles.map((file) => file.text).join('\n');
    const mixesEc2 = outputFiles.some(
      (file) => file.text.includes('DescribeInstanceTypes') && file.text.includes('AcceptVpcPeeringConnection'),
    );
    const languages = Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((file) => /\/locales\/(.+)\.js$/.exec(file)?.[1] ?? []);
    return [
      name,
      { ...loadsOf(metafile), languages, callsUnusedEc2: text.includes('RunInstances'), mixesEc2 },
    ] as const;
  }),
);

describe('The bundle of each function', () => {
  it('is one for each', () => {
    const files = readdirSync(`${root}functions`).map((file) => file.replace('.ts', ''));
    expect([...loads.keys()].sort()).toEqual(files.sort());
  });

  it.each(functionNames)('%s starts without the AWS SDK, and without what only its calls need', (name) => {
    const { start, languages } = loadsFor(name);
    expect(start.packages.filter((one) => one !== 'ip-address')).toEqual(['@middy/core', 'zod']);
    // A value that is taken from `z.core` or `z.locales` brings all of it along.
    expect(languages).toEqual(['en']);
    // middy has a timer.
    expect(start.builtins).toEqual(['timers']);
  });

  it.each(functionNames)(
    '%s has the clients of the services that it calls, what they are made of, and no more',
    (name) => {
      const services = new Set(reachOf(name).map((action) => action.split(':')[0] ?? ''));
      const wanted = [...services].flatMap((service) => clients[service] ?? []).toSorted();
      const { all, callsUnusedEc2, mixesEc2 } = loadsFor(name);
      expect(clientsAmong(all.packages).toSorted()).toEqual(wanted);
      const signed = services.has('secretsmanager') ? ['@smithy/signature-v4'] : [];
      const shared = wanted.length > 0 ? sdk : [...sockets, ...signed];
      const expected = wanted.flatMap((client) => [`@aws-sdk/client-${client}`, ...(parts[client] ?? [])]);
      const packages = all.packages.filter((one) => one !== 'ip-address');
      expect(packages).toEqual([...new Set(['@middy/core', 'zod', ...shared, ...expected])].toSorted());
      expect(callsUnusedEc2).toBe(false);
      // The client for DNS hosts has its own modules of EC2, so that neither loads the other's operations.
      expect(mixesEc2).toBe(false);
    },
  );
});

function loadsFor(name: string) {
  const found = loads.get(name);
  if (!found) throw new Error(`There is no bundle of ${name}.`);
  return found;
}
