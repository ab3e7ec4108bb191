import { createHash } from 'node:crypto';
import { attachedTo } from '../ec2-api/interface-attachments.ts';
import type { CommandResult } from '../world/command.ts';
import { attachmentStatus, type ServedTenant } from '../world/instance.ts';
import type { ProgramCall } from './program.ts';
import { untar } from './tar.ts';

interface Publication {
  readonly revision: number;
  readonly tenants: readonly ServedTenant[];
  readonly parts: readonly string[];
}

/** The lines that documents/deliver-dns.yaml prints, and the number that it ends with. */
const ended = (exitCode: number, ...lines: string[]): CommandResult => ({
  exitCode,
  stdout: lines.map((line) => `canal-dns ${line}\n`).join(''),
  stderr: '',
});
const refused = (...faults: string[]) => ended(1, ...faults.map((fault) => `fault ${fault}`), 'outcome refused');

/**
 * What documents/deliver-dns.yaml does on a DNS host: fetches the bundle, looks whether it is the one that was sent and newer than
 * what stands, and publishes it if each tenant answers: if its interface is attached and its address taken up. What BIND
 * itself would say of the files is not imitated.
 */
export function deliver(call: ProgramCall): CommandResult {
  const { world, instance, parameters } = call;
  const { bucket = '', key = '', sha256 } = parameters;
  const bundle = world.buckets.get(bucket)?.objects.get(key)?.body;
  if (bundle === undefined) return refused(`- the bundle ${key} cannot be fetched: it is not in ${bucket}`);
  if (createHash('sha256').update(bundle).digest('hex') !== sha256) {
    return refused(`- the bundle ${key} is not the one that was sent`);
  }
  const files = untar(bundle);
  if (!files) return refused(`- the bundle ${key} is no tar file`);
  const read = publication(files);
  if (!read) return refused(`- the bundle ${key} holds what does not belong there`);
  const standing = instance.dns?.revision ?? 0;
  if (standing > read.revision) return ended(0, `outcome superseded ${standing}`);
  const missing = read.parts.filter((part) => !files.has(part));
  if (missing.length > 0) return refused(`- BIND refuses the whole: ${missing[0]}: file not found`);
  const against = call.bind?.serve(instance.instanceId, files);
  return against === undefined ? publish(call, read) : refused(`- BIND refuses the whole: ${against}`);
}

function publication(files: ReadonlyMap<string, string>): Publication | undefined {
  const lines =
    files
      .get('manifest')
      ?.trimEnd()
      .split('\n')
      .map((line) => line.split(' ')) ?? [];
  const revision = Number(lines.find(([word]) => word === 'revision')?.[1]);
  if (!files.has('named.conf') || !Number.isInteger(revision)) return undefined;
  const tenants = lines
    .filter(([word]) => word === 'tenant')
    .map(([, name = '', address = '', zone = '', serial = '']) => ({ name, address, zone, serial }));
  return { revision, tenants, parts: lines.filter(([word]) => word === 'part').map(([, path = '']) => path) };
}

/** Whoever was silent before may be silent still; for anybody else everything is put back. */
function publish(call: ProgramCall, { revision, tenants }: Publication): CommandResult {
  const { instance } = call;
  const before = (instance.dns?.tenants ?? []).map(({ name, address }) => `${name}/${address}`);
  const silent = tenants.filter(({ address }) => !isUp(call, address));
  const why = ({ name, address }: ServedTenant) =>
    `${name} ${address} is on no interface of the host: is its ENI attached, and has the system taken its address up?`;
  const failing = silent.filter(({ name, address }) => !before.includes(`${name}/${address}`));
  if (failing.length > 0) return ended(1, ...failing.map((one) => `fault ${why(one)}`), 'outcome rolled-back');
  instance.dns = { revision, tenants };
  return ended(0, ...silent.map((one) => `note ${why(one)}, as before`), `outcome published ${revision}`);
}

function isUp({ region, instance, now }: ProgramCall, address: string): boolean {
  const found = attachedTo(region, instance.instanceId, now).find(({ nic }) =>
    nic.privateIpAddresses.includes(address),
  );
  if (!found || attachmentStatus(found.attachment, now) !== 'attached') return false;
  return instance.takesUpInterfaces || found.attachment.deviceIndex === 0;
}
