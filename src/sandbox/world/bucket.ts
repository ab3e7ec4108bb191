/** An S3 bucket. What is in it is text: bodies of requests are read as UTF-8. */
export interface Bucket {
  readonly accountId: string;
  readonly objects: Map<string, StoredObject>;
}

/** An object of a bucket. */
export interface StoredObject {
  readonly body: string;
  readonly contentType: string;
  readonly etag: string;
  /** ms since the epoch. */
  readonly lastModified: number;
}
