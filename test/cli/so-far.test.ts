import { describe, expect, it } from 'vitest';
import { type ApiClient, ApiFailure } from '../../src/cli/api-client.ts';
import { soFarFields, soFarLines } from '../../src/cli/so-far.ts';

const figures = {
  amount: 40,
  perHour: 20,
  monthToDate: 40,
  forecast: 900,
  lifetime: 1240,
  unknown: [] as string[],
  lifetimeUnknown: [] as string[],
};

/** An API that answers with the costs of a network, or throws. */
function api(total: object | Error) {
  const asked: string[] = [];
  const read = { month: '2026-12', currency: 'JPY', total, rows: [], alerts: [] };
  const ask = async (path: string) => {
    asked.push(path);
    if (total instanceof Error) throw total;
    return { read, came: read };
  };
  return { asked, client: { ask } as unknown as ApiClient };
}

describe('What a network has cost so far', () => {
  it('is a line with the sum in all and that of the month', async () => {
    const { asked, client } = api(figures);
    expect(await soFarLines(client, 'plant')).toEqual(['Cost so far: ¥1,240, of it ¥40 in 2026-12.']);
    expect(asked).toEqual(['/networks/plant/costs']);
  });

  it('says what is missing in the sum in all, also when nothing is missing in the month', async () => {
    const { client } = api({ ...figures, lifetimeUnknown: ["the VPG's own fee", "the VPG's set-up fee"] });
    expect(await soFarLines(client, 'plant')).toEqual([
      "Cost so far: ¥1,240, of it ¥40 in 2026-12, without the VPG's own fee and the VPG's set-up fee (price not known).",
    ]);
  });

  it('of nothing but unknown prices is told, of nothing at all is not', async () => {
    const nothing = { ...figures, lifetime: 0, monthToDate: 0 };
    expect(await soFarLines(api(nothing).client, 'plant')).toEqual([]);
    expect(await soFarFields(api(nothing).client, 'plant')).toEqual({});
    expect(await soFarLines(api({ ...nothing, lifetimeUnknown: ["the VPG's own fee"] }).client, 'plant')).toEqual([
      "Cost so far: the VPG's own fee (price not known).",
    ]);
  });

  it('has a field of its own in JSON', async () => {
    expect(await soFarFields(api(figures).client, 'plant')).toEqual({
      costSoFar: {
        currency: 'JPY',
        lifetime: 1240,
        lifetimeUnknown: [],
        month: '2026-12',
        monthToDate: 40,
        forecast: 900,
        unknown: [],
      },
    });
  });

  it('that the API cannot tell stops no command; a mistake of ours is not hidden', async () => {
    const away = api(new ApiFailure('ApiRefused', 'there is no such route', { transient: false }));
    expect(await soFarLines(away.client, 'plant')).toEqual([]);
    expect(await soFarFields(away.client, 'plant')).toEqual({});
    await expect(soFarLines(api(new TypeError('a bug')).client, 'plant')).rejects.toThrow('a bug');
  });
});
