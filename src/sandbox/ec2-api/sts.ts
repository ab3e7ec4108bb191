import type { Service, WireRequest } from '../wire.ts';
import type { World } from '../world/world.ts';
import { assumeRole } from './assume-role.ts';
import { authenticated } from './authenticated.ts';
import type { Caller } from './caller.ts';
import { Refusal } from './errors.ts';
import { queryAnswers } from './query-answers.ts';
import { QueryParameters } from './query-parameters.ts';
import { element, type XmlFields } from './xml.ts';

const version = '2011-06-15';
const namespace = ` xmlns="https://sts.amazonaws.com/doc/${version}/"`;

interface StsOperation {
  readonly parameters: readonly string[];
  answer(world: World, caller: Caller, parameters: QueryParameters): XmlFields;
}

const operations: Readonly<Record<string, StsOperation>> = {
  AssumeRole: { parameters: ['RoleArn', 'RoleSessionName', 'ExternalId', 'DurationSeconds'], answer: assumeRole },
  GetCallerIdentity: {
    parameters: [],
    answer: (_, { arn, userId, accountId }) => ({ Arn: arn, UserId: userId, Account: accountId }),
  },
};

/** STS of the world: who am I, and roles of other accounts. Roles, trust and ExternalIds are the world file's. */
export function stsService(world: World): Service {
  const { respond, refuse } = queryAnswers('sts', namespace, world.ids);
  return {
    name: 'sts',
    operations: Object.keys(operations),
    operation: (request) => QueryParameters.of(request).get('Action') ?? 'unknown',
    refuse,
    async answer(request) {
      try {
        const { action, result } = perform(world, request);
        return respond(200, (requestId) =>
          element(
            `${action}Response`,
            { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } },
            namespace,
          ),
        );
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        const message = error instanceof Error ? error.message : String(error);
        return refuse({ status: 500, code: 'InternalFailure', message: `The sandbox's STS has a defect: ${message}` });
      }
    },
  };
}

function perform(world: World, request: WireRequest): { action: string; result: XmlFields } {
  const parameters = QueryParameters.of(request);
  const caller = authenticated(world, request);
  const action = parameters.get('Action');
  if (action === undefined) throw new Refusal('MissingAction', 'The request is missing the parameter Action.');
  const asked = parameters.get('Version');
  const operation = asked === version && Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (!operation) {
    throw new Refusal(
      'InvalidAction',
      `Could not find operation ${action} for version ${asked ?? 'NO_VERSION_SPECIFIED'}`,
    );
  }
  for (const { sent, pattern } of parameters.names()) {
    if (['Action', 'Version', ...operation.parameters].includes(pattern)) continue;
    throw new Refusal('ValidationError', `The sandbox does not imitate the parameter ${sent} of ${action}.`);
  }
  return { action, result: operation.answer(world, caller, parameters) };
}
