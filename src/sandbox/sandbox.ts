import type { AddressInfo } from 'node:net';
import { Clock } from './clock.ts';
import { cloudFormationService } from './cloudformation.ts';
import { deployedStack, loaderOf } from './deployed.ts';
import { openDynamoDb } from './dynamodb.ts';
import { ec2Service } from './ec2-api/service.ts';
import { stsService } from './ec2-api/sts.ts';
import { Edge } from './edge.ts';
import { openEvents } from './events.ts';
import { FaultFile, Faults, functionsNamed } from './faults.ts';
import { readGiven } from './given-file.ts';
import { httpApiService } from './http-api.ts';
import { Ids } from './ids.ts';
import { LambdaService } from './lambda-service.ts';
import { messagesService } from './messages.ts';
import { rateLimited } from './rate-limit.ts';
import { registeredAccounts } from './registered-accounts.ts';
import type { Sandbox, SandboxOptions } from './sandbox-options.ts';
import { secretsManagerService } from './secrets-manager.ts';
import { httpServer } from './server.ts';
import { soracomService } from './soracom-api/service.ts';
import { readStack } from './stack.ts';
import { Machines } from './states/machines.ts';
import { statesService } from './states/service.ts';
import { transport } from './transport.ts';
import { watched } from './watched-service.ts';
import { signedAs } from './wire.ts';
import { defaultWorld, populate } from './world/populate.ts';
import { World } from './world/world.ts';
import { WorldFile } from './world/world-file.ts';

export type { Sandbox, SandboxOptions };

const region = 'ap-northeast-1';
const table = 'canal-sandbox';
const secretName = 'canal/sandbox/soracom-auth-key';
/** Where functions in this process reach the sandbox: nothing listens there, the transport knows it. */
const inside = 'http://sandbox.internal';

/** Opens a sandbox: the imitated world, and the functions and machines of this project in it. Throws for a bad file. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = new Clock(options.start ?? Date.UTC(2026, 0, 5), options.pace ?? 'skip');
  const ids = new Ids(options.seed ?? 1);
  const file = options.world === undefined ? defaultWorld() : readGiven(WorldFile, options.world, 'The world file');
  const faultFile = readGiven(FaultFile, options.faults ?? { faults: {} }, 'The fault file');
  const world = new World(file, clock, ids);
  const stack = deployedStack(readStack({ accountId: file.ownAccountId, region, stage: 'sandbox' }), options.deployed);
  populate(world, file);
  const faults = new Faults(faultFile, ids, options.watchCalls);
  for (const name of functionsNamed(faultFile)) {
    if (!stack.functions.has(name)) throw new Error(`The fault file is not right: there is no function ${name}.`);
  }
  const { ownAccountId } = world;
  const edge = new Edge(clock, ids, faults);
  const server = httpServer(edge, clock);
  let url: string | undefined;

  const settings = (base: string, name?: string): Record<string, string> => ({
    CANAL_STACK: `${ownAccountId}/${region}/sandbox`,
    CANAL_TABLE: table,
    CANAL_SORACOM_SECRET: secretName,
    CANAL_SORACOM_ENDPOINT: options.soracomEndpoint ?? base,
    CANAL_SORACOM_ACCOUNT: world.soracomAccountId,
    CANAL_ACCOUNTS: JSON.stringify(registeredAccounts(world)),
    ...Object.assign({}, ...[...stack.functions].map(([one, { environment }]) => (name ?? one) === one && environment)),
    AWS_REGION: region,
    AWS_ENDPOINT_URL: base,
    ...(options.ec2Endpoint
      ? { AWS_ENDPOINT_URL_EC2: options.ec2Endpoint, AWS_ENDPOINT_URL_STS: options.ec2Endpoint }
      : {}),
    AWS_ACCESS_KEY_ID: ownAccountId,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    ...options.environment,
  });

  const speaking = transport(edge, clock, inside, 'function');
  const lambda = new LambdaService({
    clock,
    ids,
    faults,
    transport: speaking,
    functions: stack.functions,
    load: loaderOf(options.deployed),
    environment: (name) => settings(inside, name),
    log: options.log ?? (() => undefined),
    arnPrefix: `arn:aws:lambda:${region}:${ownAccountId}:function:canal-sandbox-`,
  });
  const machines = new Machines({
    clock,
    ids,
    invoke: (arn, payload) => lambda.invoke(arn, payload),
    accountId: ownAccountId,
    region,
  });
  const substitutions = Object.fromEntries(
    [...stack.functions.keys()].map((name) => [camelCase(name), lambda.arn(name)]),
  );
  for (const [name, definition] of stack.machines) machines.load(`canal-sandbox-${name}`, definition, substitutions);

  const { buses, queues, topics, ...events } = openEvents({
    clock,
    ids,
    faults,
    lambda,
    stack,
    machines,
    accountId: ownAccountId,
    region,
    lasting: options.lasting ?? false,
  });

  const dynamoDb = openDynamoDb();
  await dynamoDb.createTable(table);
  const secrets = new Map([[secretName, JSON.stringify(world.authKey)]]);
  const services = [
    rateLimited(soracomService(world), world, options.soracomLimit ?? 1000),
    ec2Service(world),
    stsService(world),
    statesService(machines),
    dynamoDb.service,
    secretsManagerService(secrets, `arn:aws:secretsmanager:${region}:${ownAccountId}:secret:`),
    ...events.services,
    messagesService(topics),
    httpApiService(stack.routes, { lambda, world }),
    cloudFormationService(world, {
      name: 'canal-sandbox',
      region,
      createdAt: clock.now(),
      outputs: () => ({
        HttpApiUrl: url ?? inside,
        ProvisionNetworkArn: settings(inside).CANAL_PROVISION_MACHINE ?? '',
        SoracomAuthKeySecret: secretName,
      }),
    }),
  ];
  for (const service of services) edge.add(options.watch ? watched(service, options.watch) : service);
  await lambda.loadAll();

  return {
    clock,
    world,
    machines,
    buses,
    queues,
    topics,
    get url() {
      return url ?? inside;
    },
    async listen(port) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return url;
    },
    environment: (name) => settings(url ?? inside, name),
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      // Whoever has the sandbox in its hands comes to its API as its account's own user.
      if (!headers.has('authorization') && path !== '/' && !path.startsWith('/v1/'))
        headers.set('authorization', signedAs({ accessKeyId: ownAccountId, region, service: 'execute-api' }));
      return clock.turn(() =>
        transport(edge, clock, inside, 'socket').fetch(inside + path, {
          ...init,
          headers: Object.fromEntries(headers),
        }),
      );
    },
    async close() {
      events.stop();
      clock.stop();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await dynamoDb.close();
    },
  };
}

const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
