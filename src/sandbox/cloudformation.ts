import { authenticated } from './ec2-api/authenticated.ts';
import { Refusal } from './ec2-api/errors.ts';
import { queryAnswers } from './ec2-api/query-answers.ts';
import { QueryParameters } from './ec2-api/query-parameters.ts';
import { element, type XmlFields } from './ec2-api/xml.ts';
import type { Service, WireRequest } from './wire.ts';
import type { World } from './world/world.ts';

const version = '2010-05-15';
const namespace = ` xmlns="http://cloudformation.amazonaws.com/doc/${version}/"`;

/** The one stack of a sandbox, as CloudFormation tells it. */
export interface StackFacts {
  readonly name: string;
  readonly region: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Output key -> value; asked at each call, because the sandbox's address is known only when it listens. */
  readonly outputs: () => Readonly<Record<string, string>>;
}

/** CloudFormation with DescribeStacks, for the stack of the sandbox itself in its own account and Region. */
export function cloudFormationService(world: World, stack: StackFacts): Service {
  const { respond, refuse } = queryAnswers('cloudformation', namespace, world.ids);
  return {
    name: 'cloudformation',
    operations: ['DescribeStacks'],
    operation: (request) => new QueryParameters(request.body).get('Action') ?? 'unknown',
    refuse,
    async answer(request) {
      try {
        const result = { Stacks: describeStacks(world, stack, request) };
        return respond(200, (requestId) =>
          element(
            'DescribeStacksResponse',
            { DescribeStacksResult: result, ResponseMetadata: { RequestId: requestId } },
            namespace,
            'member',
          ),
        );
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        const { message } = error as Error;
        return refuse({
          status: 500,
          code: 'InternalFailure',
          message: `CloudFormation has a defect here: ${message}`,
        });
      }
    },
  };
}

function describeStacks(world: World, stack: StackFacts, request: WireRequest): XmlFields[] {
  const caller = authenticated(world, request);
  const parameters = new QueryParameters(request.body);
  const action = parameters.get('Action') ?? 'none';
  if (action !== 'DescribeStacks') {
    throw new Refusal('InvalidAction', `The sandbox's CloudFormation answers DescribeStacks alone, not ${action}.`);
  }
  for (const { sent } of parameters.names()) {
    if (['Action', 'Version', 'StackName'].includes(sent)) continue;
    throw new Refusal('ValidationError', `The sandbox does not imitate the parameter ${sent} of ${action}.`);
  }
  const arn = `arn:aws:cloudformation:${stack.region}:${world.ownAccountId}:stack/${stack.name}/sandbox`;
  const asked = parameters.get('StackName');
  const ours = caller.accountId === world.ownAccountId && caller.region === stack.region;
  if (ours && (asked === undefined || asked === stack.name || asked === arn)) return [stackFields(arn, stack)];
  if (asked === undefined) return [];
  throw new Refusal('ValidationError', `Stack with id ${asked} does not exist`);
}

const stackFields = (arn: string, { name, createdAt, outputs }: StackFacts): XmlFields => ({
  StackName: name,
  StackId: arn,
  CreationTime: new Date(createdAt).toISOString(),
  StackStatus: 'CREATE_COMPLETE',
  DisableRollback: false,
  Outputs: Object.entries(outputs()).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
});
