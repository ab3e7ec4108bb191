import { describe, expect, test } from 'vitest';
import { CanalError } from '../../src/canal/errors.ts';
import { type NetworkRecord, reserve } from '../../src/canal/record.ts';
import { lookForVpg } from '../../src/steps/look-for-vpg.ts';
import { faultOf, otherVpgId, table, vpg, vpgId } from '../support/ports.ts';
import { removalSetting } from '../support/removal.ts';
import { wish } from '../support/wish.ts';

const by = { executionArn: () => 'arn', askedBy: 'me', now: 0, kind: 'remove' as const };
const record: NetworkRecord = {
  ...reserve(undefined, wish(), by),
  version: 1,
  vpg: { vpgId, made: true },
  vpgAskedAt: 3,
};

const setting = (status: string | undefined, held = record) => {
  const soracom = { vpgs: status === undefined ? [] : [vpg({ status })] };
  const { ports, ...rest } = removalSetting({ soracom, table: table(held) });
  return { ...rest, run: () => lookForVpg({ network: 'plant', vpgId }, ports) };
};

describe('Look for VPG', () => {
  test.each(['running', 'terminating', 'a word of later'])(
    'one that is %s is going, and stays on record',
    async (status) => {
      const { run, to } = setting(status);
      expect(await run()).toEqual({ status: 'going' });
      expect(to.effects()).toEqual([]);
    },
  );

  test.each(['terminated', undefined])('one that is %s is gone, and the record forgets it', async (status) => {
    const { run, held } = setting(status);
    expect(await run()).toEqual({ status: 'gone' });
    expect(held.networks.get('plant')).not.toHaveProperty('vpg');
    expect(held.networks.get('plant')).not.toHaveProperty('vpgAskedAt');
  });

  test('leaves a record that knows another VPG by now', async () => {
    const { run, to } = setting(undefined, { ...record, vpg: { vpgId: otherVpgId, made: true } });
    expect(await run()).toEqual({ status: 'gone' });
    expect(to.effects()).toEqual([]);
  });

  test('asked again after a lost answer, it says the same', async () => {
    const { run, to } = setting('terminated');
    to.lose('records.save', new CanalError('StoreUnavailable', 'no answer'));
    expect((await faultOf(run())).name).toBe('StoreUnavailable');
    expect(await run()).toEqual({ status: 'gone' });
    expect(to.effects()).toEqual(['records.save']);
  });
});
