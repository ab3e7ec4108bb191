import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';

/** What a service or a function does instead of answering: as a fault file says it. */
export type Fault = Readonly<Record<string, unknown>>;

/** One fault: the so-manieth call of an operation meets it. */
export interface Planned {
  readonly call: string;
  /** How many calls of the operation go well before. */
  readonly after: number;
  readonly fault: Fault;
}

/** What somebody does while a run is in progress: so many ms after what was done before. */
export interface Act {
  readonly afterMs: number;
  readonly act:
    | 'start'
    | 'start another wish'
    | 'change the wish'
    | 'start by hand'
    | 'stop'
    | 'remove'
    | 'take a route';
}

/** One case: what the world is like, what goes wrong, and what people do. */
export interface ChaosCase {
  readonly seed: number;
  readonly behaviour: Readonly<Record<string, number | boolean>>;
  /** Somebody's route stands where ours belongs; whose it is takes it away before the network is continued. */
  readonly routeInTheWay: boolean;
  readonly faults: readonly Planned[];
  readonly acts: readonly Act[];
  /** What people want in the end: the network, or nothing of it. */
  readonly lastly: 'ready' | 'removed';
}

/** The steps of all machines, as functions: what their Tasks call. */
function steps(): string[] {
  const folder = new URL('../../statemachines/', import.meta.url);
  const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/Resource: \$\{(\w+)\}/g)].map(([, name = '']) => name));
  return [...new Set(names)].map((name) => name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase());
}

/** The operations that the API and the machines call. */
const operations = {
  soracom: [
    'auth',
    'listVirtualPrivateGateways',
    'getVirtualPrivateGateway',
    'createVirtualPrivateGateway',
    'createVpcPeeringConnection',
    'deleteVpcPeeringConnection',
    'terminateVirtualPrivateGateway',
    'getGroup',
    'putConfigurationParameters',
    'deleteConfigurationParameter',
    'listGroups',
    'searchSims',
    'listSubscribersInGroup',
    'deleteSimSession',
    'getSim',
  ],
  ec2: [
    'DescribeVpcs',
    'DescribeRouteTables',
    'DescribeSubnets',
    'DescribeVpcPeeringConnections',
    'DescribeSecurityGroups',
    'DescribeNetworkInterfaces',
    'DescribeNetworkAcls',
    'AcceptVpcPeeringConnection',
    'CreateTags',
    'CreateRoute',
    'DeleteRoute',
  ],
  sts: ['AssumeRole'],
  dynamodb: ['GetItem', 'PutItem', 'Query', 'DeleteItem'],
  secretsmanager: ['GetSecretValue'],
  states: ['StartExecution', 'DescribeExecution', 'StopExecution'],
  function: ['network-api', ...steps()],
};

type Service = keyof typeof operations;

/** Every operation as a fault file names it. */
export const calls: readonly string[] = Object.entries(operations).flatMap(([service, names]) =>
  names.map((name) => `${service}.${name}`),
);

const throttled: Readonly<Record<Exclude<Service, 'function'>, Fault>> = {
  soracom: { error: 'AGW0000', status: 429 },
  ec2: { error: 'RequestLimitExceeded', status: 503 },
  sts: { error: 'Throttling', status: 400 },
  dynamodb: { error: 'ProvisionedThroughputExceededException' },
  secretsmanager: { error: 'ThrottlingException' },
  states: { error: 'ThrottlingException' },
};

const refused: Readonly<Record<Exclude<Service, 'function'>, Fault>> = {
  soracom: { error: 'SEM9999', status: 400 },
  ec2: { error: 'UnauthorizedOperation', status: 403 },
  sts: { error: 'AccessDenied', status: 403 },
  dynamodb: { error: 'AccessDeniedException' },
  secretsmanager: { error: 'AccessDeniedException' },
  states: { error: 'AccessDeniedException' },
};

