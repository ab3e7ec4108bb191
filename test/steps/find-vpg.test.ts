import { describe, expect, test } from 'vitest';
import { billedThings } from '../../src/canal/ledger.ts';
import type { VpgWish } from '../../src/canal/network.ts';
import { reserve } from '../../src/canal/record.ts';
import { FindVpg, findVpg } from '../../src/steps/find-vpg.ts';
import type { Vpg } from '../../src/steps/ports.ts';
import { standingVpg } from '../../src/steps/vpg-search.ts';
import { heldLedger, ledgerPort } from '../support/ledger.ts';
import {
  faultOf,
  installation,
  otherVpgId,
  recordsPort,
  soracomPort,
  soracomWorld,
  table,
  vpg,
  vpgId,
  wire,
} from '../support/ports.ts';
import { pricesPort } from '../support/prices.ts';
import { wish } from '../support/wish.ts';

const { stack } = installation();
const reserved = () => reserve(undefined, wish(), { executionArn: () => 'arn:of:plant-1', askedBy: 'me', now: 0 });
const foreignStack = { 'canal:network': 'plant', 'canal:stack': '111111111111/ap-northeast-1/prod' };

function find(vpgs: Vpg[], wished: Partial<VpgWish> = {}, given: { askedAt?: number; now?: number } = {}) {
  const to = wire();
  const held = table(...(given.askedAt === undefined ? [] : [{ ...reserved(), vpgAskedAt: given.askedAt }]));
  const book = heldLedger();
  const ports = {
    soracom: soracomPort(soracomWorld({ vpgs }), to),
    installation: installation(),
    prices: pricesPort(to),
    records: recordsPort(held, to),
    ledger: ledgerPort(book, to),
    now: () => given.now ?? 0,
  };
  const charged = () => billedThings(book.lines.values());
  return { to, charged, answer: findVpg({ network: wish({ vpg: wished }) }, ports) };
}

