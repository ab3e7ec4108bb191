import type { Clock } from './clock.ts';
import type { DynamoDb } from './dynamodb.ts';
import { openEvents, type SandboxEvents } from './events.ts';
import type { Faults } from './faults.ts';
import { httpApiService, type Signer } from './http-api.ts';
import type { Ids } from './ids.ts';
import { type FunctionLogLine, LambdaService } from './lambda-service.ts';
import { secretsManagerService } from './secrets-manager.ts';
import type { Stack } from './stack.ts';
import type { StackPlace } from './stack-values.ts';
import { Machines } from './states/machines.ts';
import { statesService } from './states/service.ts';
import type { Transport } from './transport.ts';
import type { Service } from './wire.ts';

/** What a host is made with. */
export interface HostOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly faults: Faults;
  readonly place: StackPlace;
  readonly stack: Stack;
  /** Loads a function's handler. */
  readonly load: (name: string) => Promise<unknown>;
  /** How the functions speak. */
  readonly transport: Transport;
  readonly dynamoDb: Pick<DynamoDb, 'service' | 'createTable'>;
  /** The settings of the functions beside those that serverless.yml gives each. */
  readonly settings: Readonly<Record<string, string>>;
  /** The secret with the AuthKey, as JSON. */
  readonly authKey: string;
  /** Who signed a request for the API. */
  readonly signer: Signer;
  readonly lasting: boolean;
  /** When the stack was made, ms since the epoch. */
  readonly since: number;
  readonly log: (line: FunctionLogLine) => void;
}

/** The AWS that the workflow itself runs on: Lambda, Step Functions, DynamoDB, Secrets Manager, events, the HTTP API. */
export interface Host extends Omit<SandboxEvents, 'services'> {
  readonly lambda: LambdaService;
  readonly machines: Machines;
  readonly services: readonly Service[];
  readonly names: HostNames;
  /** The values of the secrets, by name. */
  readonly secrets: Map<string, string>;
  /** The settings of one function, or those of all of them together. */
  environment(functionName?: string): Record<string, string>;
}

/** What things of a stage are called. */
export interface HostNames {
  readonly stack: string;
  readonly table: string;
  readonly secret: string;
}

/** Opens the functions and machines of this project on imitations of what they run on. Throws for a bad machine. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { clock, ids, faults, stack, place, dynamoDb } = options;
  const { accountId, region, stage } = place;
  const prefix = `canal-${stage}`;
  const names = { stack: prefix, table: prefix, secret: `canal/${stage}/soracom-auth-key` };
  const environment = (name?: string): Record<string, string> => ({
    CANAL_STACK: `${accountId}/${region}/${stage}`,
    CANAL_TABLE: names.table,
    CANAL_SORACOM_SECRET: names.secret,
    ...Object.assign({}, ...[...stack.functions].map(([one, own]) => (name ?? one) === one && own.environment)),
    AWS_REGION: region,
    ...options.settings,
  });
  const lambda = new LambdaService({
    clock,
    ids,
    faults,
    transport: options.transport,
    functions: stack.functions,
    load: options.load,
    environment,
    log: options.log,
    arnPrefix: `arn:aws:lambda:${region}:${accountId}:function:${prefix}-`,
  });
  const invoke = (arn: string, payload: unknown) => lambda.invoke(arn, payload);
  const machines = new Machines({ clock, ids, invoke, accountId, region });
  const functions = Object.fromEntries([...stack.functions.keys()].map((name) => [camelCase(name), lambda.arn(name)]));
  for (const [name, definition] of stack.machines) machines.load(`${prefix}-${name}`, definition, functions);

  const { lasting, since } = options;
  const events = openEvents({ clock, ids, faults, lambda, stack, machines, accountId, region, lasting, since });
  await dynamoDb.createTable(names.table);
  const secrets = new Map([[names.secret, options.authKey]]);
  return {
    ...events,
    stop() {
      events.stop();
      machines.close();
    },
    lambda,
    machines,
    names,
    secrets,
    environment,
    services: [
      statesService(machines),
      dynamoDb.service,
      secretsManagerService(secrets, `arn:aws:secretsmanager:${region}:${accountId}:secret:`),
      ...events.services,
      httpApiService(stack.routes, { lambda, clock, ids, signer: options.signer }),
    ],
  };
}

const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
