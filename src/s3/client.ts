import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions } from '../aws/client-options.ts';
import type { Opening } from '../lambda/surroundings.ts';
import type { Bundles } from '../steps/ports.ts';

/** The IAM actions that each method needs. Who may not list a bucket is not told that an object is not there. */
export const bundleActionOf: Readonly<Record<keyof Bundles, string | readonly string[]>> = {
  putBundle: 's3:PutObject',
  bundle: ['s3:GetObject', 's3:ListBucket'],
};

/** Opens the S3 client. Buckets stand in the path, because a sandbox has one address. */
export const s3Client = (opening: Opening): S3Client =>
  new S3Client({ ...clientOptions(opening), forcePathStyle: true });

/** PutObject. Throws the SDK's errors. */
export async function putObject(client: S3Client, Bucket: string, Key: string, Body: Uint8Array): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/x-tar' }));
}

/** GetObject; undefined for one that is not there. Throws the SDK's errors. */
export async function getObject(client: S3Client, Bucket: string, Key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
