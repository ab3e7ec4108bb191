import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import { Clock } from '../../../src/sandbox/clock.ts';
import { ec2Service } from '../../../src/sandbox/ec2-api/service.ts';
import { stsService } from '../../../src/sandbox/ec2-api/sts.ts';
import { Ids } from '../../../src/sandbox/ids.ts';
import type { WireResponse } from '../../../src/sandbox/wire.ts';
import type { Peering } from '../../../src/sandbox/world/peering.ts';
import { defaultWorld, populate } from '../../../src/sandbox/world/populate.ts';
import type { Vpg } from '../../../src/sandbox/world/vpg.ts';
import { type PeeringRequest, World } from '../../../src/sandbox/world/world.ts';
import { WorldFile } from '../../../src/sandbox/world/world-file.ts';
import { inProcess } from '../../support/in-process.ts';

export const ours = '111111111111';
export const customer = '222222222222';
export const appVpc = 'vpc-0a1111111111111a1';
export const dnsVpc = 'vpc-0b2222222222222b1';
export const hostVpc = 'vpc-0c3333333333333c1';
export const host = 'i-0c3333333333333c1';
export const maintenance = 'eni-0c3333333333333c1';
export const mainTable = 'rtb-0a1111111111111a1';
export const start = Date.UTC(2026, 0, 5);

type WorldInput = Parameters<typeof WorldFile.parse>[0] & object;

/** The default world without the VPC of its DNS host, so that each account has one VPC. */
function worldWithoutHost() {
  const file = defaultWorld();
  const accounts = file.accounts.map((one) => ({ ...one, vpcs: one.vpcs.filter(({ vpcId }) => vpcId !== hostVpc) }));
  return { ...file, accounts };
}

/** A world whose own account has the VPC of the DNS host, with the instance that it is given instead of a t3.small. */
export function settingWithHost(instanceType = 't3.small', behaviour: object = {}) {
  const { accounts } = defaultWorld();
  for (const { vpcs } of accounts)
    for (const { instances } of vpcs) for (const one of instances) one.instanceType = instanceType;
  return setting({ accounts, behaviour });
}

/** A fresh world with two VPGs, and clients of it. What is given takes the place of the default world's. */
export function setting(more: WorldInput = {}) {
  const clock = new Clock(start);
  const file = WorldFile.parse({
    ...worldWithoutHost(),
    vpgs: [{ vpgId: 'vpg-1' }, { vpgId: 'vpg-2' }],
    ...more,
  });
  const world = new World(file, clock, new Ids(1));
  populate(world, file);
  const [ec2, sts] = [ec2Service(world), stsService(world)];
  const options = (account: string, region: string) => ({
    region,
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'sandbox' },
  });
  return {
    clock,
    world,
    services: { ec2, sts },
    /** Lets sandbox time pass. */
    pass: (seconds: number) => clock.advance(clock.now() + seconds * 1000),
    ec2: (account = ours, region = 'ap-northeast-1') =>
      new EC2Client({ ...options(account, region), requestHandler: inProcess(ec2) }),
    sts: (account = ours, region = 'ap-northeast-1') =>
      new STSClient({ ...options(account, region), requestHandler: inProcess(sts) }),
    /** A raw request, as a client of another make might send it. */
    raw: (service: 'ec2' | 'sts', form: Record<string, string> | string, headers?: Record<string, string>) =>
      ({ ec2, sts })[service].answer({
        method: 'POST',
        path: '/',
        headers: headers ?? { authorization: signed(ours, service) },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
    /** SORACOM requests a peering with the app VPC of our account, unless it is told otherwise. */
    request: (more: Partial<PeeringRequest> = {}, vpgId = 'vpg-1'): Peering =>
      world.requestPeering(world.vpgs.get(vpgId) as Vpg, {
        peerOwnerId: ours,
        peerVpcId: appVpc,
        peerRegion: 'ap-northeast-1',
        destinationCidrBlock: '172.21.0.0/16',
        ...more,
      }),
  };
}

/** An Authorization header whose credential scope names an account; nobody verifies the signature. */
export function signed(account: string, service: string, region = 'ap-northeast-1'): string {
  return `AWS4-HMAC-SHA256 Credential=${account}/20260105/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`;
}

/** The error code of a raw answer. */
export function code({ body }: WireResponse): string | undefined {
  return /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
}

/** How a call was refused, for strict comparison: the code, the message and the HTTP status. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error('The call was not refused.');
}
