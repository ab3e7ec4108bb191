import { describe, expect, it } from 'vitest';
import { readStack, stackOf } from '../../src/sandbox/stack.ts';

const place = { accountId: '111111111111', region: 'ap-northeast-1', stage: 'sandbox' };

/** A serverless.yml with one function. */
const file = (fn: object, resources: object = {}) => ({
  provider: { timeout: 30 },
  functions: { 'look-around': fn },
  resources: {
    Resources: {
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: `canal-\${self:custom.chosen.stage}` } },
      Letters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters', MessageRetentionPeriod: 60 } },
      ...resources,
    },
  },
});
const withEvent = (event: object) => stackOf(file({ events: [event] }), place);

describe('What the sandbox reads of serverless.yml', () => {
  it('are all functions, routes and machines of this project', () => {
    const stack = readStack(place);
    expect(stack.routes.get('POST /networks')).toBe('network-api');
    expect(stack.functions.get('network-api')?.environment).toMatchObject({
      CANAL_PROVISION_MACHINE:
        'arn:aws:states:ap-northeast-1:111111111111:stateMachine:canal-sandbox-provision-network',
    });
    expect([stack.buses, stack.topics]).toEqual([['canal-sandbox'], ['canal-sandbox-people']]);
    expect([...stack.machines.keys()]).toContain('provision-network');
  });

  it.each([{ name: 'tokens' }, { type: 'request', functionName: 'x' }, undefined])(
    'refuses an authorizer of the API that it cannot imitate by name: %j',
    (authorizer) => {
      const httpApi = { method: 'GET', path: '/', ...(authorizer ? { authorizer } : {}) };
      expect(() => withEvent({ httpApi })).toThrow(
        /the sandbox cannot imitate the event .* of look-around: [\s\S]*authorizer/,
      );
    },
  );

  it('are schedules and rules of functions, with the names that CloudFormation would put in', () => {
    const pattern = { source: ['canal.network'], detail: { stage: [`\${self:custom.chosen.stage}`] } };
    const stack = stackOf(
      file({
        events: [
          { schedule: { method: 'scheduler', rate: ['rate(5 minutes)', 'cron(0 9 ? * MON *)'], roleArn: 'Role.Arn' } },
          { schedule: { method: 'scheduler', rate: 'rate(1 day)', enabled: false } },
          {
            eventBridge: {
              eventBus: 'Bus',
              pattern,
              retryPolicy: { maximumRetryAttempts: 3, maximumEventAge: 600 },
              deadLetterQueueArn: 'Letters.Arn',
            },
          },
          { eventBridge: { pattern: { source: ['aws.states'] } } },
        ],
        environment: { CANAL_BUS: 'Bus', CANAL_QUEUE: 'Letters.Arn' },
        destinations: { onFailure: { type: 'sqs', arn: 'Letters.Arn' } },
        maximumRetryAttempts: 1,
      }),
      place,
    );
    const letters = 'arn:aws:sqs:ap-northeast-1:111111111111:letters';
    expect(stack.schedules).toEqual([
      { function: 'look-around', expression: 'rate(5 minutes)' },
      { function: 'look-around', expression: 'cron(0 9 ? * MON *)' },
    ]);
    expect(stack.rules).toEqual([
      {
        name: 'canal-sandbox-look-around-rule-3',
        bus: 'canal-sandbox',
        pattern: { source: ['canal.network'], detail: { stage: ['sandbox'] } },
        target: { function: 'look-around' },
        deadLetters: letters,
        retry: { attempts: 3, ageSeconds: 600 },
      },
      {
        name: 'canal-sandbox-look-around-rule-4',
        bus: 'default',
        pattern: { source: ['aws.states'] },
        target: { function: 'look-around' },
        retry: { attempts: 185, ageSeconds: 86_400 },
      },
    ]);
    expect(stack.functions.get('look-around')).toEqual({
      timeoutSeconds: 30,
      environment: { CANAL_BUS: 'canal-sandbox', CANAL_QUEUE: letters },
      asynchronous: { retries: 1, ageSeconds: 21_600, failures: letters },
    });
  });

  it('are rules among the resources that lead to a queue', () => {
    const rule = (target: string) => ({
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'to-letters',
        EventBusName: 'Bus',
        EventPattern: { source: ['canal.workflow'] },
        Targets: [{ Id: 'letters', Arn: target }],
      },
    });
    expect(stackOf(file({}, { Rule: rule('Letters.Arn') }), place).rules).toEqual([
      {
        name: 'to-letters',
        bus: 'canal-sandbox',
        pattern: { source: ['canal.workflow'] },
        target: { queue: 'arn:aws:sqs:ap-northeast-1:111111111111:letters' },
        retry: { attempts: 185, ageSeconds: 86_400 },
      },
    ]);
    expect(() => stackOf(file({}, { Rule: rule('Bus.Arn') }), place)).toThrow('its target is no queue');
  });

  it.each<[object, string]>([
    [{ sqs: 'arn:aws:sqs:x' }, 'cannot imitate the event {"sqs":"arn:aws:sqs:x"} of look-around'],
    [{ schedule: 'rate(5 minutes)' }, 'cannot imitate the event {"schedule":"rate(5 minutes)"} of look-around'],
    [{ schedule: { method: 'scheduler', rate: 'rate(5 weeks)' } }, 'rate(5 weeks) is no schedule'],
    [{ schedule: { method: 'scheduler', rate: 'rate(1 day)', timezone: 'Asia/Tokyo' } }, 'timezone'],
    [{ eventBridge: { pattern: { source: ['x'] }, inputPath: '$.detail' } }, 'inputPath'],
    [{ eventBridge: { pattern: { source: [{ like: 'x' }] } } }, 'has {"like":"x"}, which is no condition'],
    [
      { eventBridge: { eventBus: `\${self:custom.other}`, pattern: { source: ['x'] } } },
      `what \${self:custom.other} is`,
    ],
  ])('%j is refused by name at the start', (event, sentence) => {
    expect(() => withEvent(event)).toThrow(sentence);
  });
});
