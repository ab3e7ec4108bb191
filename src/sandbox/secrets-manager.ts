import { jsonResponse, type Service } from './wire.ts';

interface Asked {
  readonly SecretId?: unknown;
  readonly SecretString?: unknown;
  readonly ClientRequestToken?: unknown;
}

/** A refusal as the service says it. */
interface Refused {
  readonly code: string;
  readonly message: string;
}

const headers = { 'content-type': 'application/x-amz-json-1.1' };
const invalid = (message: string): Refused => ({ code: 'InvalidParameterException', message });
const notFound = (what: string): Refused => ({
  code: 'ResourceNotFoundException',
  message: `Secrets Manager can't find the specified secret${what}`,
});

/**
 * Secrets Manager with GetSecretValue and PutSecretValue over secrets that are there: name -> text; an empty text is a secret
 * without a value.
 */
export function secretsManagerService(secrets: Map<string, string>, arnPrefix: string): Service {
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: code, Message: message }, headers);
  const operation: Service['operation'] = (request) => request.headers['x-amz-target']?.split('.')[1] ?? 'unknown';

  const answers: Readonly<Record<string, (name: string, asked: Asked) => Refused | object>> = {
    GetSecretValue(name) {
      const SecretString = secrets.get(name);
      return SecretString ? { SecretString } : notFound(' value for staging label: AWSCURRENT');
    },
    PutSecretValue(name, { SecretString, ClientRequestToken: VersionId }) {
      if (typeof SecretString !== 'string' || SecretString === '') {
        return invalid('The sandbox keeps texts: give SecretString.');
      }
      if (typeof VersionId !== 'string' || VersionId === '')
        return invalid('You must provide a ClientRequestToken value.');
      secrets.set(name, SecretString);
      return { VersionId };
    },
  };

  const answerTo = (asked: string, body: string): Refused | object => {
    const answer = answers[asked];
    if (!answer) {
      const known = Object.keys(answers).join(' and ');
      const message = `The sandbox's Secrets Manager answers ${known} alone, not ${asked}.`;
      return { code: 'UnknownOperationException', message };
    }
    const read = readBody(body);
    if (typeof read.SecretId !== 'string' || read.SecretId === '') {
      return invalid('You must provide SecretId, the name or the ARN of a secret.');
    }
    const name = read.SecretId.startsWith(arnPrefix) ? read.SecretId.slice(arnPrefix.length) : read.SecretId;
    if (!secrets.has(name)) return notFound('.');
    const came = answer(name, read);
    return 'code' in came ? came : { ARN: arnPrefix + name, Name: name, ...came, VersionStages: ['AWSCURRENT'] };
  };

  return {
    name: 'secretsmanager',
    operations: Object.keys(answers),
    operation,
    refuse,
    async answer(request) {
      const came = answerTo(operation(request), request.body);
      return 'code' in came ? refuse({ status: 400, ...came }, request) : jsonResponse(200, came, headers);
    },
  };
}

function readBody(body: string): Asked {
  try {
    return (JSON.parse(body) ?? {}) as Asked;
  } catch {
    return {};
  }
}
