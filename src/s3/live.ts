import { hostFault } from '../aws/host-fault.ts';
import { CanalError } from '../canal/errors.ts';
import type { Door } from '../lambda/surroundings.ts';
import type { Bundles } from '../steps/ports.ts';

/** Opens the bucket of the settings. The SDK is loaded by the first call. */
export const bundles: Door<Bundles> = (opening) => {
  const open = async () => {
    const { s3Client, putObject } = await import('./client.ts');
    return { client: s3Client(opening), putObject };
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    async putBundle(key, bytes) {
      const { dnsBucket: bucket } = opening.settings;
      if (!bucket) throw new CanalError('InvalidSettings', 'CANAL_DNS_BUCKET: must be the name of a bucket.');
      opened ??= open();
      const { client, putObject } = await opened;
      try {
        await putObject(client, bucket, key, bytes);
      } catch (error) {
        throw hostFault('S3', 'PutObject', error);
      }
      return { bucket, key };
    },
  };
};
