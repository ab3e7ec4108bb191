import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { reserve } from '../../src/canal/record.ts';
import { CreateVpg, createVpg } from '../../src/steps/create-vpg.ts';
import { findVpg } from '../../src/steps/find-vpg.ts';
import { heldLedger, ledgerPort } from '../support/ledger.ts';
import { installation, recordsPort, soracomPort, soracomWorld, table, wire } from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { wish } from '../support/wish.ts';

function setting() {
  const to = wire();
  const world = soracomWorld();
  const held = table(reserve(undefined, wish(), { executionArn: () => 'arn:of:plant-1', askedBy: 'me', now: 0 }));
  const records = recordsPort(held, to);
  const ports = {
    soracom: soracomPort(world, to),
    installation: installation(),
    prices: pricesPort(to),
    records,
    now: () => 7_000_000,
  };
  return { to, world, ports, recorded: () => held.networks.get('plant') };
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
    expect(await findVpg({ network: wish() }, { ...ports, ledger: ledgerPort(heldLedger(), to) })).toEqual({
      status: 'standing',
      vpgId: world.vpgs[0]?.vpgId,
      made: true,
      warnings: [],
    });
  });

  test('the record says that it was asked for before SORACOM is asked', async () => {
    const { ports, to, recorded } = setting();
    await createVpg({ network: wish() }, ports);
    expect(to.effects()).toEqual(['records.save', 'soracom.createVpg']);
    expect(recorded()?.vpgAskedAt).toBe(7_000_000);
  });

  test('nothing is asked of SORACOM when the record cannot be written', async () => {
    const { ports, to, world } = setting();
    const away = new CanalError('StoreUnavailable', 'away');
    to.refuse('records.save', away);
    await expect(createVpg({ network: wish() }, ports)).rejects.toBe(away);
    expect(world.vpgs).toEqual([]);
  });

  test.each([
    ['SoracomUnavailable', true],
    ['SoracomThrottled', false],
    ['SoracomRejected', false],
    ['SoracomDenied', false],
  ] as const)('after %s it may still turn up: %s', async (name, doubtful) => {
    const { ports, to, recorded } = setting();
    to.refuse('soracom.createVpg', new CanalError(name, 'no'));
    await expect(createVpg({ network: wish() }, ports)).rejects.toMatchObject({ name });
    expect(recorded()?.vpgAskedAt !== undefined).toBe(doubtful);
  });

  test("SORACOM's own no is told, also when the record cannot be written after it", async () => {
    const { ports, to } = setting();
    to.refuse('soracom.createVpg', new CanalError('SoracomRejected', 'no'));
    const { save } = ports.records;
    let saves = 0;
    const records = {
      ...ports.records,
      save: (record: Parameters<typeof save>[0]) => {
        saves += 1;
        return saves === 1 ? save(record) : Promise.reject(new CanalError('StoreUnavailable', 'away'));
      },
    };
    await expect(createVpg({ network: wish() }, { ...ports, records })).rejects.toMatchObject({
      name: 'SoracomRejected',
    });
  });
});
