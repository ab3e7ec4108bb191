import { describe, expect, test } from 'vitest';
import { placeTags } from '../../src/steps/held-place.ts';
import { type PlaceFacts, placeDifferences } from '../../src/steps/place-differences.ts';
import { registeredHost } from '../support/dns-table.ts';

const place = {
  ...{ host: 'tokyo-1', network: 'plant-1', takenAt: 1 },
  ...{ deviceIndex: 1, subnetCidrBlock: '10.0.64.0/28', address: '10.0.64.4' },
};
const stack = '111111111111/ap-northeast-1/dev';
const tags = placeTags(place, stack);
const range = '100.67.0.0/24';
const rule = (protocol: string) => ({ protocol, fromPort: 53, toPort: 53, source: range });
const route = { destinationCidrBlock: range, target: 'pcx-1', state: 'active', origin: 'CreateRoute' } as const;
const instance = {
  ...{ instanceId: 'i-1', instanceType: 'm6i.4xlarge', state: 'running', vpcId: 'vpc-1' },
  ...{ availabilityZone: 'ap-northeast-1a', interfaces: [] },
};
const group = { groupId: 'sg-1', rules: [rule('udp'), rule('tcp')], tags };
const whole: PlaceFacts = {
  ...{ place, host: registeredHost(), stack, ranges: [range], peeringId: 'pcx-1', instance, group },
  subnet: { subnetId: 'subnet-1', cidrBlock: '10.0.64.0/28', availabilityZone: 'ap-northeast-1a', tags },
  tables: [
    {
      routeTableId: 'rtb-1',
      associations: [{ associationId: 'rtbassoc-1', subnetId: 'subnet-1' }],
      routes: [route],
      tags,
    },
  ],
  interfaces: [
    {
      ...{ networkInterfaceId: 'eni-1', subnetId: 'subnet-1', macAddress: '06:00:00:00:00:01', address: '10.0.64.4' },
      ...{ groupIds: ['sg-1'], tags },
      attachment: { attachmentId: 'eni-attach-1', instanceId: 'i-1', deviceIndex: 1, status: 'attached' },
    },
  ],
};
const told = (change: Partial<PlaceFacts>) =>
  placeDifferences({ ...whole, ...change }).map(({ kind, id }) => `${kind} ${id}`);

describe('A place', () => {
  test('that stands as it was built does not differ', () => {
    expect(told({})).toEqual([]);
  });

  test.each([
    ['stopped', 'aws ec2 start-instances --region ap-northeast-1 --instance-ids i-1'],
    ['terminated', 'canal dns-host add NAME --instance-id ID --pool RANGE'],
  ])('whose instance is %s says what brings names back', (state, command) => {
    const [found, ...more] = placeDifferences({ ...whole, instance: { ...instance, state } });
    expect(found).toMatchObject({ kind: 'dns-host-down', id: 'i-1', command, message: expect.stringContaining(state) });
    expect(more).toEqual([]);
  });

  test('is not blamed for routes and rules while nobody tells the range of the SIMs', () => {
    expect(told({ ranges: [] })).toEqual([]);
    expect(told({ peeringId: undefined })).toEqual([]);
  });

  test.each([
    ['a list of ranges', { protocol: '-1', source: 'pl-1' }, 'all from pl-1'],
    ['another group', { protocol: 'tcp', fromPort: 1, toPort: 99, source: 'sg-9' }, '1-99/tcp from sg-9'],
    ['IPv6', { protocol: 'udp', fromPort: 53, toPort: 53, source: '::/0' }, '53/udp from ::/0'],
  ])('whose security group lets in %s is told so', (_, more, words) => {
    const [found] = placeDifferences({ ...whole, group: { ...group, rules: [...group.rules, more] } });
    expect(found).toMatchObject({ kind: 'place-changed', id: 'sg-1', message: expect.stringContaining(words) });
  });

  test('whose security group lets in less is told so', () => {
    const [found] = placeDifferences({ ...whole, group: { ...group, rules: [rule('udp')] } });
    expect(found?.message).toContain(`does not let in 53/tcp from ${range}`);
  });

  test('whose ENI is on its way off is not attached', () => {
    const [nic] = whole.interfaces;
    if (!nic?.attachment) throw new Error('no ENI');
    const attachment = { ...nic.attachment, status: 'detaching' };
    expect(told({ interfaces: [{ ...nic, attachment }] })).toEqual(['place-missing eni-1']);
  });
});