/** Every kind of fault that a call can meet. */
export function faultsOf(call: string): readonly Fault[] {
  const service = call.split('.')[0] as Service;
  if (service === 'function') {
    return [
      { killed: 'before' },
      { killed: 'after' },
      { outOfMemory: true },
      { error: 'Lambda.TooManyRequestsException' },
      { error: 'Lambda.Unknown' },
    ];
  }
  return [
    refused[service],
    throttled[service],
    { error: service === 'soracom' ? 'AGW0001' : 'InternalFailure', status: 500 },
    { noAnswer: 'before' },
    { noAnswer: 'after' }, // the function hangs until it is ended: as one that is killed in the middle
    { cut: 'before' },
    { cut: 'after' },
    { delay: 200 }, // longer than any function has
    { malformed: true },
    ...(service === 'soracom' ? [{ error: 'AUM0004', status: 401 }] : []), // the token has expired
    ...(service === 'dynamodb' ? [{ error: 'ConditionalCheckFailedException' }] : []),
  ];
}

/** A case in which nothing goes wrong. */
export const calm: ChaosCase = { seed: 1, behaviour: {}, routeInTheWay: false, faults: [], acts: [], lastly: 'ready' };

/** Of the operations, those that only a removal calls. */
const ofRemoval =
  /^soracom\.(delete(VpcPeering|Config)|terminate|listGroups|searchSims)|^ec2\.DeleteRoute|\.DeleteItem$|StopExecution|^function\.(confirm-removal|restore-|remove-|delete-|look-for-|terminate-|find-remains|look-at-sessions|finish-removal)/;

/** Longer than a run takes. */
const afterTheRun = 400_000;

/** Every operation with every kind of fault at its first call, and at its second; those of a removal in a removal. */
export function singles(): ChaosCase[] {
  return calls.flatMap((call) =>
    faultsOf(call).flatMap((fault) =>
      [0, 1].map((after) => ({
        ...calm,
        faults: [{ call, after, fault }],
        ...(ofRemoval.test(call)
          ? { acts: [{ afterMs: afterTheRun, act: 'remove' as const }], lastly: 'removed' as const }
          : {}),
      })),
    ),
  );
}

/** How late the vendors show what was done. */
const behaviour = fc.record({
  tagListedAfterSeconds: fc.constantFrom(0, 0, 20, 150),
  ec2DescribeLagSeconds: fc.constantFrom(0, 0, 5, 12),
  peeringVisibleAfterSeconds: fc.constantFrom(4, 40),
  vpgRangeTold: fc.constantFrom(true, true, true, false),
});

const planned = fc
  .constantFrom(...calls)
  .chain((call) =>
    fc.record({ call: fc.constant(call), after: fc.nat({ max: 6 }), fault: fc.constantFrom(...faultsOf(call)) }),
  );

const act = fc.record({
  // Most of a run's calls come in its first seconds and once the VPG runs.
  afterMs: fc.oneof(fc.nat({ max: 6_000 }), fc.integer({ min: 178_000, max: 215_000 }), fc.nat({ max: 400_000 })),
  act: fc.constantFrom<Act['act']>(
    'start',
    'start',
    'start another wish',
    'change the wish',
    'change the wish',
    'start by hand',
    'stop',
    'stop',
    'remove',
    'remove',
    'take a route',
  ),
});

/** Any combination: up to five faults, up to four acts. */
export const chaosCase: fc.Arbitrary<ChaosCase> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  behaviour,
  routeInTheWay: fc.constantFrom(false, false, false, false, false, false, false, true),
  faults: fc.array(planned, { maxLength: 5 }),
  acts: fc.array(act, { maxLength: 4 }),
  lastly: fc.constantFrom('ready', 'removed'),
});

/** The case as a fault file. Faults of one call come after one another. */
export function faultFile({ faults }: ChaosCase): { faults: Record<string, unknown[]> } {
  const file: Record<string, unknown[]> = {};
  for (const { call, after, fault } of faults) {
    file[call] = [...(file[call] ?? []), ...Array.from({ length: after }, () => 'ok'), fault];
  }
  return { faults: file };
}
