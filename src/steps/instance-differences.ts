import type { RegisteredDnsHost } from '../canal/dns/host.ts';
import type { Difference } from '../canal/drift.ts';
import type { HostInstance } from './ports.ts';

/** The difference of a DNS host whose instance does not run; none for one that does. */
export function instanceDifferences({
  instance,
  host,
}: {
  readonly instance: HostInstance | undefined;
  readonly host: RegisteredDnsHost;
}): Difference[] {
  const { instanceId, name, region } = host;
  if (instance?.state === 'running') return [];
  const gone = !instance || instance.state === 'terminated' || instance.state === 'shutting-down';
  const message = `${instanceId}, the instance of DNS host ${name}, is ${instance?.state ?? 'not there any more'}: the SIMs of all its networks find no names.`;
  const down = { kind: 'dns-host-down', field: 'dns.host', id: instanceId, message, mendedBy: 'person-first' } as const;
  if (gone) {
    const mend = 'Register another DNS host, name it in the files of its networks and start them again.';
    return [{ ...down, mend, command: 'canal dns-host add NAME --instance-id ID --pool RANGE' }];
  }
  const mend = 'Start the instance: its BIND serves again what it served.';
  return [{ ...down, mend, command: `aws ec2 start-instances --region ${region} --instance-ids ${instanceId}` }];
}
