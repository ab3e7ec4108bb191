import { createHash } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { dnsBundle } from '../../../src/canal/dns/bundle.ts';
import type { RenderedFile } from '../../../src/canal/dns/render.ts';
import { ssmDocument } from '../../../src/sandbox/ssm-api/documents.ts';
import { ssmService } from '../../../src/sandbox/ssm-api/service.ts';
import type { Instance } from '../../../src/sandbox/world/instance.ts';
import { inProcess } from '../../support/in-process.ts';
import { host, ours, settingWithHost } from '../ec2-api/setting.ts';

const bucket = 'canal-sandbox-dns';
export const documentName = 'canal-sandbox-deliver-dns';

const pattern = (allowedPattern: string) => ({ type: 'String', description: 'as in the file', allowedPattern });
const document = {
  schemaVersion: '2.2',
  parameters: {
    bucket: pattern('^[a-z0-9.-]+$'),
    key: pattern('^dns/[a-z0-9/-]+\\.tar$'),
    sha256: pattern('^[0-9a-f]{64}$'),
  },
};

/** A world with the DNS host of the default one, its bucket, and a client of Systems Manager. */
export function ssmSetting(behaviour: object = {}) {
  const opened = settingWithHost('t3.small', behaviour);
  const { world } = opened;
  world.buckets.set(bucket, { accountId: ours, objects: new Map() });
  const service = ssmService(world, new Map([[documentName, ssmDocument('deliver-dns', document)]]));
  const client = new SSMClient({
    region: 'ap-northeast-1',
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: { accessKeyId: ours, secretAccessKey: 'sandbox' },
    requestHandler: inProcess(service) as never,
  });
  return {
    ...opened,
    client,
    instance: world.region(ours, 'ap-northeast-1').instances.get(host) as Instance,
    /** Puts a bundle into the bucket, and gives the parameters of a delivery. */
    put(key: string, files: readonly RenderedFile[]) {
      const body = Buffer.from(dnsBundle(files).bytes).toString();
      world.buckets.get(bucket)?.objects.set(key, { body, contentType: '', etag: '', lastModified: 0 });
      return { bucket: [bucket], key: [key], sha256: [createHash('sha256').update(body).digest('hex')] };
    },
  };
}
