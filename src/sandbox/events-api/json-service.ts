import { isObject } from '../states/fields.ts';
import { ServiceError } from '../states/service-error.ts';
import { jsonResponse, type Service, type WireRequest } from '../wire.ts';

/** What an operation answers; throws ServiceError. */
type Operation = (parameters: Readonly<Record<string, unknown>>, request: WireRequest) => object;

/** A service of AWS's JSON protocol: operations by the second half of `X-Amz-Target`. */
export function jsonService(
  name: string,
  target: string,
  operations: Readonly<Record<string, Operation>>,
  protocol: '1.0' | '1.1' = '1.1',
): Service {
  const type = { 'content-type': `application/x-amz-json-${protocol}` };
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: code, message }, type);
  const operation: Service['operation'] = ({ headers }) => {
    const asked = headers['x-amz-target'] ?? '';
    return asked.startsWith(`${target}.`) ? asked.slice(target.length + 1) : 'unknown';
  };
  return {
    name,
    operations: Object.keys(operations),
    operation,
    refuse,
    async answer(request) {
      const asked = operation(request);
      const run = Object.hasOwn(operations, asked) ? operations[asked] : undefined;
      try {
        if (!run) {
          const message = `The sandbox does not know the operation ${asked} of ${name}.`;
          throw new ServiceError('UnknownOperationException', message);
        }
        return jsonResponse(200, run(parametersOf(request.body), request), type);
      } catch (problem) {
        if (problem instanceof ServiceError) return refuse(problem, request);
        const message = problem instanceof Error ? problem.message : String(problem);
        return refuse({ status: 500, code: 'InternalFailure', message }, request);
      }
    },
  };
}

function parametersOf(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new ServiceError('SerializationException', 'The request is not JSON.');
  }
  if (!isObject(body)) throw new ServiceError('SerializationException', 'The request is not a JSON object.');
  return body;
}
