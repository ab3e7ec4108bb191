import type { Command } from '../world/command.ts';
import type { World } from '../world/world.ts';
import type { SsmDocument } from './documents.ts';
import type { RealBind } from './real-bind.ts';

/** EC2 and Systems Manager forget a command after 30 days; the sandbox does not keep them longer either. */
const keptMillis = 30 * 24 * 3600_000;

/** Has the instances carry out what they should have carried out by now, in the order of the commands' ends. */
export function carryOut(world: World, documents: ReadonlyMap<string, SsmDocument>, bind: RealBind | undefined): void {
  const now = world.clock.now();
  const due = [...world.commands.values()]
    .filter(({ endsAt, result }) => result === undefined && endsAt <= now)
    .sort((a, b) => a.endsAt - b.endsAt);
  for (const command of due) {
    const region = world.region(command.accountId, command.region);
    const instance = region.instances.get(command.instanceId);
    const document = documents.get(command.documentName);
    if (!instance || !document) continue;
    const parameters = Object.fromEntries(
      Object.entries(document.parameters).map(([name, { default: unless }]) => [
        name,
        command.parameters[name]?.[0] ?? unless ?? '',
      ]),
    );
    command.result = document.run({ world, region, instance, now, parameters, bind });
  }
  for (const { commandId, requestedAt } of world.commands.values()) {
    if (now - requestedAt > keptMillis) world.commands.delete(commandId);
  }
}

/** Systems Manager's words for how far a command is. */
export function statusOf({ visibleAt, result }: Command, now: number): 'Pending' | 'InProgress' | 'Success' | 'Failed' {
  if (result) return result.exitCode === 0 ? 'Success' : 'Failed';
  return now < visibleAt ? 'Pending' : 'InProgress';
}
