import * as z from 'zod/mini';
import { type Caller, callerOf } from '../ec2-api/caller.ts';
import { Refusal } from '../ec2-api/errors.ts';
import { jsonResponse, type Service, type WireRequest } from '../wire.ts';
import type { Command } from '../world/command.ts';
import type { World } from '../world/world.ts';
import { carryOut, statusOf } from './commands.ts';
import type { SsmDocument } from './documents.ts';
import type { RealBind } from './real-bind.ts';

const SendCommand = z.strictObject({
  DocumentName: z.string(),
  InstanceIds: z.array(z.string()).check(z.minLength(1), z.maxLength(50)),
  Parameters: z._default(z.record(z.string(), z.array(z.string())), {}),
  Comment: z._default(z.string().check(z.maxLength(100)), ''),
  TimeoutSeconds: z._default(z.int().check(z.minimum(30), z.maximum(2_592_000)), 3600),
});
const GetCommandInvocation = z.strictObject({
  CommandId: z.string(),
  InstanceId: z.string(),
  PluginName: z.optional(z.string()),
});

interface Call {
  readonly world: World;
  readonly documents: ReadonlyMap<string, SsmDocument>;
  readonly caller: Caller;
  readonly now: number;
}

/**
 * Systems Manager with SendCommand and GetCommandInvocation, for the documents that are given: name -> document. With `bind`
 * the DNS hosts are served by it.
 */
export function ssmService(world: World, documents: ReadonlyMap<string, SsmDocument>, bind?: RealBind): Service {
  const type = { 'content-type': 'application/x-amz-json-1.1' };
  const operation: Service['operation'] = (request) => request.headers['x-amz-target']?.split('.')[1] ?? 'unknown';
  const refuse: Service['refuse'] = ({ status, code, message }) =>
    jsonResponse(status, { __type: code, message, Message: message }, type);
  return {
    name: 'ssm',
    operations: Object.keys(operations),
    operation,
    refuse,
    async answer(request) {
      try {
        const asked = operation(request);
        const perform = Object.hasOwn(operations, asked) ? operations[asked] : undefined;
        if (!perform) {
          throw new Refusal('UnknownOperationException', `The sandbox's Systems Manager does not imitate ${asked}.`);
        }
        const caller = callerOf(world, request);
        if (typeof caller === 'string')
          throw new Refusal('UnrecognizedClientException', 'The security token is invalid.');
        carryOut(world, documents, bind);
        return jsonResponse(200, perform({ world, documents, caller, now: world.clock.now() }, request), type);
      } catch (error) {
        if (error instanceof Refusal) return refuse(error, request);
        return refuse({ status: 500, code: 'InternalServerError', message: (error as Error).message }, request);
      }
    },
  };
}

const operations: Readonly<Record<string, (call: Call, request: WireRequest) => unknown>> = {
  SendCommand: send,
  GetCommandInvocation: invocation,
};

function read<T>(shape: z.ZodMiniType<T>, request: WireRequest): T {
  let given: unknown;
  try {
    given = JSON.parse(request.body);
  } catch {
    throw new Refusal('SerializationException', 'The body is not JSON.');
  }
  const result = shape.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') || 'the request';
  throw new Refusal('ValidationException', `The sandbox's Systems Manager does not take ${where}: ${issue?.message}`);
}

function send({ world, documents, caller, now }: Call, request: WireRequest) {
  const asked = read(SendCommand, request);
  const document = documents.get(asked.DocumentName);
  if (!document) throw new Refusal('InvalidDocument', `Document ${asked.DocumentName} does not exist in your account.`);
  checkParameters(document, asked.Parameters);
  const [instanceId = '', ...more] = asked.InstanceIds;
  if (more.length > 0)
    throw new Refusal('ValidationException', 'The sandbox sends a command to one instance at a time.');
  const instance = world.region(caller.accountId, caller.region).instances.get(instanceId);
  if (!instance?.managed) {
    throw new Refusal('InvalidInstanceId', `Instances not in a valid state for account ${caller.accountId}`);
  }
  const { commandVisibleAfterSeconds, commandSeconds } = world.behaviour;
  const visibleAt = now + commandVisibleAfterSeconds * 1000;
  const command: Command = {
    commandId: world.ids.uuid('ssm-command'),
    accountId: caller.accountId,
    region: caller.region,
    instanceId,
    documentName: asked.DocumentName,
    parameters: asked.Parameters,
    comment: asked.Comment,
    requestedAt: now,
    visibleAt,
    endsAt: visibleAt + commandSeconds * 1000,
  };
  world.commands.set(command.commandId, command);
  return {
    Command: {
      CommandId: command.commandId,
      DocumentName: asked.DocumentName,
      DocumentVersion: '$DEFAULT',
      Comment: asked.Comment,
      Parameters: asked.Parameters,
      InstanceIds: [instanceId],
      Targets: [],
      RequestedDateTime: now / 1000,
      ExpiresAfter: now / 1000 + asked.TimeoutSeconds,
      Status: 'Pending',
      StatusDetails: 'Pending',
      TargetCount: 1,
      CompletedCount: 0,
      ErrorCount: 0,
      DeliveryTimedOutCount: 0,
      TimeoutSeconds: asked.TimeoutSeconds,
    },
  };
}

function checkParameters({ parameters }: SsmDocument, sent: Readonly<Record<string, readonly string[]>>): void {
  const unknown = Object.keys(sent).find((name) => !Object.hasOwn(parameters, name));
  if (unknown) throw new Refusal('InvalidParameters', `Parameter "${unknown}" is not defined in the document.`);
  for (const [name, { default: unless, allowedPattern }] of Object.entries(parameters)) {
    const values = sent[name] ?? (unless === undefined ? [] : [unless]);
    if (values.length !== 1) throw new Refusal('InvalidParameters', `Parameter "${name}" takes one value.`);
    if (allowedPattern === undefined || new RegExp(allowedPattern).test(values[0] as string)) continue;
    throw new Refusal('InvalidParameters', `Parameter "${name}" does not match the pattern ${allowedPattern}.`);
  }
}

/** Of a command that was sent a moment ago, Systems Manager says that there is none. */
function invocation({ world, caller, now }: Call, request: WireRequest) {
  const { CommandId, InstanceId } = read(GetCommandInvocation, request);
  const command = world.commands.get(CommandId);
  const own = command?.accountId === caller.accountId && command.region === caller.region;
  if (!command || !own || command.instanceId !== InstanceId || now < command.visibleAt) {
    throw new Refusal(
      'InvocationDoesNotExist',
      'The command ID and instance ID you specified did not match any invocations.',
    );
  }
  const status = statusOf(command, now);
  const { result } = command;
  return {
    CommandId,
    InstanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: '$DEFAULT',
    PluginName: 'deliver',
    ResponseCode: result?.exitCode ?? -1,
    ExecutionStartDateTime: new Date(command.visibleAt).toISOString(),
    ExecutionEndDateTime: result ? new Date(command.endsAt).toISOString() : '',
    Status: status,
    StatusDetails: status,
    StandardOutputContent: (result?.stdout ?? '').slice(0, 24_000),
    StandardOutputUrl: '',
    StandardErrorContent: (result?.stderr ?? '').slice(0, 8_000),
    StandardErrorUrl: '',
  };
}
