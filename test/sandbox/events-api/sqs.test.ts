import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../../src/sandbox/clock.ts';
import { Queues } from '../../../src/sandbox/events-api/queues.ts';
import { sqsService } from '../../../src/sandbox/events-api/sqs.ts';
import { Ids } from '../../../src/sandbox/ids.ts';

const url = 'http://127.0.0.1:4700/111111111111/letters';
let clock: Clock;
let queues: Queues;

beforeEach(() => {
  clock = new Clock(0);
  queues = new Queues([{ name: 'letters', retentionSeconds: 100, visibilitySeconds: 30 }], {
    clock,
    ids: new Ids(1),
    arnPrefix: 'arn:aws:sqs:ap-northeast-1:111111111111:',
  });
});

async function sqs(operation: string, body: object) {
  const answer = await sqsService(queues, '111111111111').answer({
    method: 'POST',
    path: '/',
    headers: { host: '127.0.0.1:4700', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...JSON.parse(answer.body) };
}
const receive = async (more: object = {}) => (await sqs('ReceiveMessage', { QueueUrl: url, ...more })).Messages ?? [];

describe('SQS', () => {
  it('finds queues, and tells of one that is not there', async () => {
    expect(await sqs('GetQueueUrl', { QueueName: 'letters' })).toEqual({ status: 200, QueueUrl: url });
    expect(await sqs('ListQueues', {})).toEqual({ status: 200, QueueUrls: [url] });
    expect(await sqs('GetQueueUrl', { QueueName: 'x' })).toMatchObject({ status: 400, __type: 'QueueDoesNotExist' });
  });

  it('hands out a message to one at a time until it is deleted', async () => {
    const sent = await sqs('SendMessage', { QueueUrl: url, MessageBody: 'hello' });
    expect(sent).toMatchObject({ MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' });
    const [message] = await receive({ AttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello',
      MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
      Attributes: { SentTimestamp: '0', ApproximateReceiveCount: '1' },
    });
    expect(await receive()).toEqual([]);
    const counts = { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' };
    expect(
      (await sqs('GetQueueAttributes', { QueueUrl: url, AttributeNames: Object.keys(counts) })).Attributes,
    ).toEqual(counts);
    clock.advance(30_000);
    const [again] = await receive({ VisibilityTimeout: 5 });
    expect(again.MessageId).toBe(message.MessageId);
    await sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: again.ReceiptHandle });
    clock.advance(60_000);
    expect(await receive()).toEqual([]);
  });

  it('hands out several, in order, and none that is older than the queue keeps', async () => {
    for (const body of ['a', 'b', 'c'])
      queues.deliver('arn:aws:sqs:ap-northeast-1:111111111111:letters', body, { WHY: body });
    const found = await receive({ MaxNumberOfMessages: 2, MessageAttributeNames: ['All'] });
    expect(found.map(({ Body }: { Body: string }) => Body)).toEqual(['a', 'b']);
    expect(found[0].MessageAttributes).toEqual({ WHY: { DataType: 'String', StringValue: 'a' } });
    clock.advance(100_000);
    expect(await receive({ MaxNumberOfMessages: 10 })).toEqual([]);
  });

  it('lets a message be seen at once again, and a queue be emptied', async () => {
    await sqs('SendMessage', { QueueUrl: url, MessageBody: 'x' });
    const [message] = await receive();
    await sqs('ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 });
    expect(await receive()).toHaveLength(1);
    await sqs('PurgeQueue', { QueueUrl: url });
    clock.advance(60_000);
    expect(await receive()).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['CreateQueue', { QueueName: 'x' }, 'UnknownOperationException'],
    ['SendMessage', { QueueUrl: url, MessageBody: 'x', DelaySeconds: 5 }, 'UnsupportedOperation'],
    ['SendMessage', { QueueUrl: url }, 'MissingParameter'],
    ['ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    ['ReceiveMessage', { QueueUrl: `${url}x` }, 'QueueDoesNotExist'],
    ['ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: 'x', VisibilityTimeout: 0 }, 'ReceiptHandleIsInvalid'],
  ])('refuses %s %j', async (operation, body, code) => {
    expect(await sqs(operation, body)).toMatchObject({ status: 400, __type: code, message: expect.any(String) });
  });
});
