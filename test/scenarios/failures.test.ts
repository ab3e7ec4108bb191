import { describe, expect, it } from 'vitest';
import { type ErrorName, errorKinds } from '../../src/canal/errors.ts';
import { audit } from '../support/audit.ts';
import { defaultWorldFile, openScenario, twoVpcs } from '../support/scenario.ts';
import { failures } from './told-failures.ts';

type Options = NonNullable<Parameters<typeof openScenario>[0]>;

interface Case {
  readonly name: ErrorName;
  /** What is the matter, for the page. */
  readonly when: string;
  readonly options?: Options;
  readonly faults?: Record<string, unknown>;
  readonly network?: Record<string, unknown>;
}

const always = (outcome: Record<string, unknown>) => ({ rate: 1, outcome });
const world = (change: Record<string, unknown>): Options => ({ world: { ...defaultWorldFile(), ...change } });
const groupId = '00000000-0000-4000-8000-000000000001';
const standing = 'aaaaaaaa-0000-4000-8000-00000000000a';
const peering = (change: Record<string, unknown>) => ({
  name: 'app',
  peerOwnerId: '111111111111',
  peerVpcId: 'vpc-0a1111111111111a1',
  destinationCidrBlock: '172.21.0.0/16',
  ...change,
});
const ours = { 'canal:network': 'two-vpcs', 'canal:stack': '111111111111/ap-northeast-1/sandbox' };

/** The main route table of the app VPC. */
const appTable = (file: { accounts: { vpcs: Record<string, unknown>[] }[] }): Record<string, unknown> =>
  (file.accounts[0]?.vpcs[0]?.routeTables as Record<string, unknown>[] | undefined)?.[0] ?? {};

/** The default world with a change to its app VPC or to the customer's role. */
function changed(
  change: (file: { accounts: { vpcs: Record<string, unknown>[]; roles?: Record<string, unknown>[] }[] }) => void,
): Options {
  const file = defaultWorldFile() as unknown as Parameters<typeof change>[0];
  change(file);
  return { world: file };
}

const cases: readonly Case[] = [
  {
    name: 'SoracomUnavailable',
    when: 'SORACOM answers 503 for a long time',
    faults: { 'soracom.getVirtualPrivateGateway': always({ error: 'AGW0000', status: 503 }) },
  },
  {
    name: 'SoracomThrottled',
    when: 'SORACOM answers 429 for a long time',
    faults: { 'soracom.getGroup': always({ error: 'AGW0001', status: 429 }) },
  },
  {
    name: 'Ec2Throttled',
    when: 'EC2 throttles for a long time',
    faults: { 'ec2.AcceptVpcPeeringConnection': always({ error: 'RequestLimitExceeded', status: 503 }) },
  },
  { name: 'Ec2Unavailable', when: 'EC2 cannot be reached', faults: { 'ec2.*': always({ cut: 'before' }) } },
  {
    name: 'StoreUnavailable',
    when: 'DynamoDB throttles for a long time',
    faults: { 'dynamodb.Query': [{ error: 'ThrottlingException', times: 15 }] },
  },
  {
    name: 'StepTimedOut',
    when: 'SORACOM never answers',
    faults: { 'soracom.putConfigurationParameters': always({ noAnswer: 'before' }) },
  },
  {
    name: 'NotFound',
    when: 'a VPC is not in the account and Region that the file names',
    network: twoVpcs({ peerings: [peering({ peerVpcId: 'vpc-0c3333333333333c3' })] }),
  },
  {
    name: 'NotFound',
    when: 'an account is not registered',
    network: twoVpcs({ peerings: [peering({ peerOwnerId: '333333333333' })] }),
  },
  {
    name: 'CidrOverlap',
    when: "a range of the VPC overlaps the VPG's own",
    options: changed((file) =>
      Object.assign(file.accounts[0]?.vpcs[0] ?? {}, { secondaryCidrBlocks: ['100.67.0.0/16'] }),
    ),
  },
  {
    name: 'QuotaExceeded',
    when: 'the VPC has no peering left',
    options: world({ behaviour: { activePeeringsPerVpc: 0 } }),
  },
  {
    name: 'VpgConflict',
    when: 'the VPG stands with another device subnet',
    options: world({ vpgs: [{ vpgId: standing, deviceSubnetCidrRange: '10.64.0.0/16', tags: ours }] }),
  },
  {
    name: 'GroupConflict',
    when: 'the group serves SIMs on another VPG',
    options: world({
      vpgs: [{ vpgId: standing }],
      groups: [{ groupId, configuration: { SoracomAir: { useVpg: true, vpgId: standing } } }],
    }),
  },
  {
    name: 'RouteConflict',
    when: 'a route table uses the range for something that lives',
    options: changed((file) =>
      Object.assign(appTable(file), {
        routes: [{ destinationCidrBlock: '100.67.0.0/24', gatewayId: 'igw-0a1111111111111a1' }],
      }),
    ),
  },
  {
    name: 'SoracomDenied',
    when: 'the secret with the AuthKey is missing',
    options: { environment: { CANAL_SORACOM_SECRET: 'canal/not/there' } },
  },
  {
    name: 'SoracomDenied',
    when: 'SORACOM refuses the AuthKey',
    faults: { 'soracom.auth': always({ error: 'AUM0002', status: 401 }) },
  },
  {
    name: 'SoracomDenied',
    when: 'the SAM user may not create VPGs',
    faults: { 'soracom.createVirtualPrivateGateway': always({ error: 'AUM0010', status: 403 }) },
  },
  {
    name: 'SoracomRejected',
    when: 'SORACOM refuses the peering with a code that we do not know',
    faults: { 'soracom.createVpcPeeringConnection': always({ error: 'SEM9999', status: 400, message: 'No.' }) },
  },
  {
    name: 'Ec2Denied',
    when: "the ExternalId of the customer's role is wrong",
    options: {
      environment: {
        CANAL_ACCOUNTS: JSON.stringify({
          '222222222222': { roleArn: 'arn:aws:iam::222222222222:role/canal-accepter', externalId: 'wrong' },
        }),
      },
    },
  },
  {
    name: 'Ec2Denied',
    when: "the customer's role may not accept",
    options: changed((file) =>
      Object.assign(file.accounts[1]?.roles?.[0] ?? {}, { denies: ['AcceptVpcPeeringConnection'] }),
    ),
  },
  {
    name: 'Ec2Rejected',
    when: 'EC2 refuses a route with a code that we do not know',
    faults: { 'ec2.CreateRoute': always({ error: 'InvalidSomething', message: 'No.' }) },
  },
  {
    name: 'PeeringRefused',
    when: 'AWS lets the peering fail',
    options: {
      ...changed((file) => Object.assign(file.accounts[0]?.vpcs[0] ?? {}, { secondaryCidrBlocks: ['100.67.0.0/16'] })),
    },
  },
  {
    name: 'PeeringTooSlow',
    when: 'EC2 does not show the peering',
    options: world({ behaviour: { peeringVisibleAfterSeconds: 86_400 } }),
  },
  {
    name: 'VpgFailed',
    when: 'SORACOM cannot create the VPG',
    options: world({ behaviour: { vpgCreationFails: true } }),
  },
  {
    name: 'VpgTooSlow',
    when: 'the VPG does not run in time',
    options: world({ behaviour: { vpgCreationSeconds: 86_400 } }),
  },
];

