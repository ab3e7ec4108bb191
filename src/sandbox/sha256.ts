import { hash } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

const blockBytes = 64;

/**
 * SHA-256, and HMAC-SHA-256 (RFC 2104) when it is given a secret, as the AWS SDK's clients take it to sign with. The SDK's own
 * makes a native object and a key object for each hash of a few bytes, which is the larger part of what signing costs; a sandbox
 * signs some 200 times for each network.
 */
export class Sha256 {
  readonly digestLength = 32;
  readonly #key: Uint8Array | undefined;
  #data: Uint8Array[] = [];

  constructor(secret?: Data) {
    const key = secret === undefined ? undefined : bytes(secret);
    this.#key = key !== undefined && key.length > blockBytes ? hash('sha256', key, 'buffer') : key;
  }

  update(data: Data): void {
    this.#data.push(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    if (this.#key !== undefined) return keyed(this.#key, 0x5c, [keyed(this.#key, 0x36, this.#data)]);
    const [first] = this.#data;
    return hash('sha256', this.#data.length === 1 && first ? first : Buffer.concat(this.#data), 'buffer');
  }

  reset(): void {
    this.#data = [];
  }
}

const encoder = new TextEncoder();

/** A copy, because whoever hands in bytes may write other ones there before they are hashed. */
function bytes(data: Data): Uint8Array {
  if (typeof data === 'string') return encoder.encode(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
    : new Uint8Array(data.slice(0));
}

/** The hash of a block made of the key, each of its bits flipped that `bits` says, with the parts behind it. */
function keyed(key: Uint8Array, bits: number, parts: readonly Uint8Array[]): Uint8Array {
  const text = new Uint8Array(parts.reduce((length, part) => length + part.length, blockBytes)).fill(
    bits,
    0,
    blockBytes,
  );
  for (let at = 0; at < key.length; at += 1) text[at] = (key[at] as number) ^ bits;
  let at = blockBytes;
  for (const part of parts) {
    text.set(part, at);
    at += part.length;
  }
  return hash('sha256', text, 'buffer');
}
