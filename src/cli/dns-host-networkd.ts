import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { networkdFiles } from '../canal/dns/networkd.ts';
import { NetworkName } from '../canal/network-name.ts';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';
import { printable } from './printable.ts';
import { placesOf } from './read-text-file.ts';
import type { Told } from './registry.ts';
import type { Surroundings } from './surroundings.ts';

const Text = z.string().check(z.regex(/^[\w.:/-]+$/));
const HostInterfaces = z.object({
  name: Text,
  instanceId: Text,
  interfaces: z.array(
    z.object({
      deviceIndex: z.int(),
      networkInterfaceId: Text,
      macAddress: Text,
      address: Text,
      /** It becomes part of a file's name. */
      network: z.optional(NetworkName),
      subnetCidrBlock: z.optional(Text),
    }),
  ),
});

/**
 * `canal dns-host networkd NAME [--out DIR]`: the files for systemd-networkd, of each network that has an ENI on the host;
 * printed, or written into a directory. Throws what the API refuses, FileUnwritable for a directory that cannot be written.
 */
export async function networkd(
  api: ApiClient,
  name: string,
  out: string | undefined,
  env: Surroundings['env'],
): Promise<Told> {
  const { read, came } = await api.ask(`/dns-hosts/${encodeURIComponent(name)}/interfaces`, HostInterfaces);
  const tenants = read.interfaces.flatMap(({ network, subnetCidrBlock, deviceIndex, macAddress, address }) =>
    network === undefined || subnetCidrBlock === undefined
      ? []
      : [{ name: network, subnetCidrBlock, deviceIndex, macAddress, address }],
  );
  const files = networkdFiles(tenants);
  const told = { came: { ...(came as object), files } };
  if (files.length === 0) return { ...told, lines: [`No network has an ENI on DNS host ${read.name}.`] };
  if (out === undefined) {
    return { ...told, lines: files.flatMap(({ path, text }) => [`# /etc/systemd/network/${path}`, text]) };
  }
  const stale = written(out, placesOf(out, env)[0], files);
  return {
    ...told,
    lines: [
      ...files.map(({ path }) => join(out, path)),
      ...stale.map((path) => `${join(out, path)} is of a network that has no ENI on it any more: delete it.`),
      '',
      `Copy them to /etc/systemd/network on ${read.instanceId}, then run "networkctl reload" there. Amazon Linux 2023 needs none of them.`,
    ],
  };
}

/** Writes the files into a directory, called `out` by the person; what else of ours is in it. */
function written(
  out: string,
  directory: string,
  files: readonly { readonly path: string; readonly text: string }[],
): string[] {
  try {
    mkdirSync(directory, { recursive: true });
    for (const { path, text } of files) writeFileSync(join(directory, path), text);
    const ours = readdirSync(directory).filter((path) => /^70-canal-.*\.network$/.test(path));
    return ours.filter((found) => !files.some(({ path }) => path === found)).map(printable);
  } catch (error) {
    throw new CommandError(
      'FileUnwritable',
      `${out} cannot be written (${(error as Error).message}). Name another directory.`,
    );
  }
}