describe('Every failure that reaches a person', () => {
  it('says what happened, what exists, what it costs and what to do; docs/failures.md prints them all', {
    timeout: 120_000,
  }, async () => {
    const sections: string[] = [];
    for (const { name, when, options = {}, faults = {}, network = twoVpcs() } of cases) {
      const given =
        name === 'PeeringRefused'
          ? { ...(options.world as object), behaviour: { vpgRangeTold: false } }
          : options.world;
      const scenario = await openScenario({
        ...options,
        ...(given === undefined ? {} : { world: given }),
        faults: { faults },
      });
      try {
        const started = await scenario.up(network);
        expect(started.status, when).toBe(202);
        const ended = await scenario.machines.settled(started.body.executionArn);
        const { body } = await scenario.api('GET', '/networks/two-vpcs');
        expect([ended.status, ended.error], `${when}: ${ended.cause}`).toEqual(['FAILED', name]);
        expect(body, when).toMatchObject({ state: 'failed', run: { error: name, cause: ended.cause } });
        expect(ended.cause, when).toMatch(/^[A-Z][a-z]+ [A-Za-z ]+( \(peering [a-z]+\))?: /);
        expect(ended.cause, `${when}: ${ended.cause}`).toMatch(
          /(It costs .+ per hour|costs nothing|could not be read)/,
        );
        expect(ended.cause, when).toMatch(/\nNext: /);
        const stack = scenario.environment().CANAL_STACK ?? '';
        const peerVpcIds = (network.peerings as { peerVpcId: string }[]).map(({ peerVpcId }) => peerVpcId);
        expect(audit(scenario.world, { network: 'two-vpcs', stack, peerVpcIds }), when).toEqual([]);
        sections.push(`## ${name}: ${when}\n\n\`\`\`text\n${ended.cause}\n\`\`\`\n`);
      } finally {
        await scenario.close();
      }
    }
    for (const { name, when, open, tell } of failures) {
      const scenario = await open();
      try {
        const { error, text } = await tell(scenario);
        expect(error, `${when}: ${text}`).toBe(name);
        sections.push(`## ${name}: ${when}\n\n\`\`\`text\n${text}\n\`\`\`\n`);
      } finally {
        await scenario.close();
      }
    }
    const page = [
      '# What a failure says',
      '',
      "Every failure on the sandbox, as its person reads it: in the execution's Cause, in the record, from `canal up`, or as the API's answer.",
      'Generated by test/scenarios/failures.test.ts; [errors.md](errors.md) lists the names.',
      '',
      ...sections,
    ];
    await expect(`${page.join('\n').trimEnd()}\n`).toMatchFileSnapshot('../../docs/failures.md');
  });

  it('is on that page', () => {
    const covered = new Set<string>([...cases, ...failures].map(({ name }) => name));
    expect(Object.keys(errorKinds).filter((name) => !covered.has(name))).toEqual([]);
  });
});
