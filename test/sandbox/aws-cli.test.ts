import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCli, awsCliInstalled } from '../support/aws-cli.ts';
import { imitatedOperations } from '../support/imitated.ts';
import { defaultWorldFile, openScenario, type Scenario, twoVpcs } from '../support/scenario.ts';

// The AWS CLI is a client that we did not write, in another language than the SDK's. Where it is not installed there is
// nothing to run; the SDK's own clients are tested on every machine.
if (!awsCliInstalled)
  console.info('aws-cli.test.ts: the AWS CLI is not installed, so it is not driven at the sandbox.');

const account = '111111111111';
const region = 'ap-northeast-1';
const machine = `arn:aws:states:${region}:${account}:stateMachine:canal-sandbox-provision-network`;
const execution = `${machine.replace(':stateMachine:', ':execution:')}:by-cli`;
const appVpc = 'vpc-0a1111111111111a1';
const vpgId = 'aaaaaaaa-0000-4000-8000-00000000000a';

let scenario: Scenario;
let cli: AwsCli;
let directory: string;
const called = new Set<string>();
const ours = (...words: string[]): Promise<string> => cli.run(account, ...words);
const customer = (...words: string[]): Promise<string> => cli.run('222222222222', ...words);
const ec2 = (...words: string[]): Promise<string> => ours('ec2', ...words);
/** What a command prints of its answer. */
const get = (query: string, ...words: string[]): Promise<string> => ours(...words, '--query', query);

