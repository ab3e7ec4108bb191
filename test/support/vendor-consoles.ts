import type { Scenario } from './scenario.ts';
import { signed } from './signed.ts';

/** Does what a command of the AWS CLI says (`aws ec2 replace-route --route-table-id rtb-…`), as the owner of an account. */
export async function awsEc2({ fetch }: Scenario, accountId: string, command: string): Promise<string> {
  const [aws, service, verb = '', ...words] = command.split(' ');
  if (aws !== 'aws' || service !== 'ec2') throw new Error(`not a command of aws ec2: ${command}`);
  const parameters = new URLSearchParams({ Action: pascal(verb), Version: '2016-11-15' });
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value = ''] = words.slice(at);
    // The Region is in the signature.
    if (flag !== '--region') parameters.set(pascal(flag.replace(/^--/, '')), value);
  }
  const headers = { ...signed(accountId, 'ec2'), 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch('/', { method: 'POST', headers, body: parameters.toString() });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${command}: ${text}`);
  return text;
}

const pascal = (words: string): string => words.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());

/** Calls SORACOM's API as the operator's own user, as its console does. */
export async function atSoracom(scenario: Scenario, method: string, path: string, body?: unknown): Promise<unknown> {
  const json = { 'content-type': 'application/json' };
  const { authKeyId, authKey } = scenario.world.authKey;
  const login = { method: 'POST', headers: json, body: JSON.stringify({ authKeyId, authKey }) };
  const { apiKey, token } = (await (await scenario.fetch('/v1/auth', login)).json()) as Record<string, string>;
  const answer = await scenario.fetch(`/v1${path}`, {
    method,
    headers: { ...json, 'x-soracom-api-key': `${apiKey}`, 'x-soracom-token': `${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** A call of AWS's JSON protocol as the owner of our account: `AWSEvents.PutEvents`. Throws its refusal. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export async function awsJson({ fetch }: Scenario, target: string, body: object): Promise<any> {
  const headers = {
    ...signed('111111111111', 'any'),
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': '20260105T000000Z',
    'x-amz-target': target,
  };
  const answer = await fetch('/', { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${target}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
