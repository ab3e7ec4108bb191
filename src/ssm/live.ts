import { hostFault } from '../aws/host-fault.ts';
import { CanalError } from '../canal/errors.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { HostCommand, HostCommands } from '../steps/ports.ts';

const underWay = ['Pending', 'Delayed'];
const running = ['InProgress', 'Cancelling'];

/** Opens Systems Manager for DNS hosts, by the document of the settings. The SDK is loaded by the first call. */
export const hostCommands: Door<HostCommands> = (opening) => {
  let loaded: Promise<typeof import('./client.ts')> | undefined;
  const open = async (region: string) => {
    loaded ??= import('./client.ts');
    const { ssmClient, ...calls } = await loaded;
    return { client: ssmClient(opening, region), ...calls };
  };
  return {
    async deliver({ region, instanceId }, parameters, comment) {
      const { dnsDocument: document } = opening.settings;
      if (!document) throw new CanalError('InvalidSettings', 'CANAL_DNS_DOCUMENT: must be the name of a document.');
      const { client, sendCommand } = await open(region);
      try {
        return await sendCommand(client, { document, instanceId, parameters, comment });
      } catch (error) {
        throw hostFault('Systems Manager', 'SendCommand', error);
      }
    },

    async delivered({ region, instanceId }, commandId): Promise<HostCommand> {
      const { client, invocation } = await open(region);
      try {
        const found = await invocation(client, instanceId, commandId);
        if (!found || underWay.includes(found.status)) return { status: 'pending', said: '', stdout: '' };
        if (running.includes(found.status)) return { status: 'running', said: found.status, stdout: '' };
        const { status: said, stdout } = found;
        return { status: said === 'Success' ? 'succeeded' : 'failed', said, stdout };
      } catch (error) {
        throw hostFault('Systems Manager', 'GetCommandInvocation', error);
      }
    },
  };
};
