import type { Service, VendorError, WireRequest, WireResponse } from '../wire.ts';
import type { World } from '../world/world.ts';
import type { Ec2Operation, Ec2Operations } from './call.ts';
import { type Caller, callerOf } from './caller.ts';
import { Refusal } from './errors.ts';
import { instanceTypes } from './instance-types.ts';
import { instances } from './instances.ts';
import { interfaceAttachments } from './interface-attachments.ts';
import { networkAcls } from './network-acls.ts';
import { networkInterfaceChanges } from './network-interface-changes.ts';
import { networkInterfaces } from './network-interfaces.ts';
import { peeringChanges } from './peering-changes.ts';
import { peeringConnections } from './peering-connections.ts';
import { QueryParameters } from './query-parameters.ts';
import { routeTableChanges } from './route-table-changes.ts';
import { routeTables } from './route-tables.ts';
import { routes } from './routes.ts';
import { securityGroupChanges } from './security-group-changes.ts';
import { securityGroups } from './security-groups.ts';
import { subnetChanges } from './subnet-changes.ts';
import { subnets } from './subnets.ts';
import { tags } from './tags.ts';
import { vpcs } from './vpcs.ts';
import { element, type XmlFields, xmlDocument } from './xml.ts';

const version = '2016-11-15';
const namespace = ` xmlns="http://ec2.amazonaws.com/doc/${version}/"`;

const operations: Ec2Operations = {
  ...peeringConnections,
  ...peeringChanges,
  ...routeTables,
  ...routeTableChanges,
  ...routes,
  ...vpcs,
  ...subnets,
  ...subnetChanges,
  ...securityGroups,
  ...securityGroupChanges,
  ...networkInterfaces,
  ...networkInterfaceChanges,
  ...interfaceAttachments,
  ...instances,
  ...instanceTypes,
  ...networkAcls,
  ...tags,
};

/**
 * EC2 of the world, by its Query protocol: what the Canal needs of VPCs, route tables, peerings, security groups, interfaces, instances and tags, seen from the
 * account and the Region that a request is signed for. Anything else is refused with EC2's own error.
 */
export function ec2Service(world: World): Service {
  const respond = (status: number, root: (requestId: string) => string): WireResponse => {
    const requestId = world.ids.uuid('ec2-request');
    const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
    return { status, headers, body: xmlDocument(root(requestId)) };
  };
  const refuse = ({ status, code, message }: VendorError): WireResponse =>
    respond(status, (requestId) =>
      element('Response', { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId }),
    );
  return {
    name: 'ec2',
    operations: Object.keys(operations),
    operation: (request) => QueryParameters.of(request).get('Action') ?? 'unknown',
    refuse,
    async answer(request) {
      try {
        const { action, content } = perform(world, request);
        return respond(200, (requestId) => element(`${action}Response`, { requestId, ...content }, namespace));
      } catch (error) {
        if (error instanceof Refusal) return refuse(error);
        const message = error instanceof Error ? error.message : String(error);
        return refuse({ status: 500, code: 'InternalError', message: `The sandbox's EC2 has a defect: ${message}` });
      }
    },
  };
}

function perform(world: World, request: WireRequest): { action: string; content: XmlFields } {
  const parameters = QueryParameters.of(request);
  const caller = authenticated(world, request);
  const action = parameters.get('Action');
  if (action === undefined) throw new Refusal('MissingAction', 'The request is missing the parameter Action.');
  const asked = parameters.required('Version');
  if (asked !== version) {
    throw new Refusal('NoSuchVersion', `The requested version (${asked}) of service AmazonEC2 does not exist`);
  }
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (!operation) throw new Refusal('InvalidAction', `The action ${action} is not valid for this web service.`);
  checkParameters(action, operation, parameters);
  authorize(world, caller, action);
  const region = world.region(caller.accountId, caller.region);
  return { action, content: operation.answer({ world, action, caller, region, now: world.clock.now(), parameters }) };
}

function authenticated(world: World, request: WireRequest): Caller {
  const caller = callerOf(world, request);
  switch (caller) {
    case 'unsigned':
      throw new Refusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    case 'invalid':
      throw new Refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    case 'expired':
      throw new Refusal('RequestExpired', 'Request has expired.');
    default:
      return caller;
  }
}

function checkParameters(action: string, operation: Ec2Operation, parameters: QueryParameters): void {
  for (const { sent, pattern } of parameters.names()) {
    if (['Action', 'Version', 'DryRun'].includes(pattern) || operation.parameters.includes(pattern)) continue;
    if (operation.notImitated?.includes(pattern)) {
      throw new Refusal('UnsupportedOperation', `The sandbox does not imitate the parameter ${sent} of ${action}.`);
    }
    throw new Refusal('UnknownParameter', `The parameter ${sent} is not recognized`);
  }
}

/** Every caller may do everything in its own account, but for what its role is denied. */
function authorize(world: World, { accountId, arn, session }: Caller, action: string): void {
  const role = session && world.accounts.get(accountId)?.roles.get(session.roleArn);
  if (!role?.denies?.includes(action)) return;
  throw new Refusal(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action`,
    403,
  );
}
