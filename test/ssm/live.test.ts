import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  SendCommandCommand,
  SSMClient,
  SSMServiceException,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostCommands } from '../../src/ssm/live.ts';
import { openingWith, rejection } from '../ec2/opening.ts';

const mock = () => mockClient(SSMClient);
let ssm = {} as ReturnType<typeof mock>;
beforeEach(() => {
  ssm = mock();
});
afterEach(() => ssm.restore());

const host = { region: 'eu-west-1', instanceId: 'i-1' };
const parameters = { bucket: 'canal-dns', key: 'dns/tokyo-1/5.tar', sha256: 'ab' };
const door = (document = 'canal-deliver-dns') =>
  hostCommands(openingWith(document ? { CANAL_DNS_DOCUMENT: document } : {}));
const refusal = (name: string, httpStatusCode = 400) =>
  new SSMServiceException({
    name,
    message: 'As Systems Manager says.',
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });

describe('a delivery', () => {
  test('is sent to one instance by our own document, each parameter by its name, the comment cut', async () => {
    ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'command-1' } });
    expect(await door().deliver(host, parameters, 'x'.repeat(200))).toBe('command-1');
    const [sent] = ssm.commandCalls(SendCommandCommand);
    expect(sent?.args[0].input).toEqual({
      DocumentName: 'canal-deliver-dns',
      InstanceIds: ['i-1'],
      Parameters: { bucket: ['canal-dns'], key: ['dns/tokyo-1/5.tar'], sha256: ['ab'] },
      Comment: 'x'.repeat(100),
      TimeoutSeconds: 120,
    });
    expect(await sent?.thisValue.config.region()).toBe('eu-west-1');
  });

  test('without a document in the settings is not sent, and the setting is named', async () => {
    const error = await rejection(door('').deliver(host, parameters, 'c'));
    expect(error).toMatchObject({ name: 'InvalidSettings', message: expect.stringContaining('CANAL_DNS_DOCUMENT') });
    expect(ssm.calls()).toEqual([]);
  });

  test.each([
    ['ThrottlingException', 400, 'StoreUnavailable', 'Systems Manager'],
    ['InternalServerError', 500, 'StoreUnavailable', 'Systems Manager'],
    ['AccessDeniedException', 400, 'Ec2Denied', 'Allow ssm:SendCommand to the role of the function'],
    ['InvalidInstanceId', 400, 'DnsHostFailed', 'InvalidInstanceId: As Systems Manager says'],
  ])('that meets %s (%i) is %s', async (code, status, name, message) => {
    ssm.on(SendCommandCommand).rejects(refusal(code, status));
    expect(await rejection(door().deliver(host, parameters, 'c'))).toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

describe('a command', () => {
  const shown = (Status: string, StatusDetails = '') =>
    ({ Status, StatusDetails, StandardOutputContent: 'said' }) as GetCommandInvocationCommandOutput;

  test.each([
    ['Pending', '', 'pending', '', ''],
    ['Delayed', '', 'pending', '', ''],
    ['InProgress', '', 'running', 'InProgress', ''],
    ['Cancelling', '', 'running', 'Cancelling', ''],
    ['Success', 'Success', 'succeeded', 'Success', 'said'],
    ['Failed', 'Failed', 'failed', 'Failed', 'said'],
    ['TimedOut', 'DeliveryTimedOut', 'failed', 'DeliveryTimedOut', 'said'],
    ['Failed', 'Undeliverable', 'failed', 'Undeliverable', 'said'],
  ])('that is %s (%s) is %s', async (status, details, told, said, stdout) => {
    ssm.on(GetCommandInvocationCommand).resolves(shown(status, details));
    expect(await door().delivered(host, 'command-1')).toEqual({ status: told, said, stdout });
  });

  test('that Systems Manager does not know of yet is pending', async () => {
    ssm.on(GetCommandInvocationCommand).rejects(refusal('InvocationDoesNotExist'));
    expect(await door().delivered(host, 'command-1')).toEqual({ status: 'pending', said: '', stdout: '' });
  });

  test('that may not be looked at names the action', async () => {
    ssm.on(GetCommandInvocationCommand).rejects(refusal('AccessDeniedException'));
    expect((await rejection(door().delivered(host, 'command-1'))).message).toContain('ssm:GetCommandInvocation');
  });
});
