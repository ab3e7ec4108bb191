import type { Clock } from './clock.ts';
import { QueryParameters } from './ec2-api/query-parameters.ts';
import { element, xmlDocument } from './ec2-api/xml.ts';
import type { Faults } from './faults.ts';
import type { Ids } from './ids.ts';
import { credentialScope, jsonResponse, type Service, type WireRequest, type WireResponse } from './wire.ts';

/** The connection was cut on demand: whoever asked sees a broken socket, not an answer. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/** The function that has made a call was killed in the middle of it: nothing of its work goes on. */
export class CallerKilled extends Error {
  override readonly name = 'CallerKilled';
}

/** Who asks: a function of ours, whose calls take time of the clock, or a client that came over a socket. */
export type Origin = 'function' | 'socket';

const byTarget: Readonly<Record<string, string>> = {
  AWSStepFunctions: 'states',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AmazonSSM: 'ssm',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
};
const byVersion: Readonly<Record<string, string>> = {
  '2016-11-15': 'ec2',
  '2011-06-15': 'sts',
  '2010-05-15': 'cloudformation',
  '2010-03-31': 'sns',
};

/** How long a function's call takes, in ms of the clock, both included; calls that are not named take none. */
const latencies: Readonly<Record<string, readonly [number, number]>> = {
  soracom: [80, 480],
  ec2: [60, 300],
  sts: [40, 160],
  s3: [20, 120],
  ssm: [60, 300],
  events: [10, 60],
  sns: [10, 60],
  // Reads take none, so that people who look on do not change what happens.
  'dynamodb.PutItem': [4, 20],
};

/** Where every request comes in: tells the services apart as their real clients speak, and adds latency and faults. */
export class Edge {
  readonly #services = new Map<string, Service>();
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #faults: Faults;

  constructor(clock: Clock, ids: Ids, faults: Faults) {
    this.#clock = clock;
    this.#ids = ids;
    this.#faults = faults;
  }

  add(service: Service): void {
    this.#services.set(service.name, service);
  }

  /** Whether a request of an AWS SDK is for a service that is here. The HTTP API and SORACOM are never asked by one. */
  serves(request: WireRequest): boolean {
    const name = serviceOf(request);
    return name !== undefined && !['http-api', 'soracom', 'sandbox'].includes(name) && this.#services.has(name);
  }

  /** Answers a request within the clock's turn in progress. Throws ConnectionCut when a fault says so; may never end. */
  async answer(request: WireRequest, origin: Origin): Promise<WireResponse> {
    const name = serviceOf(request);
    const service = name === undefined ? undefined : this.#services.get(name);
    if (!service) return notImitated(request, name);
    const operation = service.operation(request);
    const fault = this.#faults.next(service.name, operation);
    if (origin === 'function') await this.#latency(service.name, operation);
    if (!fault) return service.answer(request);
    if ('error' in fault) return service.refuse({ ...fault, code: fault.error }, request);
    if ('cut' in fault) {
      if (fault.cut === 'after') await service.answer(request);
      throw new ConnectionCut(`The connection of ${service.name}.${operation} was cut, as the fault file says.`);
    }
    if ('killed' in fault) {
      if (fault.killed === 'after') await service.answer(request);
      const died = `Whoever called ${service.name}.${operation} was killed, as the fault file says.`;
      // Of a client that came over a socket, nothing is seen here but that it has gone.
      if (origin === 'socket') throw new ConnectionCut(died);
      return this.#clock.end(new CallerKilled(died));
    }
    if ('noAnswer' in fault) {
      if (fault.noAnswer === 'after') await service.answer(request);
      await this.#clock.sleep(Number.POSITIVE_INFINITY);
    }
    const answer = await service.answer(request);
    if ('delay' in fault) await this.#clock.sleep(fault.delay * 1000);
    return 'malformed' in fault ? { ...answer, body: '{"cut off in the mid' } : answer;
  }

  async #latency(service: string, operation: string): Promise<void> {
    const range = latencies[`${service}.${operation}`] ?? latencies[service];
    if (range) await this.#clock.sleep(this.#ids.between(`latency/${service}.${operation}`, ...range));
  }
}

/** The service that a request is for, by what real clients send; undefined for an AWS service that is not imitated. */
function serviceOf(request: WireRequest): string | undefined {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return byTarget[target.split('.')[0] ?? ''];
  if (request.path.startsWith('/_sandbox/')) return 'sandbox';
  if (credentialScope(request)?.service === 's3') return 's3';
  if (request.path === '/v1' || request.path.startsWith('/v1/')) return 'soracom';
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  // AWS's Query protocol posts forms to the root; curl calls any body a form unless it is told otherwise.
  const query = form ? QueryParameters.of(request) : undefined;
  if (request.method === 'POST' && query && (request.path === '/' || query.has('Action'))) {
    return byVersion[query.get('Version') ?? ''] ?? credentialScope(request)?.service ?? 'ec2';
  }
  return 'http-api';
}

function notImitated(request: WireRequest, name: string | undefined): WireResponse {
  const what = request.headers['x-amz-target'] ?? name ?? request.path;
  const message = `The sandbox does not imitate ${what}; docs/sandbox.md lists what it does.`;
  // Clients of the Query protocol (IAM, CloudFormation, ...) read XML alone.
  if (request.headers['x-amz-target'] === undefined) return refusalXml(message);
  return jsonResponse(400, { __type: 'UnknownOperationException', message });
}

function refusalXml(message: string): WireResponse {
  const error = element('Error', { Type: 'Sender', Code: 'InvalidAction', Message: message });
  const body = xmlDocument(`<ErrorResponse>${error}</ErrorResponse>`);
  return { status: 400, headers: { 'content-type': 'text/xml' }, body };
}
