import { hostFault } from '../aws/host-fault.ts';
import { CanalError } from '../canal/errors.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { Bundles } from '../steps/ports.ts';

/** Opens the bucket of the settings. The SDK is loaded by the first call. */
export const bundles: Door<Bundles> = (opening) => {
  const open = async () => {
    const { s3Client, putObject, getObject } = await import('./client.ts');
    return { client: s3Client(opening), putObject, getObject };
  };
  type Opened = Awaited<ReturnType<typeof open>>;
  let opened: Promise<Opened> | undefined;
  const inBucket = async <T>(operation: string, ask: (s3: Opened, bucket: string) => Promise<T>): Promise<T> => {
    const { dnsBucket: bucket } = opening.settings;
    if (!bucket) throw new CanalError('InvalidSettings', 'CANAL_DNS_BUCKET: must be the name of a bucket.');
    opened ??= open();
    const s3 = await opened;
    try {
      return await ask(s3, bucket);
    } catch (error) {
      throw hostFault('S3', operation, error);
    }
  };
  return {
    putBundle: (key, bytes) =>
      inBucket('PutObject', async ({ client, putObject }, bucket) => {
        await putObject(client, bucket, key, bytes);
        return { bucket, key };
      }),

    bundle: (key) => inBucket('GetObject', ({ client, getObject }, bucket) => getObject(client, bucket, key)),
  };
};
