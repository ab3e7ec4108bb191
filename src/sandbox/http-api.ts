import type { Clock } from './clock.ts';
import { callerOf } from './ec2-api/caller.ts';
import type { Ids } from './ids.ts';
import type { LambdaService } from './lambda-service.ts';
import { credentialScope, jsonResponse, type Service, type WireRequest, type WireResponse } from './wire.ts';
import type { World } from './world/world.ts';

interface Route {
  readonly key: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly functionName: string;
}

/** The ARN of who signed a request for the API; undefined for a caller whom API Gateway would not let in. */
export type Signer = (request: WireRequest) => string | undefined;

/**
 * API Gateway's HTTP API (payload 2.0) in front of functions. Routes are those of serverless.yml, each with IAM
 * authorization: whom `signer` does not know is Forbidden.
 */
export function httpApiService(
  routes: ReadonlyMap<string, string>,
  { lambda, clock, ids, signer }: { lambda: LambdaService; clock: Clock; ids: Ids; signer: Signer },
): Service {
  const known: Route[] = [...routes].map(([key, functionName]) => {
    const [method = '', path = ''] = key.split(' ');
    const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    return { key, method, pattern, functionName };
  });
  const find = (request: WireRequest) => {
    const [path = '/'] = request.path.split('?');
    for (const route of known) {
      const match = route.method === request.method ? route.pattern.exec(path) : null;
      if (match) return { route, parameters: { ...match.groups } as Record<string, string> };
    }
    return undefined;
  };
  const refuse: Service['refuse'] = ({ status, message }) => jsonResponse(status, { message });
  const answerTo = async (request: WireRequest, id: string): Promise<WireResponse> => {
    const found = find(request);
    if (!found) return jsonResponse(404, { message: 'Not Found' });
    const userArn = signer(request);
    if (userArn === undefined) return jsonResponse(403, { message: 'Forbidden' });
    const parameters = decode(found.parameters);
    if (!parameters) return jsonResponse(400, { message: 'Bad Request' });
    const event = eventOf(request, found.route.key, parameters, { now: clock.now(), id, userArn });
    const outcome = await clock.release(lambda.invoke(found.route.functionName, event));
    return outcome.ok ? responseOf(outcome.payload) : jsonResponse(500, { message: 'Internal Server Error' });
  };
  return {
    name: 'http-api',
    operations: [...routes.keys()],
    operation: (request) => find(request)?.route.key ?? 'unknown',
    refuse,
    async answer(request) {
      const id = ids.hex('api-request', 16);
      const { headers, ...answer } = await answerTo(request, id);
      return { ...answer, headers: { ...headers, 'apigw-requestid': id } };
    },
  };
}

/** Knows who signed for execute-api with a key of the world's own account. */
export const worldSigner =
  (world: World): Signer =>
  (request) => {
    const caller = callerOf(world, request);
    if (typeof caller === 'string' || caller.accountId !== world.ownAccountId) return undefined;
    return credentialScope(request)?.service === 'execute-api' ? caller.arn : undefined;
  };

function decode(parameters: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

function eventOf(
  request: WireRequest,
  routeKey: string,
  pathParameters: Record<string, string>,
  given: { now: number; id: string; userArn: string },
) {
  const [rawPath = '/', rawQueryString = ''] = request.path.split('?');
  // Payload 2.0 has one text for a parameter that is given more than once, its values with commas between them.
  const asked = new URLSearchParams(rawQueryString);
  const query = Object.fromEntries([...asked.keys()].map((name) => [name, asked.getAll(name).join(',')]));
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    headers: request.headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      apiId: 'sandbox',
      domainName: 'sandbox',
      http: { method: request.method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: given.id,
      routeKey,
      stage: '$default',
      timeEpoch: given.now,
      authorizer: { iam: { userArn: given.userArn } },
    },
    ...(request.body === '' ? {} : { body: request.body }),
    isBase64Encoded: false,
  };
}

/** API Gateway takes a structured answer, or anything else as a body of 200. */
function responseOf(payload: unknown): WireResponse {
  const { statusCode, headers, body } = (payload ?? {}) as {
    statusCode?: number;
    headers?: Record<string, string>;
    body?: string;
  };
  if (typeof statusCode !== 'number') return jsonResponse(200, payload);
  const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return { status: statusCode, headers: Object.fromEntries(lower), body: body ?? '' };
}
