import { jsonResponse, type Service } from './wire.ts';

/** Secrets Manager with GetSecretValue over secrets that are given: name -> text; an empty text is a secret without a value. */
export function secretsManagerService(secrets: ReadonlyMap<string, string>, arnPrefix: string): Service {
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: code, Message: message }, { 'content-type': 'application/x-amz-json-1.1' });
  const operation: Service['operation'] = (request) => request.headers['x-amz-target']?.split('.')[1] ?? 'unknown';
  return {
    name: 'secretsmanager',
    operations: ['GetSecretValue'],
    operation,
    refuse,
    async answer(request) {
      const asked = operation(request);
      if (asked !== 'GetSecretValue') {
        const message = `The sandbox's Secrets Manager answers GetSecretValue alone, not ${asked}.`;
        return refuse({ status: 400, code: 'UnknownOperationException', message }, request);
      }
      const id = secretId(request.body);
      const name = id?.startsWith(arnPrefix) ? id.slice(arnPrefix.length) : id;
      const text = name === undefined ? undefined : secrets.get(name);
      if (id === undefined) {
        const message = 'You must provide SecretId, the name or the ARN of a secret.';
        return refuse({ status: 400, code: 'InvalidParameterException', message }, request);
      }
      if (text === undefined || text === '') {
        const message =
          text === undefined
            ? "Secrets Manager can't find the specified secret."
            : "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
        return refuse({ status: 400, code: 'ResourceNotFoundException', message }, request);
      }
      const body = { ARN: `${arnPrefix}${name}`, Name: name, SecretString: text, VersionStages: ['AWSCURRENT'] };
      return jsonResponse(200, body, { 'content-type': 'application/x-amz-json-1.1' });
    },
  };
}

function secretId(body: string): string | undefined {
  try {
    const { SecretId } = JSON.parse(body) as { SecretId?: unknown };
    return typeof SecretId === 'string' && SecretId !== '' ? SecretId : undefined;
  } catch {
    return undefined;
  }
}
