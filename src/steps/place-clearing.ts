import { CanalError } from '../canal/errors.ts';
import type { HostAccounts, HostGroup, HostInterface, HostSubnet, HostTable } from './ports.ts';

type Account = Awaited<ReturnType<HostAccounts['openHost']>>;

/** What stands of one place at EC2, all of it with its tags; and what others have put into its subnet. */
export interface PlaceThings {
  readonly subnet: HostSubnet | undefined;
  readonly interfaces: readonly HostInterface[];
  readonly strangers: readonly HostInterface[];
  readonly groups: readonly HostGroup[];
  readonly tables: readonly HostTable[];
}

/**
 * Deletes in the reverse order of building; "clearing" while an ENI is being detached. Throws DnsPlaceConflict for an ENI of
 * others in the subnet, which cannot be deleted before.
 */
export async function clearThings(
  account: Account,
  { subnet, interfaces, strangers, groups, tables }: PlaceThings,
  network: string,
): Promise<'clearing' | 'clear'> {
  let busy = false;
  for (const { networkInterfaceId, attachment } of interfaces) {
    if (!attachment) await account.deleteInterface(networkInterfaceId);
    else if (attachment.status !== 'detaching') await account.detachInterface(attachment.attachmentId);
    busy ||= attachment !== undefined;
  }
  if (busy) return 'clearing';
  if (strangers.length > 0) {
    const others = strangers.map(({ networkInterfaceId }) => networkInterfaceId).join(', ');
    throw new CanalError(
      'DnsPlaceConflict',
      `${subnet?.subnetId} of network "${network}" cannot be deleted while ${others} of others ${strangers.length === 1 ? 'is' : 'are'} in it: delete what is there, then run it again.`,
    );
  }
  for (const { groupId } of groups) await account.deleteGroup(groupId);
  for (const { routeTableId, associations } of tables) {
    for (const { associationId } of associations) await account.dissociateTable(associationId);
    await account.deleteTable(routeTableId);
  }
  if (subnet) await account.deleteSubnet(subnet.subnetId);
  return 'clear';
}
