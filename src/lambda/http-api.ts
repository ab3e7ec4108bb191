import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ApiRequest, Operation } from '../api/network-api.ts';
import { type Answer, problem, problemOf } from '../api/problems.ts';
import { CanalError } from '../canal/errors.ts';
import type { Run } from '../steps/ports.ts';
import { type Doors, edge, handlerOf, openAll, type StepHandler } from './lambda.ts';
import { readSettings } from './settings.ts';
import type { Log } from './surroundings.ts';

/** A network file is small: 50 peerings with their route tables stay far below this. */
const mostBytes = 64 * 1024;
const tooLate =
  'There was no answer within the 28 seconds that a request has: SORACOM or AWS is slow, or the network is large. Ask again; nothing is begun twice.';

/**
 * Wraps the operations as one Lambda handler behind an API Gateway HTTP API (payload 2.0): every answer is JSON, every
 * error a problem document, also when the time is up, and nothing of an unexpected error leaves but its log line.
 */
export function httpApi<Ports>(
  step: string,
  operations: Readonly<Record<string, Operation<NoInfer<Ports> & Run>>>,
  doors: Doors<Ports>,
): StepHandler {
  return handlerOf((surroundings, bound) => {
    let ports: (Ports & Run) | undefined;
    let stack: string | undefined;
    const { environment, log } = surroundings;
    const told = (answer: Answer) => {
      stack ??= readSettings(environment).stack;
      return result(answer, stack);
    };
    const work = async (event: unknown) => {
      ports ??= { ...openAll(doors, surroundings), now: surroundings.now };
      return told(await answerTo(event as APIGatewayProxyEventV2, operations, ports, log));
    };
    return edge(step, log, bound, work, () => told(answerOf(new CanalError('StepTimedOut', tooLate), log)));
  });
}

async function answerTo<Ports>(
  event: APIGatewayProxyEventV2,
  operations: Readonly<Record<string, Operation<Ports>>>,
  ports: Ports,
  log: Log,
): Promise<Answer> {
  const operation = Object.hasOwn(operations, event.routeKey) ? operations[event.routeKey] : undefined;
  if (!operation) return problem(404, `There is no ${event.routeKey} here.`, { error: 'NotFound' });
  const request = requestOf(event);
  if ('status' in request) return request;
  try {
    return await operation(request, ports);
  } catch (error) {
    return answerOf(error, log);
  }
}

function answerOf(error: unknown, log: Log): Answer {
  const answer = problemOf(error);
  const { name, message } = error as Error;
  if (answer.status >= 500) log({ level: 'error', code: 'API_REQUEST_FAILED', error: name, message });
  return answer;
}

function requestOf(event: APIGatewayProxyEventV2): ApiRequest | Answer {
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  if (Buffer.byteLength(text) > mostBytes) {
    const message = `is larger than ${mostBytes / 1024} KiB: a network file is far smaller`;
    return aboutBody(413, `The body ${message}.`, message);
  }
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    const next = 'A network file in YAML becomes JSON by "npx yaml --json --single < FILE".';
    const message = `is not JSON: ${(error as Error).message}`;
    return aboutBody(400, `The body ${message}. ${next}`, message);
  }
  return {
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    body,
    askedBy: callerOf(event),
    ...(event.headers?.accept === undefined ? {} : { accept: event.headers.accept }),
  };
}

function aboutBody(status: number, detail: string, message: string): Answer {
  return problem(status, detail, { error: 'InvalidInput', faults: [{ name: 'InvalidInput', field: 'body', message }] });
}

/**
 * Who API Gateway says it is: the ARN of IAM's user or role session, or the subject of a JWT, or the client that it was given to,
 * and who vouches for it.
 */
function callerOf({ requestContext }: APIGatewayProxyEventV2): string {
  const { authorizer } = (requestContext ?? {}) as {
    authorizer?: { iam?: { userArn?: string }; jwt?: { claims?: Readonly<Record<string, string>> } };
  };
  const { sub, client_id: client, iss } = authorizer?.jwt?.claims ?? {};
  const bearer = sub ?? client ?? (iss && 'a bearer');
  const vouched = bearer && iss ? `${bearer} (${iss})` : bearer;
  return authorizer?.iam?.userArn ?? vouched ?? 'a caller without credentials';
}

/** Every answer says which installation gave it: account/Region/stage. */
function result({ status, headers, body }: Answer, stack: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'canal-stack': stack, ...headers },
    // What is not JSON comes as the text that it is.
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
