import { describe, expect, it } from 'vitest';
import { lambda } from '../../src/lambda/lambda.ts';
import { FindVpg } from '../../src/steps/find-vpg.ts';
import { openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';
import { signed } from '../support/signed.ts';
import { atSoracom, awsEc2, awsJson } from '../support/vendor-consoles.ts';

const authKey = 'secret-sandbox';
/** A function of ours that writes a secret into its own error. */
const careless = lambda(
  FindVpg,
  async () => {
    throw new TypeError(`cannot read ${authKey} of undefined`);
  },
  {},
);
const deployed = { handlers: { 'find-vpg': careless } };

const anyOf = <T>(all: Iterable<T>): T => {
  const [first] = all;
  if (first === undefined) throw new Error('there is one');
  return first;
};
const publish = (scenario: Scenario, Message: string) =>
  scenario.fetch('/', {
    method: 'POST',
    headers: { ...signed('111111111111', 'sns'), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: anyOf(scenario.topics.arns),
      Message,
    }).toString(),
  });
const putEvent = (scenario: Scenario, text: string) =>
  awsJson(scenario, 'AWSEvents.PutEvents', {
    Entries: [{ Source: 'a.test', DetailType: 'Something', Detail: JSON.stringify({ text }) }],
  });

/** Every place in which something may be told, with what tells a secret there. */
const places: Readonly<Record<string, (scenario: Scenario, secret: string) => Promise<unknown>>> = {
  'a log line': ({ invoke }) => invoke('find-vpg', FindVpg.example),
  'a history': async (scenario, secret) => {
    const stateMachineArn = scenario.environment('network-api').CANAL_PROVISION_MACHINE ?? '';
    const start = { stateMachineArn, input: JSON.stringify({ name: 'none', text: secret }) };
    await awsJson(scenario, 'AWSStepFunctions.StartExecution', start);
  },
  'an event that was put': putEvent,
  'an event on a bus': putEvent,
  'a record': (scenario, secret) =>
    awsJson(scenario, 'DynamoDB_20120810.PutItem', {
      TableName: 'canal-sandbox',
      Item: { pk: { S: 'NETWORK#x' }, sk: { S: 'RECORD' }, warning: { S: secret } },
    }),
  'a message that was published': publish,
  'a message to people': publish,
  'a message in a queue': (scenario, secret) =>
    awsJson(scenario, 'AmazonSQS.SendMessage', {
      QueueUrl: `https://sqs.ap-northeast-1.amazonaws.com/111111111111/${anyOf(scenario.queues.byName.keys())}`,
      MessageBody: secret,
    }),
  'an object in S3': ({ fetch, world }, secret) =>
    fetch(`/${anyOf(world.buckets.keys())}/dns/x.tar`, {
      method: 'PUT',
      headers: signed('111111111111', 's3'),
      body: secret,
    }),
  'a command for a host': (scenario, secret) =>
    awsJson(scenario, 'AmazonSSM.SendCommand', {
      DocumentName: scenario.environment('publish-dns').CANAL_DNS_DOCUMENT,
      InstanceIds: ['i-0c3333333333333c1'],
      Parameters: { bucket: ['canal-sandbox-dns'], key: ['dns/tokyo-1/1.tar'], sha256: ['0'.repeat(64)] },
      Comment: secret,
    }),
  'a request to EC2': (scenario, secret) =>
    awsEc2(
      scenario,
      '111111111111',
      `aws ec2 delete-route --route-table-id rtb-0a1111111111111a1 --destination-cidr-block ${secret}`,
    ).catch(() => undefined),
  'a request to SORACOM': (scenario, secret) => atSoracom(scenario, 'POST', '/groups', { tags: { name: secret } }),
  'an answer of the API': ({ api }, secret) =>
    api('POST', '/networks', twoVpcs({ name: secret.toUpperCase(), [secret]: 1 })),
};

