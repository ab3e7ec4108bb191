import * as z from 'zod/mini';
import { madeOnce } from '../canal/made-once.ts';
import type { AirSettings, Soracom } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, understood } from './request.ts';
import type { Session } from './session.ts';

const Group = madeOnce(() =>
  z.object({
    groupId: z.nullish(z.string()),
    configuration: z.nullish(z.object({ SoracomAir: z.nullish(z.record(z.string(), z.unknown())) })),
  }),
);

/** The namespace holds passwords too: no other key is ever read from it or written to it. */
const airKeys = ['useVpg', 'vpgId', 'useCustomDns', 'dnsServers'] as const satisfies readonly (keyof AirSettings)[];

/** SIM groups, as far as SoracomAir's VPG and DNS go. */
export function groups(
  session: Session,
): Pick<Soracom, 'airSettings' | 'putAirSettings' | 'deleteAirSetting' | 'groupsOn'> {
  return {
    async airSettings(groupId) {
      const call: Call<Operation> = { operation: 'Group:getGroup', method: 'GET', path: at`/groups/${groupId}` };
      const answer = await find(session, call);
      if (answer === undefined) return undefined;
      return settingsOf(understood(call, answer, Group()));
    },

    async putAirSettings(groupId, settings) {
      const given = airKeys.filter((key) => settings[key] !== undefined);
      if (given.length === 0) return;
      await succeed(session, {
        operation: 'Group:putConfigurationParameters',
        method: 'PUT',
        path: at`/groups/${groupId}/configuration/SoracomAir`,
        body: given.map((key) => ({ key, value: settings[key] })),
      });
    },

    async deleteAirSetting(groupId, key) {
      await find(session, {
        operation: 'Group:deleteConfigurationParameter',
        method: 'DELETE',
        path: at`/groups/${groupId}/configuration/SoracomAir/${key}`,
      });
    },

    async groupsOn(vpgId) {
      const found: string[] = [];
      let from: string | undefined;
      do {
        const call: Call<Operation> = {
          operation: 'Group:listGroups',
          method: 'GET',
          path: '/groups',
          query: { limit: '100', ...(from === undefined ? {} : { last_evaluated_key: from }) },
        };
        const answer = await succeed(session, call);
        const groups = understood(call, answer, z.array(Group()));
        found.push(...groups.flatMap((group) => (isOn(settingsOf(group), vpgId) ? [group.groupId ?? ''] : [])));
        from = answer.nextKey;
      } while (from !== undefined);
      return found;
    },
  };
}

function settingsOf(group: z.output<ReturnType<typeof Group>>): AirSettings {
  const air = group.configuration?.SoracomAir ?? {};
  return Object.fromEntries(airKeys.filter((key) => Object.hasOwn(air, key)).map((key) => [key, air[key]]));
}

const isOn = (settings: AirSettings, vpgId: string): boolean =>
  String(settings.useVpg) === 'true' && String(settings.vpgId).toLowerCase() === vpgId.toLowerCase();