describe('Find VPG', () => {
  test("takes the contract's example", () => {
    expect(FindVpg.input.parse(FindVpg.example).network).toMatchObject(FindVpg.example.network);
  });

  test('none stands', async () => {
    const { answer, to } = find([]);
    expect(await answer).toEqual({ status: 'absent', doubtful: false, warnings: [] });
    expect(to.effects()).toEqual([]);
    expect(to.calls).not.toContain('prices.pricing');
  });

  test.each([
    [0, true],
    [239_999, true],
    [240_000, false],
  ])('none stands %d ms after one was asked for: doubtful is %s', async (later, doubtful) => {
    const { answer } = find([], {}, { askedAt: 1_000_000, now: 1_000_000 + later });
    expect(await answer).toEqual({ status: 'absent', doubtful, warnings: [] });
  });

  test('one that the record knows is ours although its tag is not listed yet', async () => {
    const to = wire();
    const made = { ...reserved(), vpg: { vpgId, made: true } };
    const ports = {
      soracom: { ...soracomPort(soracomWorld({ vpgs: [vpg()] }), to), vpgsTagged: async () => [] },
      installation: installation(),
      prices: pricesPort(to),
      records: recordsPort(table(made), to),
      ledger: ledgerPort(heldLedger(), to),
      now: () => 0,
    };
    expect(await findVpg({ network: wish() }, ports)).toMatchObject({ status: 'standing', vpgId, made: true });
    expect(to.calls).not.toContain('ledger.addLines');
  });

  test('one that nobody has heard of since it was asked for is charged from its creation; an adopted one is not ours to pay', async () => {
    const { answer, charged } = find([vpg({ createdTime: 4_000 })], {}, { askedAt: 3_000, now: 9_000_000 });
    await answer;
    expect(charged()).toMatchObject([
      { thing: 'vpg', id: vpgId, network: 'plant', from: 4_000, sinceFirstSight: false },
    ]);
    const adopted = find([vpg({ tags: {} })], { vpgId });
    expect(await adopted.answer).toMatchObject({ status: 'standing', made: false });
    expect(adopted.charged()).toEqual([]);
  });

  test('the one with both tags is ours', async () => {
    const { answer, to } = find([vpg()]);
    expect(await answer).toEqual({ status: 'standing', vpgId, made: true, warnings: [] });
    expect(to.effects()).toEqual(['ledger.addLines']);
  });

  test.each(['creating', 'running', 'failed', 'a word of tomorrow'])('one that is %s stands', async (status) => {
    expect(await find([vpg({ status })]).answer).toMatchObject({ status: 'standing' });
  });

  test.each(['terminating', 'terminated'])('one that is %s counts as absent', async (status) => {
    expect(await find([vpg({ status })]).answer).toEqual({ status: 'absent', doubtful: false, warnings: [] });
  });

  test.each([
    ['of another installation', foreignStack, foreignStack['canal:stack']],
    ['without a stack', { 'canal:network': 'plant' }, 'no canal:stack tag'],
  ])('one %s is never taken, but named', async (_what, tags, told) => {
    const answer = await find([vpg({ tags })]).answer;
    expect(answer).toEqual({
      status: 'absent',
      doubtful: false,
      warnings: [{ field: 'vpg', message: expect.stringContaining(`${vpgId} is for a network of this name`) }],
    });
    expect(answer.warnings[0]?.message).toContain(told);
  });

  test('of several the oldest is ours; the others are named with what they cost', async () => {
    const younger = vpg({
      vpgId: otherVpgId,
      createdTime: 2_000_000,
      peerings: [{ id: 'pcx-1', peerOwnerId: '', peerVpcId: '', destinationCidrBlock: '' }],
    });
    const answer = await find([younger, vpg(), vpg({ vpgId: 'gone', createdTime: 1, status: 'terminated' })]).answer;
    expect(answer).toMatchObject({ status: 'standing', vpgId });
    expect(answer.warnings.map(({ message }) => message)).toEqual([
      `VPG ${otherVpgId} (running) carries this network's tags too and costs ¥10 per hour, plus the VPG's own fee (price not known), tax-exclusive: terminate it if nothing uses it.`,
    ]);
  });

  test('of two of the same moment the choice is always the same', async () => {
    const twins = [vpg({ vpgId: otherVpgId }), vpg()];
    expect(await find(twins).answer).toMatchObject({ vpgId });
    expect(await find(twins.toReversed()).answer).toMatchObject({ vpgId });
  });

  test('one that stands with other immutable settings is a conflict, all of them told', async () => {
    const fault = await faultOf(find([vpg({ useInternetGateway: false, region: 'eu-central-1' })]).answer);
    expect(fault.name).toBe('VpgConflict');
    expect(fault.faults.map(({ field }) => field)).toEqual(['vpg.useInternetGateway', 'vpg.region']);
  });

  describe('a VPG to adopt', () => {
    const adopt = { vpgId: otherVpgId };
    const adopted = (changes: Partial<Vpg> = {}) => vpg({ vpgId: otherVpgId, tags: {}, ...changes });

    test('is found by its id, and is not ours', async () => {
      expect(await find([adopted()], adopt).answer).toEqual({
        status: 'standing',
        vpgId: otherVpgId,
        made: false,
        warnings: [],
      });
    });

    test('is ours when we made it for this network', async () => {
      expect(await find([vpg({ vpgId: otherVpgId })], adopt).answer).toMatchObject({ made: true, warnings: [] });
    });

    test('that does not exist is NotFound', async () => {
      const fault = await faultOf(find([], adopt).answer);
      expect(fault.name).toBe('NotFound');
      expect(fault.message).toContain('does not exist at SORACOM');
    });

    test.each(['terminating', 'terminated'])('that is %s is NotFound', async (status) => {
      const fault = await faultOf(find([adopted({ status })], adopt).answer);
      expect(fault.name).toBe('NotFound');
      expect(fault.message).toContain(`is ${status}`);
    });

    test.each([
      [{ 'canal:network': 'other', 'canal:stack': stack }, 'belongs to network "other":'],
      [foreignStack, `belongs to network "plant" of installation ${foreignStack['canal:stack']}:`],
      [{ 'canal:network': 'plant' }, 'of installation unknown'],
    ])('that another network has is a conflict', async (tags, told) => {
      const fault = await faultOf(find([adopted({ tags })], adopt).answer);
      expect(fault.name).toBe('VpgConflict');
      expect(fault.message).toContain(told);
    });

    test('does not hide the one that was made before: it still costs money', async () => {
      const answer = await find([adopted(), vpg()], adopt).answer;
      expect(answer).toMatchObject({ vpgId: otherVpgId, made: false });
      expect(answer.warnings.map(({ message }) => message)).toEqual([
        expect.stringContaining(`VPG ${vpgId} (running)`),
      ]);
    });

    test.each([12, 13, 15])('may be of type %i', async (type) => {
      expect(await find([adopted({ type })], adopt).answer).toMatchObject({ status: 'standing' });
    });

    test('of a type that cannot peer is a conflict', async () => {
      expect((await faultOf(find([adopted({ type: 14 })], adopt).answer)).name).toBe('VpgConflict');
    });
  });
});

describe('standingVpg', () => {
  test('gives a VPG that stands', async () => {
    expect(await standingVpg(soracomPort(soracomWorld({ vpgs: [vpg()] }), wire()), vpgId)).toEqual(vpg());
  });

  test.each([
    ['gone', []],
    ['terminated', [vpg({ status: 'terminated' })]],
  ])('one that is %s is VpgFailed', async (word, vpgs) => {
    const fault = await faultOf(standingVpg(soracomPort(soracomWorld({ vpgs }), wire()), vpgId));
    expect(fault.name).toBe('VpgFailed');
    expect(fault.message).toContain(`is ${word}`);
  });
});
