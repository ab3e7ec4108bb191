import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, clientsAmong, loadsOf } from '../../scripts/bundle.mjs';
import { reachOf } from './reach.ts';
import { functionNames, root } from './template.ts';

/** The SDK's client for each service of IAM's actions. */
const clients: Readonly<Record<string, string>> = {
  dynamodb: 'dynamodb',
  ec2: 'ec2',
  events: 'eventbridge',
  s3: 's3',
  secretsmanager: 'secrets-manager',
  sns: 'sns',
  ssm: 'ssm',
  states: 'sfn',
  sts: 'sts',
};

const loads = new Map(
  await Promise.all(
    functionNames.map(async (name) => {
      const { metafile } = await bundle(`${root}functions/${name}.ts`, `${root}dist/${name}`, {
        metafile: true,
        write: false,
      });
      return [name, loadsOf(metafile)] as const;
    }),
  ),
);

describe('The bundle of each function', () => {
  it('is one for each', () => {
    expect([...loads.keys()].sort()).toEqual(readdirSync(`${root}functions`).map((file) => file.replace('.ts', '')));
  });

  it.each(functionNames)('%s starts without the AWS SDK, and without what only its calls need', (name) => {
    const { start } = loads.get(name) ?? { start: { packages: [], builtins: [] } };
    expect(start.packages.filter((one) => /^@(aws|smithy)/.test(one))).toEqual([]);
    expect(start.packages).toEqual(expect.arrayContaining(['@middy/core', 'zod']));
    expect(start.packages.filter((one) => !['@middy/core', 'zod', 'ip-address', 'yaml'].includes(one))).toEqual([]);
    // Each of node's own network modules costs an empty handler's start again.
    expect(start.builtins.filter((one) => /^(node:)?(https?2?|net|tls)$/.test(one))).toEqual([]);
  });

  it.each(functionNames)('%s has the clients of the services that it calls, and no other', (name) => {
    const services = new Set(reachOf(name).map((action) => action.split(':')[0] ?? ''));
    const wanted = [...services].map((service) => clients[service]).toSorted();
    expect(clientsAmong(loads.get(name)?.all.packages ?? []).toSorted()).toEqual(wanted);
  });
});
