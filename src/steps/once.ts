import { CanalError } from '../canal/errors.ts';
import type { Claims } from './ports.ts';

/**
 * Does something once for a key, however often it is asked for. While somebody else is at it, throws StoreUnavailable: ask
 * again later. Whoever fails lets go; whoever dies at it lets go at `until`, ms since the epoch, and what it did last may then
 * happen a second time. False if it had been done before.
 */
export async function once(
  key: string,
  { claims, until }: { claims: Claims; until: number },
  work: () => Promise<void>,
): Promise<boolean> {
  const claimed = await claims.claim(key, until);
  if (claimed === 'settled') return false;
  if (claimed === 'held')
    throw new CanalError('StoreUnavailable', `Somebody else is at ${key}: try again in a minute.`);
  try {
    await work();
  } catch (error) {
    // Should this fail too, the claim ends by itself.
    await claims.release(key).catch(() => undefined);
    throw error;
  }
  await claims.settle(key);
  return true;
}
