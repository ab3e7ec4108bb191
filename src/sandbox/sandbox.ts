import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { Clock } from './clock.ts';
import { cloudFormationService } from './cloudformation.ts';
import { deployedStack, loaderOf } from './deployed.ts';
import { openDynamoDb } from './dynamodb.ts';
import { ec2Service } from './ec2-api/service.ts';
import { stsService } from './ec2-api/sts.ts';
import { Edge } from './edge.ts';
import { checkFaultNames } from './fault-names.ts';
import { FaultFile, Faults } from './faults.ts';
import { readGiven } from './given-file.ts';
import { openHost } from './host.ts';
import { worldSigner } from './http-api.ts';
import { Ids } from './ids.ts';
import { messagesService } from './messages.ts';
import { rateLimited } from './rate-limit.ts';
import { registeredAccounts } from './registered-accounts.ts';
import { s3Service } from './s3-api/service.ts';
import type { Sandbox, SandboxOptions } from './sandbox-options.ts';
import { readState, restoreState, saveState } from './saved-state.ts';
import { httpServer } from './server.ts';
import { soracomService } from './soracom-api/service.ts';
import { ssmDocument } from './ssm-api/documents.ts';
import { realBind } from './ssm-api/real-bind.ts';
import { ssmService } from './ssm-api/service.ts';
import { readStack } from './stack.ts';
import { openStateDirectory, type StateDirectory } from './state-directory.ts';
import { makeTableDirectory } from './table-directory.ts';
import { transport } from './transport.ts';
import { watched } from './watched-service.ts';
import { signedAs } from './wire.ts';
import { defaultWorld, populate } from './world/populate.ts';
import { restoreWorld } from './world/saved-world.ts';
import { World } from './world/world.ts';
import { WorldFile } from './world/world-file.ts';

export type { Sandbox, SandboxOptions };

// zod mini says "Invalid input" for everything until it is given a language.
z.config(en());

const region = 'ap-northeast-1';
/** Where functions in this process reach the sandbox: nothing listens there, the transport knows it. */
const inside = 'http://sandbox.internal';

/** Opens a sandbox: the imitated world, and the functions and machines of this project in it. Throws for a bad file. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const directory = options.directory === undefined ? undefined : openStateDirectory(options.directory);
  try {
    return await openWith(options, directory);
  } catch (error) {
    directory?.release();
    throw error;
  }
}

async function openWith(options: SandboxOptions, directory: StateDirectory | undefined): Promise<Sandbox> {
  const state = directory?.state && readState(directory.state, options);
  const { seed, worldFile } = state ?? { seed: options.seed ?? 1, worldFile: options.world };
  const clock = new Clock(state?.now ?? options.start ?? Date.UTC(2026, 0, 5), options.pace ?? 'skip');
  const since = state?.since ?? clock.now();
  const ids = new Ids(seed);
  ids.goOn(state?.drawn ?? new Map());
  const file = worldFile === undefined ? defaultWorld() : readGiven(WorldFile, worldFile, 'The world file');
  const faultFile = readGiven(FaultFile, options.faults ?? { faults: {} }, 'The fault file');
  const world = new World(file, clock, ids);
  const place = { accountId: file.ownAccountId, region, stage: 'sandbox' };
  const stack = deployedStack(readStack(place), options.deployed);
  if (state) restoreWorld(world, state.world);
  else populate(world, file);
  const faults = new Faults(faultFile, ids, () => clock.now(), options.watchCalls);
  const { ownAccountId } = world;
  const edge = new Edge(clock, ids, faults);
  const server = httpServer(edge, clock);
  let url: string | undefined;
  /** Settings in which the sandbox's own address stands, as seen from inside or outside. */
  const settings = (base: string): Record<string, string> => ({
    CANAL_SORACOM_ENDPOINT: options.soracomEndpoint ?? base,
    CANAL_SORACOM_ACCOUNT: world.soracomAccountId,
    CANAL_ACCOUNTS: JSON.stringify(registeredAccounts(world)),
    AWS_ENDPOINT_URL: base,
    ...(options.ec2Endpoint
      ? { AWS_ENDPOINT_URL_EC2: options.ec2Endpoint, AWS_ENDPOINT_URL_STS: options.ec2Endpoint }
      : {}),
    AWS_ACCESS_KEY_ID: ownAccountId,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    ...options.environment,
  });

  for (const name of stack.buckets) {
    if (!world.buckets.has(name)) world.buckets.set(name, { accountId: ownAccountId, objects: new Map() });
  }
  const documents = new Map([...stack.documents].map(([name, one]) => [name, ssmDocument(one.name, one.content)]));
  const bind = options.bindPort === undefined ? undefined : realBind(options.bindPort);
  const tableDirectory = options.tableOnDisk ? makeTableDirectory() : undefined;
  const dynamoDb = openDynamoDb(tableDirectory?.path);
  const { lambda, machines, buses, queues, topics, underWay, ...host } = await openHost({
    clock,
    ids,
    faults,
    place,
    stack,
    load: loaderOf(options.deployed),
    transport: transport(edge, clock, inside, 'function'),
    dynamoDb,
    settings: settings(inside),
    authKey: JSON.stringify(world.authKey),
    signer: worldSigner(world),
    lasting: options.lasting ?? false,
    since,
    log: options.log ?? (() => undefined),
  });
  const services = [
    rateLimited(soracomService(world), world, options.soracomLimit ?? 1000),
    ec2Service(world),
    stsService(world),
    ...host.services,
    messagesService(topics),
    s3Service(world),
    ssmService(world, documents, bind),
    cloudFormationService(world, {
      name: host.names.stack,
      region,
      createdAt: since,
      outputs: () => ({
        HttpApiUrl: url ?? inside,
        ProvisionNetworkArn: host.environment().CANAL_PROVISION_MACHINE ?? '',
        SoracomAuthKeySecret: host.names.secret,
      }),
    }),
  ];
  for (const service of services) edge.add(options.watch ? watched(service, options.watch) : service);

  const { names, secrets } = host;
  const saved = { clock, ids, world, dynamoDb, table: names.table, machines, queues, topics, underWay, secrets };
  const save = async (): Promise<void> => directory?.write(await saveState(saved, { seed, worldFile, since }));
  const close = async (): Promise<void> => {
    host.stop();
    bind?.close();
    clock.stop();
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    await dynamoDb.close();
    tableDirectory?.remove();
    directory?.release();
  };
  try {
    checkFaultNames(faultFile, services, [...stack.functions.keys()]);
    await lambda.loadAll();
    if (state) await restoreState(state, saved);
  } catch (error) {
    await close(); // else its timers would keep the process
    throw error;
  }

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
    environment: (name) => ({ ...host.environment(name), ...settings(url ?? inside) }),
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
    invoke: (name, event) => lambda.invoke(name, event),
    save,
    async close() {
      try {
        await save();
      } finally {
        await close();
      }
    },
  };
}
