import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { CreateVpg, createVpg } from '../../src/steps/create-vpg.ts';
import { findVpg } from '../../src/steps/find-vpg.ts';
import { installation, soracomPort, soracomWorld, wire } from '../support/ports.ts';
import { wish } from '../support/wish.ts';

function setting() {
  const to = wire();
  const world = soracomWorld();
  return { to, world, ports: { soracom: soracomPort(world, to), installation: installation() } };
}

describe('Create VPG', () => {
  test("takes the contract's example", () => {
    expect(CreateVpg.input.parse(CreateVpg.example).network).toMatchObject(CreateVpg.example.network);
  });

  test('creates it as wished, with the tags by which it is found again', async () => {
    const { world, ports } = setting();
    const network = wish({ vpg: { useInternetGateway: false, deviceSubnetCidrRange: '10.64.0.0/16' } });
    const { vpgId } = await createVpg({ network }, ports);
    expect(world.vpgs).toEqual([
      expect.objectContaining({
        vpgId,
        type: 15,
        useInternetGateway: false,
        deviceSubnetCidrRange: '10.64.0.0/16',
        region: 'ap-northeast-1',
        tags: { 'canal:network': 'plant', 'canal:stack': ports.installation.stack, name: 'canal-plant' },
      }),
    ]);
  });

  test('after a lost answer "Find VPG" finds what was made: there is no need for a second', async () => {
    const { world, ports, to } = setting();
    const lost = new CanalError('SoracomUnavailable', 'no answer');
    to.lose('soracom.createVpg', lost);
    await expect(createVpg({ network: wish() }, ports)).rejects.toBe(lost);
    expect(await findVpg({ network: wish() }, ports)).toEqual({
      status: 'standing',
      vpgId: world.vpgs[0]?.vpgId,
      made: true,
      warnings: [],
    });
  });
});