describe.runIf(awsCliInstalled)('The AWS CLI', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'canal-cli-'));
    scenario = await openScenario({
      world: { ...defaultWorldFile(), vpgs: [{ vpgId }] },
      watchCalls: (call) => called.add(call),
    });
    cli = new AwsCli(await scenario.listen(0));
  });
  afterAll(async () => {
    cli?.close();
    await scenario?.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** A request for a peering, as SORACOM makes one: EC2 shows it some seconds later. */
  async function requested(destinationCidrBlock: string): Promise<string> {
    const vpg = scenario.world.vpgs.get(vpgId);
    if (!vpg) throw new Error('the world has a VPG');
    const peer = { peerOwnerId: account, peerVpcId: appVpc, peerRegion: region };
    const { id } = scenario.world.requestPeering(vpg, { ...peer, destinationCidrBlock });
    await scenario.clock.turn(() => scenario.clock.sleep(10_000));
    return id;
  }

  it('starts, describes, lists and stops executions', async () => {
    expect(await get('stateMachines[].name', 'stepfunctions', 'list-state-machines')).toContain(
      'canal-sandbox-provision-network',
    );
    expect(await get('type', 'stepfunctions', 'describe-state-machine', '--state-machine-arn', machine)).toBe(
      'STANDARD',
    );
    const input = JSON.stringify(twoVpcs());
    const start = ['stepfunctions', 'start-execution', '--state-machine-arn', machine, '--name', 'by-cli', '--input'];
    expect(await get('executionArn', ...start, input)).toBe(execution);
    await scenario.machines.settled(execution);
    const at = ['--execution-arn', execution];
    expect(await get('status', 'stepfunctions', 'describe-execution', ...at)).toBe('SUCCEEDED');
    // Its pages are the CLI's own business: three events each time.
    const types = await get('events[].type', 'stepfunctions', 'get-execution-history', ...at, '--page-size', '50');
    expect(types.split(/\s+/)).toHaveLength(scenario.machines.history(execution).length);
    expect(await get('executions[].name', 'stepfunctions', 'list-executions', '--state-machine-arn', machine)).toBe(
      'by-cli',
    );
    expect(await ours('stepfunctions', 'stop-execution', ...at)).not.toContain('error');
    expect(await ours(...start, '{}')).toContain('(ExecutionAlreadyExists)');
  });

  it('sees in EC2 what the run has made, in both accounts', async () => {
    const routes = await customer(
      ...['ec2', 'describe-route-tables', '--filters', 'Name=route.vpc-peering-connection-id,Values=pcx-*'],
      ...['--query', 'RouteTables[].Routes[].DestinationCidrBlock'],
    );
    expect(routes.split(/\s+/).sort()).toEqual(['10.0.0.0/16', '100.67.1.0/24']);
    const status = ['--query', 'VpcPeeringConnections[].Status.Code'];
    expect(await customer('ec2', 'describe-vpc-peering-connections', ...status)).toBe('active');
    const vpcs = await get('Vpcs[].VpcId', 'ec2', 'describe-vpcs', '--page-size', '5');
    expect(vpcs.split(/\s+/).sort()).toEqual([appVpc, 'vpc-0c3333333333333c1']);
    const of = ['--filters', `Name=vpc-id,Values=${appVpc}`];
    expect(await get('length(Subnets)', 'ec2', 'describe-subnets', ...of)).toBe('2');
    expect(await get('SecurityGroups[].GroupName', 'ec2', 'describe-security-groups', ...of)).toContain('app-servers');
    expect(await get('length(NetworkInterfaces)', 'ec2', 'describe-network-interfaces', ...of)).toBe('1');
    expect(await get('length(NetworkAcls)', 'ec2', 'describe-network-acls', ...of)).toBe('1');
    const host = ['--instance-ids', 'i-0c3333333333333c1'];
    const type = 'Reservations[].Instances[].InstanceType';
    expect(await get(type, 'ec2', 'describe-instances', ...host)).toBe('t3.small');
    const network = 'InstanceTypes[].NetworkInfo.MaximumNetworkInterfaces';
    expect(await get(network, 'ec2', 'describe-instance-types', '--instance-types', 't3.small')).toBe('3');
  });

  it('accepts, rejects, changes and deletes peerings, and is told why not', async () => {
    const id = await requested('10.1.0.0/16');
    const which = ['--vpc-peering-connection-id', id];
    expect(await ec2('accept-vpc-peering-connection', ...which, '--dry-run')).toContain('(DryRunOperation)');
    const status = 'VpcPeeringConnection.Status.Code';
    expect(await get(status, 'ec2', 'accept-vpc-peering-connection', ...which)).toBe('provisioning');
    await scenario.clock.turn(() => scenario.clock.sleep(10_000));
    const dns = ['--accepter-peering-connection-options', 'AllowDnsResolutionFromRemoteVpc=true'];
    const allowed = 'AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc';
    expect(await get(allowed, 'ec2', 'modify-vpc-peering-connection-options', ...which, ...dns)).toBe('True');
    expect(await ec2('accept-vpc-peering-connection', ...which)).toContain('(InvalidStateTransition)');
    expect(await get('Return', 'ec2', 'delete-vpc-peering-connection', ...which)).toBe('True');
    // The run's own peering goes to the same VPC from another VPG; a second one from this VPG comes after the first has gone.
    const other = await requested('10.2.0.0/16');
    const reject = ['reject-vpc-peering-connection', '--vpc-peering-connection-id', other];
    expect(await get('Return', 'ec2', ...reject)).toBe('True');
    const nobody = ['accept-vpc-peering-connection', '--vpc-peering-connection-id', 'pcx-00000000000000000'];
    expect(await ec2(...nobody)).toContain('(InvalidVpcPeeringConnectionID.NotFound)');
  });

  it('makes and deletes route tables, routes and tags', async () => {
    const table = await get('RouteTable.RouteTableId', 'ec2', 'create-route-table', '--vpc-id', appVpc);
    const on = ['--route-table-id', table];
    const subnet = ['--subnet-id', 'subnet-0a1111111111111a1'];
    const association = await get('AssociationId', 'ec2', 'associate-route-table', ...on, ...subnet);
    const range = ['--destination-cidr-block', '10.9.0.0/16'];
    expect(await get('Return', 'ec2', 'create-route', ...on, ...range, '--gateway-id', 'igw-0a1111111111111a1')).toBe(
      'True',
    );
    expect(await ec2('create-route', ...on, ...range, '--gateway-id', 'igw-0a1111111111111a1')).toContain(
      '(RouteAlreadyExists)',
    );
    expect(await ec2('replace-route', ...on, ...range, '--nat-gateway-id', 'nat-0a1111111111111a1')).toBe('');
    expect(await ec2('create-tags', '--resources', table, '--tags', 'Key=Name,Value=by cli')).toBe('');
    const tags = ['--filters', `Name=resource-id,Values=${table}`];
    expect(await get('Tags[].Value', 'ec2', 'describe-tags', ...tags)).toBe('by cli');
    expect(await ec2('delete-tags', '--resources', table, '--tags', 'Key=Name')).toBe('');
    expect(await ec2('delete-route', ...on, ...range)).toBe('');
    expect(await ec2('disassociate-route-table', '--association-id', association)).toBe('');
    expect(await ec2('delete-route-table', ...on)).toBe('');
    expect(await ec2('delete-route-table', ...on)).toContain('(InvalidRouteTableID.NotFound)');
  });

  it('makes and deletes subnets, security groups and network interfaces', async () => {
    const host = 'vpc-0c3333333333333c1';
    const zone = ['--availability-zone', `${region}a`];
    const at = ['--vpc-id', host, '--cidr-block', '10.0.9.0/24', ...zone];
    const subnet = await get('Subnet.SubnetId', 'ec2', 'create-subnet', ...at);
    const named = ['--group-name', 'by-cli', '--description', 'by cli', '--vpc-id', host];
    const group = await get('GroupId', 'ec2', 'create-security-group', ...named);
    const rule = ['--group-id', group, '--protocol', 'udp', '--port', '53', '--cidr', '100.64.0.0/10'];
    expect(await get('Return', 'ec2', 'authorize-security-group-ingress', ...rule)).toBe('True');
    expect(await get('Return', 'ec2', 'revoke-security-group-ingress', ...rule)).toBe('True');
    const of = ['--subnet-id', subnet, '--groups', group];
    const nic = await get('NetworkInterface.NetworkInterfaceId', 'ec2', 'create-network-interface', ...of);
    const which = ['--network-interface-id', nic];
    const attach = [
      'attach-network-interface',
      ...which,
      '--instance-id',
      'i-0c3333333333333c1',
      '--device-index',
      '1',
    ];
    const attachment = await get('AttachmentId', 'ec2', ...attach);
    await scenario.clock.turn(() => scenario.clock.sleep(10_000));
    const stays = ['--attachment', `AttachmentId=${attachment},DeleteOnTermination=true`];
    expect(await ec2('modify-network-interface-attribute', ...which, ...stays)).toBe('');
    expect(await ec2('detach-network-interface', '--attachment-id', attachment)).toBe('');
    await scenario.clock.turn(() => scenario.clock.sleep(10_000));
    expect(await ec2('delete-network-interface', ...which)).toBe('');
    expect(await ec2('delete-security-group', '--group-id', group)).not.toContain('error');
    expect(await ec2('delete-subnet', '--subnet-id', subnet)).toBe('');
  });

  it('is who it is, and lends a role for its ExternalId alone', async () => {
    expect(await get('Account', 'sts', 'get-caller-identity')).toBe(account);
    const role = ['sts', 'assume-role', '--role-arn', 'arn:aws:iam::222222222222:role/canal-accepter'];
    const me = ['--role-session-name', 'me', '--external-id'];
    expect(await get('Credentials.AccessKeyId', ...role, ...me, 'canal-external-id-222222222222')).toMatch(/^ASIA/);
    expect(await ours(...role, ...me, 'wrong')).toContain('(AccessDenied)');
  });

  it('reads the stack, the secret and the table', async () => {
    expect(await get('Stacks[].StackStatus', 'cloudformation', 'describe-stacks')).toMatch(/COMPLETE$/);
    const secret = ['--secret-id', 'canal/sandbox/soracom-auth-key'];
    const text = await get('SecretString', 'secretsmanager', 'get-secret-value', ...secret);
    expect(JSON.parse(text)).toHaveProperty('authKeyId');
    const put = ['secretsmanager', 'put-secret-value', ...secret, '--secret-string', text];
    expect(await get('Name', ...put)).toBe('canal/sandbox/soracom-auth-key');
    const scan = ['dynamodb', 'scan', '--table-name', 'canal-sandbox', '--select', 'COUNT'];
    expect(Number(await get('Count', ...scan))).toBeGreaterThanOrEqual(4);
  });

  it('keeps objects, and sends commands to a host', async () => {
    const [bucket = ''] = scenario.world.buckets.keys();
    const at = ['--bucket', bucket, '--key', 'dns/tokyo-1/1.tar'];
    const file = join(directory, 'body');
    writeFileSync(file, 'a body');
    expect(await get('ETag', 's3api', 'put-object', ...at, '--body', file)).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await get('ContentLength', 's3api', 'head-object', ...at)).toBe('6');
    expect(await get('ContentLength', 's3api', 'get-object', ...at, join(directory, 'got'))).toBe('6');
    expect(await ours('s3api', 'delete-object', ...at)).not.toContain('error');
    expect(await ours('s3api', 'get-object', ...at, join(directory, 'got'))).toContain('(NoSuchKey)');
    const parameters = { bucket: [bucket], key: ['dns/tokyo-1/1.tar'], sha256: ['0'.repeat(64)] };
    const send = ['ssm', 'send-command', '--document-name', 'canal-sandbox-deliver-dns'];
    const host = 'i-0c3333333333333c1';
    const given = ['--instance-ids', host, '--parameters', JSON.stringify(parameters)];
    const command = await get('Command.CommandId', ...send, ...given);
    await scenario.clock.turn(() => scenario.clock.sleep(60_000));
    const look = ['ssm', 'get-command-invocation', '--command-id', command, '--instance-id', host];
    expect(await get('Status', ...look)).toBe('Failed'); // there is no such object
  });

  it('puts the example of an event on the bus, reads what is refused from the queue, and tells people', async () => {
    const request = 'file://examples/events/network-requested.json';
    expect(await get('FailedEntryCount', 'events', 'put-events', '--entries', request)).toBe('0');
    scenario.buses.put('canal-sandbox', { source: 'canal.network', detailType: 'Nonsense', detail: {} });
    await scenario.clock.turn(() => scenario.clock.sleep(60_000));
    // This version of the AWS CLI takes an address for SQS from its flag alone.
    const sqs = (query: string, ...words: string[]) => get(query, 'sqs', ...words, '--endpoint-url', scenario.url);
    expect(await sqs('QueueUrls', 'list-queues')).toContain('canal-sandbox-refused-requests');
    const url = await sqs('QueueUrl', 'get-queue-url', '--queue-name', 'canal-sandbox-refused-requests');
    const at = ['--queue-url', url];
    const count = 'Attributes.ApproximateNumberOfMessages';
    expect(await sqs(count, 'get-queue-attributes', ...at, '--attribute-names', 'All')).toBe('1');
    const [body = '', handle = ''] = JSON.parse(
      await sqs('Messages[0].[Body,ReceiptHandle]', 'receive-message', ...at, '--output', 'json'),
    ) as string[];
    expect(JSON.parse(body).detail).toMatchObject({ requested: 'Nonsense', error: 'InvalidInput' });
    const receipt = ['--receipt-handle', handle];
    const later = ['change-message-visibility', ...at, ...receipt, '--visibility-timeout', '5'];
    expect(await ours('sqs', ...later, '--endpoint-url', scenario.url)).toBe('');
    expect(await ours('sqs', 'delete-message', ...at, ...receipt, '--endpoint-url', scenario.url)).toBe('');
    expect(await sqs('MD5OfMessageBody', 'send-message', ...at, '--message-body', 'one')).toMatch(/^[0-9a-f]{32}$/);
    expect(await ours('sqs', 'purge-queue', ...at, '--endpoint-url', scenario.url)).toBe('');
    const topics = (await get('Topics[].TopicArn', 'sns', 'list-topics')).split(/\s+/);
    const publish = ['sns', 'publish', '--topic-arn', topics[0] ?? '', '--message', 'by cli'];
    expect(await get('MessageId', ...publish)).toMatch(/^[0-9a-f-]{36}$/);
    expect(scenario.topics.messages.at(-1)).toMatchObject({ message: 'by cli' });
  });

  it('is told of a service and of operations that are not imitated', async () => {
    expect(await ours('logs', 'describe-log-groups')).toContain('does not imitate');
    expect(await ec2('describe-volumes')).toContain('(InvalidAction)');
    expect(await ours('stepfunctions', 'list-activities')).toContain('(UnknownOperationException)');
  });

  it('has called every operation that the sandbox imitates', () => {
    const operations = [...imitatedOperations(scenario)].flatMap(([service, names]) =>
      names.map((name) => `${service}.${name}`),
    );
    expect(operations.filter((one) => !called.has(one))).toEqual([]);
  });
});
