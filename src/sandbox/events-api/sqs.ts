import { ServiceError } from '../states/service-error.ts';
import type { Service, WireRequest } from '../wire.ts';
import { jsonService } from './json-service.ts';
import type { Queue, QueueMessage, Queues } from './queues.ts';
import { SqsParameters } from './sqs-parameters.ts';

const mostBytes = 1024 * 1024;

/** SQS on the wire: AWS's JSON 1.0 protocol, for the queues of the stack. Long polls are answered at once. */
export function sqsService(queues: Queues, accountId: string): Service {
  const urlOf = ({ headers }: WireRequest, { name }: Queue): string =>
    `http://${headers.host ?? 'sandbox.internal'}/${accountId}/${name}`;
  const all = [...queues.byName.values()];
  return jsonService(
    'sqs',
    'AmazonSQS',
    {
      ListQueues(parameters, request) {
        const given = new SqsParameters(parameters, ['QueueNamePrefix']);
        const found = all.filter(({ name }) => name.startsWith(given.text('QueueNamePrefix') ?? ''));
        return { QueueUrls: found.map((queue) => urlOf(request, queue)) };
      },
      GetQueueUrl(parameters, request) {
        const given = new SqsParameters(parameters, ['QueueName']);
        return { QueueUrl: urlOf(request, named(queues, given.text('QueueName'))) };
      },
      GetQueueAttributes(parameters) {
        const given = new SqsParameters(parameters, ['QueueUrl', 'AttributeNames']);
        const attributes = attributesOf(queues, queueOf(queues, given));
        return { Attributes: given.chosen('AttributeNames', attributes) };
      },
      SendMessage(parameters) {
        const given = new SqsParameters(parameters, ['QueueUrl', 'MessageBody']);
        const queue = queueOf(queues, given);
        const body = given.required('MessageBody');
        if (Buffer.byteLength(body) > mostBytes) {
          throw new ServiceError('InvalidParameterValue', 'One or more parameters are invalid. Reason: too long.');
        }
        const { messageId, md5 } = queues.add(queue, body);
        return { MessageId: messageId, MD5OfMessageBody: md5 };
      },
      ReceiveMessage(parameters) {
        const given = new SqsParameters(parameters, [
          'QueueUrl',
          'MaxNumberOfMessages',
          'VisibilityTimeout',
          'WaitTimeSeconds',
          'AttributeNames',
          'MessageSystemAttributeNames',
          'MessageAttributeNames',
        ]);
        const queue = queueOf(queues, given);
        given.integer('WaitTimeSeconds', 0, 0, 20);
        const seconds = given.integer('VisibilityTimeout', queue.visibilitySeconds, 0, 43_200);
        const found = queues.receive(queue, given.integer('MaxNumberOfMessages', 1, 1, 10), seconds);
        return found.length === 0 ? {} : { Messages: found.map((message) => received(message, given)) };
      },
      DeleteMessage(parameters) {
        const given = new SqsParameters(parameters, ['QueueUrl', 'ReceiptHandle']);
        const [queue, handle] = [queueOf(queues, given), given.required('ReceiptHandle')];
        queue.messages = queues.kept(queue).filter(({ receiptHandle }) => receiptHandle !== handle);
        return {};
      },
      ChangeMessageVisibility(parameters) {
        const given = new SqsParameters(parameters, ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']);
        const [queue, handle] = [queueOf(queues, given), given.required('ReceiptHandle')];
        const message = queues.kept(queue).find(({ receiptHandle }) => receiptHandle === handle);
        if (!message) throw new ServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
        queues.hide(message, given.integer('VisibilityTimeout', 0, 0, 43_200));
        return {};
      },
      PurgeQueue(parameters) {
        const queue = queueOf(queues, new SqsParameters(parameters, ['QueueUrl']));
        queue.messages = [];
        return {};
      },
    },
    '1.0',
  );
}

function queueOf(queues: Queues, parameters: SqsParameters): Queue {
  return named(queues, parameters.required('QueueUrl').split('/').at(-1));
}

function named(queues: Queues, name: string | undefined): Queue {
  const queue = queues.byName.get(name ?? '');
  if (queue) return queue;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function attributesOf(queues: Queues, queue: Queue): Record<string, string> {
  const messages = queues.kept(queue);
  const visible = messages.filter((message) => queues.isVisible(message)).length;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(messages.length - visible),
    ApproximateNumberOfMessagesDelayed: '0',
    MessageRetentionPeriod: String(queue.retentionSeconds),
    VisibilityTimeout: String(queue.visibilitySeconds),
  };
}

function received(message: QueueMessage, given: SqsParameters): object {
  const { messageId, receiptHandle, md5, body, sentAt, receiveCount, firstReceivedAt } = message;
  const system = {
    SenderId: 'AIDASANDBOX',
    SentTimestamp: String(sentAt),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
  };
  const told = {
    ...given.chosen('AttributeNames', system),
    ...given.chosen('MessageSystemAttributeNames', system),
  };
  const own = given.chosen(
    'MessageAttributeNames',
    Object.fromEntries(
      Object.entries(message.attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  );
  return {
    MessageId: messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5,
    Body: body,
    ...(Object.keys(told).length === 0 ? {} : { Attributes: told }),
    ...(Object.keys(own).length === 0 ? {} : { MessageAttributes: own }),
  };
}
