import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { FindUnwished, findUnwished } from '../../src/steps/find-unwished.ts';
import type { DnsHosts } from '../../src/steps/ports.ts';
import { faultOf, vpgId } from '../support/ports.ts';
import { known, leavingItem, removalSetting } from '../support/removal.ts';
import { peering, wish } from '../support/wish.ts';

const dnsHosts = { placesOf: async () => ({ leaving: [] }) } as unknown as DnsHosts;

function setting(...args: Parameters<typeof removalSetting>) {
  const { ports, ...rest } = removalSetting(...args);
  const run = (network = wish()) => findUnwished({ network, vpgId }, { ...ports, dnsHosts });
  return { ...rest, run };
}

describe('Find unwished', () => {
  test("takes the contract's example", () => {
    expect(FindUnwished.input.parse(FindUnwished.example)).toMatchObject({ network: { name: 'two-vpcs' } });
  });

  test('finds nothing where the file is as before, and writes nothing', async () => {
    const { run, to } = setting();
    expect(await run()).toEqual({ peerings: [], groups: [], places: 0 });
    expect(to.effects()).toEqual([]);
  });

  test.each([
    ['does not name any more', wish({ peerings: [peering({ name: 'dns', peerVpcId: 'vpc-0000000b' })] })],
    ['names with another range', wish({ peerings: [peering({ destinationCidrBlock: '172.21.0.0/17' })] })],
  ])('a peering that the file %s goes', async (_, network) => {
    const { run, held } = setting();
    expect((await run(network)).peerings).toEqual([leavingItem().peering]);
    // It is on record until it is gone.
    expect(held.peerings.size).toBe(1);
  });

  test('a peering that was found is not deleted, whatever its range', async () => {
    const { run } = setting({ peerings: [known({ made: false })] });
    const gone = await run(wish({ peerings: [peering({ name: 'dns', peerVpcId: 'vpc-0000000b' })] }));
    expect(gone.peerings).toMatchObject([{ name: 'app', remove: false }]);
    const other = setting({ peerings: [known({ made: false })] });
    expect(
      (await other.run(wish({ peerings: [peering({ destinationCidrBlock: '172.21.0.0/17' })] }))).peerings,
    ).toEqual([]);
  });

  test('another name alone keeps it, under that name, also when an answer was lost in between', async () => {
    const { run, to, held } = setting();
    const renamed = wish({ peerings: [peering({ name: 'servers' })] });
    to.refuse('records.forgetPeering', new CanalError('StoreUnavailable', 'no answer'));
    expect((await faultOf(run(renamed))).name).toBe('StoreUnavailable');
    await run(renamed);
    const names = [...held.peerings.values()].map(({ name, peeringId }) => [name, peeringId]);
    expect(names).toContainEqual(['servers', 'pcx-1']);
  });

  test('a group that the file names no more is to be given back; the current one is not, in any case of its id', async () => {
    const { run, held } = setting();
    const { groupId } = wish().airGroup;
    held.groups.set('plant/old', { groupId: 'old', prior: {}, changes: [] });
    held.groups.set('plant/current', { groupId: groupId.toUpperCase(), prior: {}, changes: [] });
    expect((await run()).groups).toEqual(['old']);
  });
});
