import { describeCost, runningCost } from '../canal/cost.ts';
import { CanalError, type Fault } from '../canal/errors.ts';
import type { Pricing } from '../canal/metering.ts';
import type { Network } from '../canal/network.ts';
import { vpgConflicts } from '../canal/vpg.ts';
import type { Installation, Prices, Run, Soracom, Vpg } from './ports.ts';

/** What it takes to look for a network's VPG. */
export interface SearchPorts {
  readonly soracom: Soracom;
  readonly installation: Installation;
  /** Asked only where VPGs are found that the network does not need. */
  readonly prices: Prices;
}

/** What stands of a network's VPG, with what is wrong with it; "Check network" asks the same question. */
export interface VpgFound {
  readonly vpg?: Vpg;
  /** True for one that this installation has made: it carries our tags. */
  readonly made: boolean;
  readonly faults: Fault[];
  readonly warnings: { field: string; message: string }[];
}

/**
 * Looks for the network's VPG without judging. `knownVpgId` is the one that the record knows: it is asked for by its id
 * as well, because a fresh tag may not be listed yet.
 */
export async function lookForVpg(
  network: Network,
  { soracom, installation, prices, now }: SearchPorts & Run,
  knownVpgId?: string,
): Promise<VpgFound> {
  const adopt = network.vpg.vpgId;
  const adopted = adopt === undefined ? undefined : await soracom.vpg(adopt);
  const listed = await soracom.vpgsTagged('canal:network', network.name);
  const unlisted =
    knownVpgId === undefined || listed.some((vpg) => vpg.vpgId === knownVpgId)
      ? undefined
      : await soracom.vpg(knownVpgId);
  const known = unlisted && isOurs(unlisted, network.name, installation.stack) ? [unlisted] : [];
  const tagged = [...listed, ...known].filter((vpg) => isAlive(vpg) && vpg.vpgId !== adopted?.vpgId);
  const [ours, foreign] = [true, false].map((wanted) =>
    tagged.filter((vpg) => (vpg.tags['canal:stack'] === installation.stack) === wanted),
  ) as [Vpg[], Vpg[]];
  ours.sort(oldestFirst);
  const oldest = adopt === undefined ? ours.shift() : undefined;
  const warnings = [
    ...(ours.length === 0 ? [] : spareWarnings(ours, await prices.pricing(), now())),
    ...foreign.map((vpg) => ({
      field: 'vpg',
      message: `VPG ${vpg.vpgId} is for a network of this name of another installation (${vpg.tags['canal:stack'] ?? 'no canal:stack tag'}); it is left alone.`,
    })),
  ];
  if (adopt !== undefined) return { ...adoption(network, adopted, installation.stack), warnings };
  if (!oldest) return { made: false, faults: [], warnings };
  return { vpg: oldest, made: true, faults: vpgConflicts(network.vpg, oldest), warnings };
}

function adoption(network: Network, vpg: Vpg | undefined, stack: string): Omit<VpgFound, 'warnings'> {
  const field = 'vpg.vpgId';
  if (!vpg || !isAlive(vpg)) {
    const message = `VPG ${network.vpg.vpgId} ${vpg ? `is ${vpg.status}` : 'does not exist at SORACOM'}: correct the id, or leave vpgId out to create a VPG.`;
    return { made: false, faults: [{ name: 'NotFound', field, message }] };
  }
  const { 'canal:network': owner, 'canal:stack': installed } = vpg.tags;
  const made = isOurs(vpg, network.name, stack);
  const foreign: Fault[] =
    owner !== undefined && !made
      ? [
          {
            name: 'VpgConflict',
            field,
            message: `VPG ${vpg.vpgId} belongs to network "${owner}"${installed === stack ? '' : ` of installation ${installed ?? 'unknown'}`}: use another VPG, or remove that network first.`,
          },
        ]
      : [];
  return { vpg, made, faults: [...foreign, ...vpgConflicts(network.vpg, vpg)] };
}

/**
 * The VPG of a network that we have made and that stands, found by its tags, or by the id on record, because a fresh tag may
 * not be listed yet; of several, the oldest.
 */
export async function madeVpg(
  name: string,
  knownVpgId: string | undefined,
  { soracom, installation }: { soracom: Soracom; installation: Installation },
): Promise<Vpg | undefined> {
  return (await standingVpgs(name, knownVpgId, { soracom, installation })).made;
}

/** That VPG, and the one on record that is not ours. */
export async function standingVpgs(
  name: string,
  knownVpgId: string | undefined,
  { soracom, installation }: { soracom: Soracom; installation: Installation },
): Promise<{ made: Vpg | undefined; adopted: Vpg | undefined }> {
  const listed = await soracom.vpgsTagged('canal:network', name);
  const byId =
    knownVpgId === undefined
      ? undefined
      : (listed.find(({ vpgId }) => vpgId === knownVpgId) ?? (await soracom.vpg(knownVpgId)));
  const all = [...listed.filter(({ vpgId }) => vpgId !== knownVpgId), ...(byId ? [byId] : [])].filter(isAlive);
  const ours = all.filter((vpg) => isOurs(vpg, name, installation.stack)).sort(oldestFirst);
  return { made: ours[0], adopted: byId && isAlive(byId) && !ours.includes(byId) ? byId : undefined };
}

const oldestFirst = (a: Vpg, b: Vpg): number => a.createdTime - b.createdTime || (a.vpgId < b.vpgId ? -1 : 1);

/** Whether a VPG carries the two tags that this installation gives to what it makes for a network. */
export const isOurs = ({ tags }: Vpg, network: string, stack: string): boolean =>
  tags['canal:network'] === network && tags['canal:stack'] === stack;

const spareWarnings = (vpgs: readonly Vpg[], pricing: Pricing, at: number) =>
  vpgs.map(({ vpgId, status, type: vpgType, peerings }) => {
    const cost = describeCost(runningCost({ vpgs: 1, vpgType, peerings: peerings.length }, pricing, at));
    const message = `VPG ${vpgId} (${status}) carries this network's tags too and costs ${cost}: terminate it if nothing uses it.`;
    return { field: 'vpg', message };
  });

/** False for a VPG that is being terminated or is gone. */
export const isAlive = (vpg: Vpg): boolean => !['terminating', 'terminated'].includes(vpg.status);

/** The VPG of an id; throws VpgFailed if it is gone. */
export async function standingVpg(soracom: Soracom, vpgId: string): Promise<Vpg> {
  return standing(await soracom.vpg(vpgId), vpgId);
}

/** A VPG that was asked for by its id, if it stands; throws VpgFailed if it is gone. */
export function standing(vpg: Vpg | undefined, vpgId: string): Vpg {
  if (vpg && isAlive(vpg)) return vpg;
  throw new CanalError(
    'VpgFailed',
    `VPG ${vpgId} is ${vpg?.status ?? 'gone'}: start the run again to create a new one.`,
  );
}
