/** Where the bundle of a DNS host's publication is in the bucket. */
export const bundleKey = (host: string, revision: number): string => `dns/${host}/${revision}.tar`;
