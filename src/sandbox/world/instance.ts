/** An EC2 instance. It runs from the world's start to its end; nothing stops it. */
export interface Instance {
  readonly instanceId: string;
  readonly instanceType: string;
  /** Where its primary interface is. */
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly launchedAt: number;
  /** Whether Systems Manager reaches it. */
  readonly managed: boolean;
  /** Whether its system takes up the addresses of interfaces behind the first one. */
  readonly takesUpInterfaces: boolean;
  /** What its BIND serves, once a delivery has set it up. */
  dns?: ServedDns;
  readonly tags: Map<string, string>;
}

/** What ties a network interface to an instance. Times are ms since the epoch. */
export interface Attachment {
  readonly attachmentId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly since: number;
  /** When it is in use; until then it is attaching. */
  readonly attachedAt: number;
  deleteOnTermination: boolean;
  /** When it is gone, once somebody has asked for it. */
  detachedAt?: number;
}

/** EC2's word for how far an attachment is at a moment; undefined for one that is gone. */
export function attachmentStatus(
  attachment: Attachment | undefined,
  now: number,
): 'attaching' | 'attached' | 'detaching' | undefined {
  if (!attachment) return undefined;
  if (attachment.detachedAt !== undefined) return now < attachment.detachedAt ? 'detaching' : undefined;
  return now < attachment.attachedAt ? 'attaching' : 'attached';
}

/** What a DNS host serves: a publication, by its number, and whom it serves. */
export interface ServedDns {
  readonly revision: number;
  readonly tenants: readonly ServedTenant[];
}

/** A tenant of a DNS host, as a publication names it. */
export interface ServedTenant {
  readonly name: string;
  readonly address: string;
  readonly zone: string;
  readonly serial: string;
}
