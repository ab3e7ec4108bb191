import {
  AcceptVpcPeeringConnectionCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeVpcPeeringConnectionsCommand,
  ModifyVpcPeeringConnectionOptionsCommand,
  RejectVpcPeeringConnectionCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { refusal, setting } from './setting.ts';

test('a dry run of every change tells that it would succeed, and changes nothing', async () => {
  const { ec2, request, pass, world } = setting();
  const { id } = request();
  pass(4);
  const input = { VpcPeeringConnectionId: id, DryRun: true };
  const before = structuredClone(world.peerings.get(id));
  const calls = [
    ec2().send(new AcceptVpcPeeringConnectionCommand(input)),
    ec2().send(new RejectVpcPeeringConnectionCommand(input)),
    ec2().send(new DeleteVpcPeeringConnectionCommand(input)),
    ec2().send(
      new ModifyVpcPeeringConnectionOptionsCommand({
        ...input,
        AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
      }),
    ),
  ];
  for (const call of calls) {
    expect(await refusal(call)).toEqual({
      code: 'DryRunOperation',
      message: 'Request would have succeeded, but DryRun flag is set.',
      status: 412,
    });
  }
  expect(world.peerings.get(id)).toEqual(before);
});

test('a dry run of a change to what does not exist is refused as the change would be', async () => {
  const { ec2 } = setting();
  const input = { VpcPeeringConnectionId: 'pcx-00000000', DryRun: true };
  expect((await refusal(ec2().send(new AcceptVpcPeeringConnectionCommand(input)))).code).toBe(
    'InvalidVpcPeeringConnectionID.NotFound',
  );
});

test('options can be set on our own side of an active peering alone', async () => {
  const { ec2, request, pass } = setting();
  const VpcPeeringConnectionId = request().id;
  const on = { AllowDnsResolutionFromRemoteVpc: true };
  const modify = (side: 'Accepter' | 'Requester') =>
    ec2().send(
      new ModifyVpcPeeringConnectionOptionsCommand({
        VpcPeeringConnectionId,
        [`${side}PeeringConnectionOptions`]: on,
      }),
    );
  pass(4);
  expect(await refusal(modify('Accepter'))).toEqual({
    code: 'OperationNotPermitted',
    message: `Peering ${VpcPeeringConnectionId} is not active. Peering options can be added only to active peerings.`,
    status: 400,
  });
  await ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  pass(3);
  expect((await refusal(modify('Requester'))).code).toBe('OperationNotPermitted');
  expect((await modify('Accepter')).AccepterPeeringConnectionOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
  const { VpcPeeringConnections: found } = await ec2().send(new DescribeVpcPeeringConnectionsCommand({}));
  expect(found?.[0]?.AccepterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(true);
  expect(found?.[0]?.RequesterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc).toBe(false);
});

test('modifying no option at all is a missing parameter, and what EC2-Classic had is refused by name', async () => {
  const { ec2, request, pass } = setting();
  const VpcPeeringConnectionId = request().id;
  pass(4);
  const none = new ModifyVpcPeeringConnectionOptionsCommand({ VpcPeeringConnectionId });
  expect((await refusal(ec2().send(none))).code).toBe('MissingParameter');
  const classic = new ModifyVpcPeeringConnectionOptionsCommand({
    VpcPeeringConnectionId,
    AccepterPeeringConnectionOptions: { AllowEgressFromLocalClassicLinkToRemoteVpc: true },
  });
  expect(await refusal(ec2().send(classic))).toEqual({
    code: 'UnsupportedOperation',
    message:
      'The sandbox does not imitate the parameter AccepterPeeringConnectionOptions.AllowEgressFromLocalClassicLinkToRemoteVpc of ModifyVpcPeeringConnectionOptions.',
    status: 400,
  });
});

test('a change without an id says which parameter is missing', async () => {
  const { raw } = setting();
  for (const Action of ['AcceptVpcPeeringConnection', 'RejectVpcPeeringConnection', 'DeleteVpcPeeringConnection']) {
    const { status, body } = await raw('ec2', { Action, Version: '2016-11-15' });
    expect(status).toBe(400);
    expect(body).toContain(
      '<Code>MissingParameter</Code><Message>The request must contain the parameter vpcPeeringConnectionId</Message>',
    );
  }
});

test('two accepters at once: the second is told that the peering is being provisioned', async () => {
  const { ec2, request, pass } = setting();
  const { id } = request();
  pass(4);
  const accept = () => ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  const outcomes = await Promise.allSettled([accept(), accept()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.message] : []))).toEqual([
    `Invalid state transition for ${id}, attempted to transition from provisioning to active`,
  ]);
});