/** Every kind of secret, as a sandbox that has run a network has it. */
const secrets: Readonly<Record<string, (scenario: Scenario, seen: ReadonlyMap<string, string>) => string>> = {
  'the AuthKey': () => authKey,
  "SORACOM's API key": ({ world }) => anyOf(world.tokens.values()).apiKey,
  "SORACOM's token": ({ world }) => anyOf(world.tokens.values()).token,
  'an ExternalId of the settings': () => 'canal-external-id-222222222222',
  'an ExternalId of the registry': () => 'external-id-of-the-registry',
  "a borrowed role's secret key": (_, seen) => seen.get('SecretAccessKey') ?? '',
  "a borrowed role's session": (_, seen) => seen.get('SessionToken') ?? '',
};

describe('A scenario', () => {
  it.each(Object.entries(places))('that tells a secret in %s is not clean, and says where', async (place, tell) => {
    const scenario = await openScenario({ deployed });
    await tell(scenario, authKey);
    await expect(scenario.close()).rejects.toThrow(`the secret secret… was told in ${place}`);
  });

  it('finds every kind of secret', async () => {
    const seen = new Map<string, string>();
    const scenario = await openScenario({
      watch: (service, _, { body }) => {
        if (service !== 'sts') return;
        for (const [, name = '', secret = ''] of body.matchAll(/<(SecretAccessKey|SessionToken)>([^<]+)</g))
          seen.set(name, secret);
      },
    });
    const roleArn = 'arn:aws:iam::333333333333:role/canal-accepter';
    await scenario.api('PUT', '/accounts/333333333333', { roleArn, externalId: 'external-id-of-the-registry' });
    await scenario.up(twoVpcs());
    const told = Object.values(secrets).map((secret) => secret(scenario, seen));
    for (const secret of told) {
      expect(secret.length).toBeGreaterThan(5);
      await putEvent(scenario, secret);
    }
    const { message } = await scenario.close().then(
      () => new Error('clean'),
      (error: Error) => error,
    );
    for (const secret of told)
      expect(message).toContain(`the secret ${secret.slice(0, 6)}… was told in an event that was put`);
    expect(message).not.toMatch(/a record|registry/);
  });

  it('is clean with all that it is meant to tell, and with an ExternalId in the registry', async () => {
    const scenario = await openScenario();
    await scenario.api('PUT', '/accounts/222222222222', {
      roleArn: 'arn:aws:iam::222222222222:role/canal-accepter',
      externalId: 'canal-external-id-222222222222',
    });
    await scenario.up(twoVpcs());
    expect((await scenario.api('GET', '/networks/two-vpcs')).body).toMatchObject({ state: 'ready' });
    await scenario.close();
  });

  it('is not clean when a vendor quotes a secret in its error, and ours passes it on', async () => {
    // SORACOM's own message is passed on as it came: here it holds the ExternalId of the customer's role.
    const told = { error: 'SEM9999', status: 400, message: 'canal-external-id-222222222222' };
    const scenario = await openScenario({ faults: { faults: { 'soracom.createVpcPeeringConnection': [told, told] } } });
    await scenario.up(twoVpcs());
    const closing = scenario.close();
    for (const where of ['a log line', 'a history', 'a record'])
      await expect(closing).rejects.toThrow(`the secret canal-… was told in ${where}`);
  });

  it('is not clean when a function of ours writes one into its own error', async () => {
    const scenario = await openScenario({ deployed });
    await scenario.up(twoVpcs());
    await expect(scenario.close()).rejects.toThrow('the secret secret… was told in a history');
  });

  it('stays clean when SORACOM quotes the AuthKey as it refuses it: our client leaves it out', async () => {
    const told = { error: 'AUM0002', status: 401, message: 'Not valid: secret-sandbox', times: 9 };
    const scenario = await openScenario({ faults: { faults: { 'soracom.auth': [told] } } });
    const { body } = await scenario.up(twoVpcs());
    const ended = await scenario.machines.settled(body.executionArn);
    expect(ended.error).toBe('SoracomDenied');
    expect(ended.cause).toContain('Not valid: ***');
    await scenario.close();
  });
});
