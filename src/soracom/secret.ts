import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { openSockets } from '../aws/sockets.ts';
import type { Fetch, Opening } from '../lambda/surroundings.ts';

/** The IAM actions that reading the secret needs. */
export const secretActions: readonly string[] = ['secretsmanager:GetSecretValue'];

/** An error of Secrets Manager, by its name, with the marks that the AWS SDK puts on errors. */
class SecretFault extends Error {
  readonly $fault?: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
    if (status !== undefined && status >= 400) this.$fault = status >= 500 ? 'server' : 'client';
  }
}

/**
 * Secrets Manager's GetSecretValue: the text of the secret that the settings name; throws a SecretFault, and what looking for
 * credentials throws. One signed request by hand: the SDK's client would be half of what a function that speaks to SORACOM alone
 * loads in its first call.
 */
export async function secretText(opening: Opening): Promise<string | undefined> {
  const { aws, soracomSecret } = opening.settings;
  const { href, protocol, hostname, host, pathname } = new URL(
    aws.endpoint ?? `https://secretsmanager.${aws.region}.amazonaws.com`,
  );
  const request = new HttpRequest({
    protocol,
    hostname,
    method: 'POST',
    path: pathname,
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: soracomSecret }),
  });
  const { method, headers, body } = await signer(opening).sign(request);
  const answer = await reached(openSockets(opening.requestHandler), href, {
    method,
    headers,
    body,
    redirect: 'manual',
  });
  const read = fields(answer.text);
  if (answer.status >= 300 || read === undefined) throw refusal(answer.status, read);
  return typeof read.SecretString === 'string' ? read.SecretString : undefined;
}

function signer({ settings: { aws }, credentials, sha256 }: Opening): SignatureV4 {
  const used = credentials ?? aws.credentials;
  if (!used) throw new SecretFault('CredentialsProviderError', 'The environment holds no AWS credentials');
  const hash = (sha256 ?? Sha256) as typeof Sha256;
  return new SignatureV4({ service: 'secretsmanager', region: aws.region, credentials: used, sha256: hash });
}

/** What was answered, whatever it is. An error of the transport bears its own name. */
async function reached(fetch: Fetch, ...request: Parameters<Fetch>): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(...request);
    return { status: answer.status, text: await answer.text() };
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new SecretFault(name, message, undefined, { cause });
  }
}

/** The fields of an answer; undefined if it is no JSON. The parser's message would quote the secret. */
function fields(text: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** AWS names its errors `com.amazonaws.secretsmanager#ResourceNotFoundException` or by the last part alone. */
function refusal(status: number, { __type: type, message, Message }: Record<string, unknown> = {}): SecretFault {
  const name = /[^#:]+(?=:|$)/.exec(String(type ?? '').replace(/^.*#/, ''))?.[0] ?? 'UnknownError';
  return new SecretFault(name, String(message ?? Message ?? `an answer of HTTP status ${status}`), status);
}
