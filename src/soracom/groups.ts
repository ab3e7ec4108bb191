import * as z from 'zod';
import type { AirSettings, Soracom } from '../steps/ports.ts';
import { at, type Call } from './exchange.ts';
import type { Operation } from './operations.ts';
import { find, succeed, understood } from './request.ts';
import type { Session } from './session.ts';

const Group = z.object({
  configuration: z.object({ SoracomAir: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/** The namespace holds passwords too: no other key is ever read from it or written to it. */
const airKeys = ['useVpg', 'vpgId', 'useCustomDns', 'dnsServers'] as const satisfies readonly (keyof AirSettings)[];

/** SIM groups, as far as SoracomAir's VPG and DNS go. */
export function groups(session: Session): Pick<Soracom, 'airSettings' | 'putAirSettings'> {
  return {
    async airSettings(groupId) {
      const call: Call<Operation> = { operation: 'Group:getGroup', method: 'GET', path: at`/groups/${groupId}` };
      const answer = await find(session, call);
      if (answer === undefined) return undefined;
      const air = understood(call, answer, Group).configuration?.SoracomAir ?? {};
      return Object.fromEntries(airKeys.filter((key) => Object.hasOwn(air, key)).map((key) => [key, air[key]]));
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
  };
}
