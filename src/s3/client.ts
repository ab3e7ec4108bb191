import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Bundles } from '../steps/ports.ts';

/** The IAM action that each method needs. */
export const bundleActionOf: Readonly<Record<keyof Bundles, string>> = { putBundle: 's3:PutObject' };

/** Opens the S3 client. Buckets stand in the path, because a sandbox has one address. */
export const s3Client = (opening: Opening): S3Client =>
  new S3Client({ ...clientOptions(opening), forcePathStyle: true });

/** PutObject. Throws the SDK's errors. */
export async function putObject(client: S3Client, Bucket: string, Key: string, Body: Uint8Array): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-tar' }));
}
