/** A SIM group: its configuration by namespace, as the API keeps it. */
export interface Group {
  readonly groupId: string;
  readonly operatorId: string;
  tags: Record<string, string>;
  /** Namespace (`SoracomAir`) -> key -> value. */
  readonly configuration: Record<string, Record<string, unknown>>;
  readonly createdAt: number;
  lastModifiedAt: number;
}

/** What a SIM's data session was set up with: the group's settings at that moment, not the group's settings now. */
export interface Session {
  readonly vpgId?: string;
  readonly dnsServers: readonly string[];
  readonly since: number;
}

/** A SIM with at most one session now and at most one that is being set up. */
export interface Sim {
  readonly simId: string;
  readonly imsi: string;
  /** The name of its subscription, such as `plan-D`. */
  readonly subscription: string;
  readonly operatorId: string;
  readonly groupId: string | undefined;
  status: 'active' | 'inactive';
  tags: Record<string, string>;
  session: Session | undefined;
  /** When the device has come back after its session was deleted. */
  reconnectsAt: number | undefined;
  /** False for a device that does not come back by itself. */
  readonly comesBack: boolean;
  readonly createdAt: number;
  lastModifiedAt: number;
}

/** Brings a SIM's session up to date: a reconnection whose time has come takes the group's settings of that time. */
export function settleSession(sim: Sim, group: Group | undefined, now: number): void {
  if (sim.reconnectsAt === undefined || now < sim.reconnectsAt) return;
  sim.session = sessionFor(group, sim.reconnectsAt);
  sim.reconnectsAt = undefined;
}

/** The session that a SIM of a group gets when it connects. SORACOM's default DNS servers unless the group names others. */
export function sessionFor(group: Group | undefined, since: number): Session {
  const air = group?.configuration.SoracomAir ?? {};
  const vpgId = air.useVpg === true && typeof air.vpgId === 'string' ? air.vpgId : undefined;
  const custom = air.useCustomDns === true && Array.isArray(air.dnsServers) ? (air.dnsServers as string[]) : undefined;
  return { ...(vpgId === undefined ? {} : { vpgId }), dnsServers: custom ?? ['100.127.0.53', '100.127.1.53'], since };
}
