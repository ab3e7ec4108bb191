import {
  GetCommandInvocationCommand,
  ListCommandsCommand,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { host, refusal } from '../ec2-api/setting.ts';
import { documentName, ssmSetting } from './setting.ts';

const Parameters = { bucket: ['canal-sandbox-dns'], key: ['dns/tokyo-1/1.tar'], sha256: ['0'.repeat(64)] };
const command = { DocumentName: documentName, InstanceIds: [host], Parameters };
const send = async (client: SSMClient, more: object = {}) =>
  (await client.send(new SendCommandCommand({ ...command, ...more }))).Command;
const look = (client: SSMClient, CommandId = '') =>
  client.send(new GetCommandInvocationCommand({ CommandId, InstanceId: host }));

test('a command is unknown at first, then in progress, then ended with what it printed', async () => {
  const { client, pass } = ssmSetting();
  const sent = await send(client, { Comment: 'of plant-1' });
  expect(sent).toMatchObject({ Status: 'Pending', InstanceIds: [host], DocumentName: documentName });
  expect((await refusal(look(client, sent?.CommandId))).code).toBe('InvocationDoesNotExist');
  pass(1);
  expect(await look(client, sent?.CommandId)).toMatchObject({
    Status: 'InProgress',
    ResponseCode: -1,
    StandardOutputContent: '',
    Comment: 'of plant-1',
  });
  pass(6);
  const ended = await look(client, sent?.CommandId);
  expect(ended).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
  expect(ended.StandardOutputContent).toBe(
    'canal-dns fault - the bundle dns/tokyo-1/1.tar cannot be fetched: it is not in canal-sandbox-dns\ncanal-dns outcome refused\n',
  );
});

test.each([
  ['a document that is not there', { DocumentName: 'AWS-RunShellScript' }, 'InvalidDocument'],
  [
    'a parameter that the document has not',
    { Parameters: { ...Parameters, commands: ['reboot'] } },
    'InvalidParameters',
  ],
  [
    'a parameter that does not fit its pattern',
    { Parameters: { ...Parameters, key: ['; reboot'] } },
    'InvalidParameters',
  ],
  ['a parameter less', { Parameters: { bucket: ['x'] } }, 'InvalidParameters'],
  ['an instance that is not there', { InstanceIds: ['i-00000001'] }, 'InvalidInstanceId'],
  ['what the sandbox does not imitate', { MaxErrors: '1' }, 'ValidationException'],
])('a command with %s is refused, and none is kept', async (_, more, code) => {
  const { client, world } = ssmSetting();
  expect((await refusal(send(client, more))).code).toBe(code);
  expect(world.commands.size).toBe(0);
});

test('an instance without an agent takes no command, and other operations are refused by name', async () => {
  const { client, world } = ssmSetting();
  const instances = world.region('111111111111', 'ap-northeast-1').instances;
  const instance = instances.get(host);
  if (instance) instances.set(host, { ...instance, managed: false });
  expect((await refusal(send(client))).code).toBe('InvalidInstanceId');
  const other = await refusal(client.send(new ListCommandsCommand({})));
  expect(other.message).toContain('ListCommands');
});

test('a command is forgotten after 30 days', async () => {
  const { client, pass, world } = ssmSetting();
  const first = await send(client);
  pass(31 * 24 * 3600);
  await send(client);
  expect(world.commands.size).toBe(1);
  expect((await refusal(look(client, first?.CommandId))).code).toBe('InvocationDoesNotExist');
});
