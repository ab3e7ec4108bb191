import type { Act, ChaosCase, Fault } from './chaos-case.ts';

type Service = 'soracom' | 'ec2' | 'sts' | 'dynamodb' | 'secretsmanager' | 'states' | 'events' | 'sns' | 's3' | 'ssm';

const throttled: Readonly<Record<Service, Fault>> = {
  soracom: { error: 'AGW0000', status: 429 },
  ec2: { error: 'RequestLimitExceeded', status: 503 },
  sts: { error: 'Throttling', status: 400 },
  dynamodb: { error: 'ProvisionedThroughputExceededException' },
  secretsmanager: { error: 'ThrottlingException' },
  states: { error: 'ThrottlingException' },
  events: { error: 'ThrottlingException' },
  sns: { error: 'Throttled', status: 429 },
  s3: { error: 'SlowDown', status: 503 },
  ssm: { error: 'ThrottlingException' },
};

const refused: Readonly<Record<Service, Fault>> = {
  soracom: { error: 'SEM9999', status: 400 },
  ec2: { error: 'UnauthorizedOperation', status: 403 },
  sts: { error: 'AccessDenied', status: 403 },
  dynamodb: { error: 'AccessDeniedException' },
  secretsmanager: { error: 'AccessDeniedException' },
  states: { error: 'AccessDeniedException' },
  events: { error: 'AccessDeniedException' },
  sns: { error: 'AuthorizationError', status: 403 },
  s3: { error: 'AccessDenied', status: 403 },
  ssm: { error: 'AccessDeniedException' },
};

/** Every kind of fault that a call can meet. Throws for a service that nobody has told the errors of. */
export function faultsOf(call: string): readonly Fault[] {
  const service = call.split('.')[0] as Service | 'function';
  if (service === 'function') {
    return [
      { killed: 'before' },
      { killed: 'after' },
      { outOfMemory: true },
      { error: 'Lambda.TooManyRequestsException' },
      { error: 'Lambda.Unknown' },
    ];
  }
  if (!Object.hasOwn(refused, service)) throw new Error(`Chaos does not know what ${service} answers when it refuses.`);
  return [
    refused[service],
    throttled[service],
    { error: service === 'soracom' ? 'AGW0001' : 'InternalFailure', status: 500 },
    { noAnswer: 'before' },
    { noAnswer: 'after' },
    { cut: 'before' },
    { cut: 'after' },
    { killed: 'before' },
    { killed: 'after' },
    { delay: 200 }, // longer than any function has
    { malformed: true },
    ...(service === 'soracom' ? [{ error: 'AUM0004', status: 401 }] : []), // the token has expired
    ...(service === 'dynamodb' ? [{ error: 'ConditionalCheckFailedException' }] : []),
  ];
}

/** What people do, of all things, while a call is on its way. */
export const meanwhile = [
  'start',
  'change the wish',
  'remove',
  'stop',
  'stop and start',
] as const satisfies readonly Act['deed'][];

/** How late the vendors show what was done: each lateness by itself. */
export const latenesses: readonly ChaosCase['behaviour'][] = [
  { tagListedAfterSeconds: 150 },
  { ec2DescribeLagSeconds: 12 },
  { peeringVisibleAfterSeconds: 40 },
  { vpgRangeTold: false },
  { interfaceAttachmentSeconds: 40 },
  { commandVisibleAfterSeconds: 20, commandSeconds: 60 },
];
