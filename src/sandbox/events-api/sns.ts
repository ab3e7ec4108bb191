import { Refusal } from '../ec2-api/errors.ts';
import { queryAnswers } from '../ec2-api/query-answers.ts';
import { QueryParameters } from '../ec2-api/query-parameters.ts';
import { element, type XmlFields } from '../ec2-api/xml.ts';
import type { Ids } from '../ids.ts';
import type { Service, WireRequest } from '../wire.ts';
import type { Topics } from './topics.ts';

const namespace = ' xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';
const mostBytes = 256 * 1024;

const operations: Readonly<
  Record<string, { parameters: readonly string[]; answer: (topics: Topics, given: QueryParameters) => XmlFields }>
> = {
  Publish: { parameters: ['TopicArn', 'Subject', 'Message'], answer: publish },
  ListTopics: {
    parameters: [],
    answer: ({ arns }) => ({ Topics: [...arns].map((arn) => ({ TopicArn: arn })) }),
  },
};

/** SNS on the wire: the Query protocol, version 2010-03-31. */
export function snsService(topics: Topics, ids: Ids): Service {
  const { respond, refuse } = queryAnswers('sns', namespace, ids);
  return {
    name: 'sns',
    operations: Object.keys(operations),
    operation: (request) => new QueryParameters(request.body).get('Action') ?? 'unknown',
    refuse,
    async answer(request) {
      try {
        const { action, result } = perform(topics, request);
        return respond(200, (requestId) => {
          const fields = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
          // SNS names the members of a list `member`.
          return element(`${action}Response`, fields, namespace).replaceAll(/<(\/?)item>/g, '<$1member>');
        });
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        const message = error instanceof Error ? error.message : String(error);
        return refuse({ status: 500, code: 'InternalFailure', message: `The sandbox's SNS has a defect: ${message}` });
      }
    },
  };
}

function perform(topics: Topics, request: WireRequest): { action: string; result: XmlFields } {
  const parameters = new QueryParameters(request.body);
  const action = parameters.get('Action') ?? '';
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (!operation) throw new Refusal('InvalidAction', `The sandbox does not know the operation ${action} of SNS.`);
  for (const { sent, pattern } of parameters.names()) {
    if (['Action', 'Version', ...operation.parameters].includes(pattern)) continue;
    throw new Refusal('InvalidParameter', `The sandbox does not imitate the parameter ${sent} of ${action}.`);
  }
  return { action, result: operation.answer(topics, parameters) };
}

function publish(topics: Topics, parameters: QueryParameters): XmlFields {
  const [topic, subject, message] = ['TopicArn', 'Subject', 'Message'].map((name) => parameters.get(name));
  if (topic === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
  if (!topics.arns.has(topic)) throw new Refusal('NotFound', 'Topic does not exist', 404);
  if (message === undefined) throw invalid('Empty message');
  if (Buffer.byteLength(message) > mostBytes) throw invalid('Message too long');
  if (subject !== undefined && (subject.length >= 100 || !/^[!-~][ -~]*$/.test(subject))) throw invalid('Subject');
  return { MessageId: topics.publish(topic, message, subject) };
}

const invalid = (what: string): Refusal => new Refusal('InvalidParameter', `Invalid parameter: ${what}`);
