import type { ErrorName } from '../../src/canal/errors.ts';
import {
  dnsPlant,
  dnsRegion,
  dnsWorld,
  down,
  groupIds,
  ofNetwork,
  openDnsScenario,
  runOf,
} from '../support/dns-scenario.ts';
import { type ApiAnswer, defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

/** What a person reads of a failure, and the error's name. */
interface Told {
  readonly error: ErrorName;
  readonly text: string;
}

/** A failure that takes more than one start of the article's network to come about. */
export interface Failure {
  readonly name: ErrorName;
  /** What is the matter, for the page. */
  readonly when: string;
  readonly open: () => Promise<Scenario>;
  readonly tell: (scenario: Scenario) => Promise<Told>;
}

const [first, second, third] = groupIds;
const world = (behaviour: object, more: object = {}) => ({ ...defaultWorldFile(), behaviour, ...more });
const denied = (times: number) => ({ error: 'UnauthorizedOperation', status: 403, message: 'Not you.', times });

/** How an execution ended, as its person reads it. */
async function ended(scenario: Scenario, executionArn: string): Promise<Told> {
  const { error, cause } = await scenario.machines.settled(executionArn);
  return { error: error as ErrorName, text: cause ?? '' };
}

/** An answer of the API that refuses. */
function refused(error: ErrorName, { status, body }: ApiAnswer): Told {
  return { error, text: `${status} ${body.title}: ${body.detail}` };
}

/** Starts the machine as a person does in the console, where nothing looks at the file before. */
async function byHand(scenario: Scenario, input: unknown): Promise<Told> {
  const answer = await scenario.fetch('/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' },
    body: JSON.stringify({
      stateMachineArn: scenario.environment().CANAL_PROVISION_MACHINE,
      name: 'by-hand',
      input: JSON.stringify(input),
    }),
  });
  return ended(scenario, ((await answer.json()) as { executionArn: string }).executionArn);
}

async function removal(scenario: Scenario): Promise<Told> {
  await scenario.up(twoVpcs());
  const { body } = await scenario.api('DELETE', '/networks/two-vpcs');
  return ended(scenario, body.executionArn);
}

/** How the newest run of a network on a DNS host failed. */
async function dnsRun(scenario: Scenario, name: string): Promise<Told> {
  const { error, cause } = await runOf(scenario, name);
  return { error, text: cause };
}

/** The failures that reach a person otherwise than by one start of a network. */
export const failures: readonly Failure[] = [
  {
    name: 'InvalidInput',
    when: 'a file that is not right is started by hand, in the console',
    open: () => openScenario(),
    tell: (scenario) => byHand(scenario, { name: 'Two VPCs', peerings: [] }),
  },
  {
    name: 'InvalidInput',
    when: 'the API gets a file that is not right',
    open: () => openScenario(),
    tell: async ({ api }) =>
      refused('InvalidInput', await api('POST', '/networks', { name: 'Two VPCs', peerings: [] })),
  },
  {
    name: 'InvalidSettings',
    when: 'a setting of the functions is not right',
    open: () => openScenario({ environment: { CANAL_SORACOM_ENDPOINT: 'api.soracom.io' } }),
    tell: (scenario) => byHand(scenario, twoVpcs()),
  },
  {
    name: 'NetworkBusy',
    when: 'another run of the network is in progress',
    open: () => openScenario(),
    tell: async (scenario) => {
      await scenario.api('POST', '/networks', twoVpcs());
      return byHand(scenario, twoVpcs());
    },
  },
  {
    name: 'PeeringExpired',
    when: 'nobody may accept the peering for 7 days, and AWS is busy when somebody may',
    open: () =>
      openScenario({
        faults: {
          faults: {
            'ec2.AcceptVpcPeeringConnection': [
              denied(2),
              { error: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.', seconds: 200 },
            ],
          },
        },
      }),
    tell: async (scenario) => {
      await scenario.up(twoVpcs());
      const expiry = Math.min(...[...scenario.world.peerings.values()].map(({ expiresAt }) => expiresAt));
      await scenario.clock.turn(() => scenario.clock.sleep(expiry - scenario.clock.now() - 60_000));
      const { body } = await scenario.up(twoVpcs());
      return ended(scenario, body.executionArn);
    },
  },
  {
    name: 'VpgInUse',
    when: 'a network is removed whose VPG serves another group, too',
    open: () => openScenario({ world: world({}, { groups: [{ groupId: first }, { groupId: second }] }) }),
    tell: async (scenario) => {
      await scenario.up(twoVpcs());
      const [vpg] = scenario.world.vpgs.values();
      const group = scenario.world.groups.get(second);
      if (group) group.configuration.SoracomAir = { useVpg: true, vpgId: vpg?.vpgId };
      return removal(scenario);
    },
  },
  {
    name: 'RemovalTooSlow',
    when: 'a VPG that is terminated stays',
    open: () => openScenario({ world: world({ vpgTerminationSeconds: 86_400 }) }),
    tell: removal,
  },
  {
    name: 'SoracomDenied',
    when: 'the SAM user may not terminate VPGs',
    open: () =>
      openScenario({
        faults: { faults: { 'soracom.terminateVirtualPrivateGateway': [{ error: 'AUM0010', status: 403 }] } },
      }),
    tell: removal,
  },
  {
    name: 'Ec2Denied',
    when: "a network is removed, and the customer's role may not delete routes",
    open: () => openScenario({ faults: { faults: { 'ec2.DeleteRoute': ['ok', denied(1)] } } }),
    tell: removal,
  },
  {
    name: 'SweepRefused',
    when: 'the table was lost',
    open: () => openScenario(),
    tell: async ({ api }) => refused('SweepRefused', await api('POST', '/sweeps', {})),
  },
  {
    name: 'DnsHostFull',
    when: 'the DNS host has no place left',
    open: () => openDnsScenario({ world: dnsWorld() }),
    tell: async (scenario) => {
      for (const [index, groupId] of [first, second, third].entries()) {
        await scenario.up(dnsPlant(`plant-${index + 1}`, {}, groupId));
      }
      return dnsRun(scenario, 'plant-3');
    },
  },
  {
    name: 'DnsHostInUse',
    when: 'a DNS host is removed that networks have places on',
    open: () => openDnsScenario(),
    tell: async (scenario) => {
      await scenario.up(dnsPlant('plant-1'));
      return refused('DnsHostInUse', await scenario.api('DELETE', '/dns-hosts/tokyo-1'));
    },
  },
  {
    name: 'DnsHostFailed',
    when: 'the address of the network does not answer on the DNS host',
    open: () => openDnsScenario({ world: dnsWorld({}, { takesUpInterfaces: false }) }),
    tell: async (scenario) => {
      await scenario.up(dnsPlant('plant-1'));
      return dnsRun(scenario, 'plant-1');
    },
  },
  {
    name: 'DnsHostTooSlow',
    when: 'the DNS host says nothing',
    open: () => openDnsScenario({ world: dnsWorld({ commandSeconds: 86_400 }) }),
    tell: async (scenario) => {
      await scenario.up(dnsPlant('plant-1'));
      return dnsRun(scenario, 'plant-1');
    },
  },
  {
    name: 'DnsPlaceConflict',
    when: "somebody's network interface stands in the network's subnet on the DNS host, and the network is removed",
    open: () => openDnsScenario(),
    tell: async (scenario) => {
      await scenario.up(dnsPlant('plant-1'));
      const { networkInterfaces } = dnsRegion(scenario);
      const [own] = ofNetwork(networkInterfaces, 'plant-1');
      if (!own) throw new Error('the network has an ENI');
      const { attachment: _, ...free } = own;
      const id = 'eni-0d4444444444444d1';
      const privateIpAddresses = ['10.0.64.9'];
      networkInterfaces.set(id, { ...free, networkInterfaceId: id, privateIpAddresses, tags: new Map() });
      await down(scenario, 'plant-1');
      return dnsRun(scenario, 'plant-1');
    },
  },
];
